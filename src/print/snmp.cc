// SNMP versions 1 (RFC 1157), 2c (RFC 1901, 3416) and 3 (RFC 3412, 3414), in BER (ITU-T X.690).
#include <array>

#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

enum Class : uint8_t { kUniversal, kApplication, kContext, kPrivate };

// What an element means to SNMP.
enum class Kind : uint8_t {
  kOctets,
  kNull,
  kObjectId,
  kInteger,
  kUnsigned,
  kUnsigned64,
  kString,
  kSequence,
  kAddress,
  kNothing,
  kException,  // noSuchObject and its like
  kPdu,
};

enum Pdu : uint8_t { kGet, kGetNext, kResponse, kSet, kTrap, kGetBulk, kInform, kTrap2, kReport };

constexpr std::string_view kUniversalNames[] = {
    "U-0", "Boolean", "Integer", "Bitstring", "String", "Null", "ObjID", "ObjectDes", "U-8",
    "U-9", "U-10",    "U-11",    "U-12",      "U-13",   "U-14", "U-15",  "Sequence",  "Set",
};
constexpr std::string_view kApplicationNames[] = {"IpAddress", "Counter", "Gauge",    "TimeTicks",
                                                  "Opaque",    "C-5",     "Counter64"};
constexpr std::string_view kContextNames[] = {"GetRequest", "GetNextRequest", "GetResponse", "SetRequest", "Trap",
                                              "GetBulk",    "Inform",         "V2Trap",      "Report"};
constexpr std::string_view kPrivateNames[] = {"P-0"};
constexpr std::span<const std::string_view> kTagNames[] = {kUniversalNames, kApplicationNames, kContextNames,
                                                           kPrivateNames};
constexpr std::string_view kExceptions[] = {"noSuchObject", "noSuchInstance", "endOfMibView"};

constexpr ValueName kErrors[] = {
    {0, "noError"},
    {1, "tooBig"},
    {2, "noSuchName"},
    {3, "badValue"},
    {4, "readOnly"},
    {5, "genErr"},
    {6, "noAccess"},
    {7, "wrongType"},
    {8, "wrongLength"},
    {9, "wrongEncoding"},
    {10, "wrongValue"},
    {11, "noCreation"},
    {12, "inconsistentValue"},
    {13, "resourceUnavailable"},
    {14, "commitFailed"},
    {15, "undoFailed"},
    {16, "authorizationError"},
    {17, "notWritable"},
    {18, "inconsistentName"},
};
constexpr int32_t kEnterpriseSpecific = 6;
constexpr ValueName kTraps[] = {
    {0, "coldStart"},
    {1, "warmStart"},
    {2, "linkDown"},
    {3, "linkUp"},
    {4, "authenticationFailure"},
    {5, "egpNeighborLoss"},
    {kEnterpriseSpecific, "enterpriseSpecific"},
};

struct Element {
  Kind kind = Kind::kOctets;
  uint32_t id = 0;
  uint64_t number = 0;
  Reader content;
};

/// The identifier's number; false with a message when it has no end.
bool read_tag(Printer& p, Reader& r, uint32_t& id) {
  constexpr uint32_t kExtended = 0x1f;
  if (id != kExtended) return true;
  id = 0;
  while (true) {
    if (r.length() < 1) {
      p.put("[Xtagfield?]");
      return false;
    }
    const uint8_t octet = r.u8();
    if (p.stopped()) return false;
    id = id << 7 | (octet & 0x7f);
    if ((octet & 0x80) == 0) return true;
  }
}

bool read_length(Printer& p, Reader& r, uint32_t& length) {
  if (r.length() < 1) {
    p.put("[no asnlen]");
    return false;
  }
  length = r.u8();
  if ((length & 0x80) == 0) return !p.stopped();
  const uint32_t octets = length & 0x7f;
  if (r.length() < octets) {
    p.put("[asnlen? ", r.length(), '<', octets, ']');
    return false;
  }
  length = 0;
  for (uint32_t i = 0; i < octets; i++) length = length << 8 | r.u8();
  return !p.stopped();
}

uint64_t read_number(Reader r, size_t length, bool is_signed) {
  uint64_t number = is_signed && length > 0 && (r.u8_at(0) & 0x80) != 0 ? UINT64_MAX : 0;
  for (size_t i = 0; i < length && r.ok(); i++) number = number << 8 | r.u8();
  return number;
}

std::string_view tag_name(uint8_t tag_class, uint32_t id) {
  return kTagNames[tag_class][id];
}

bool classify_primitive(Printer& p, uint8_t tag_class, size_t length, Element& e) {
  if (tag_class == kUniversal && e.id == 2) {
    if (length == 0) {
      p.put("[asnlen=0]");
      return false;
    }
    e.kind = Kind::kInteger;
    e.number = read_number(e.content, length, true);
  } else if (tag_class == kUniversal && e.id >= 4 && e.id <= 6) {
    constexpr std::array kKinds = {Kind::kString, Kind::kNull, Kind::kObjectId};
    e.kind = kKinds[e.id - 4];
  } else if (tag_class == kApplication && e.id == 0) {
    e.kind = Kind::kAddress;
  } else if (tag_class == kApplication && e.id <= 3) {
    e.kind = Kind::kUnsigned;
    e.number = static_cast<uint32_t>(read_number(e.content, length, false));
  } else if (tag_class == kApplication && e.id == 6) {
    e.kind = Kind::kUnsigned64;
    e.number = read_number(e.content, length, false);
  } else if (tag_class == kContext && e.id <= 2) {
    e.kind = Kind::kException;
  } else if (tag_class == kUniversal) {
    p.put("[P/U/", tag_name(tag_class, e.id), ']');
  } else if (tag_class == kApplication) {
    p.put("[P/A/", tag_name(tag_class, e.id), ']');
  } else if (tag_class == kContext) {
    e.kind = Kind::kNothing;
  } else {
    p.put("[P/x/", tag_name(tag_class, e.id), ']');
  }
  return true;
}

void classify_constructed(Printer& p, uint8_t tag_class, Element& e) {
  if (tag_class == kUniversal && e.id == 16) {
    e.kind = Kind::kSequence;
  } else if (tag_class == kContext) {
    e.kind = Kind::kPdu;
  } else if (tag_class == kUniversal) {
    p.put("C/U/", tag_name(tag_class, e.id));
  } else {
    p.put("C/x/", tag_name(tag_class, e.id));
  }
}

/// The next element of `r`, which moves behind it. False, with what is wrong put, when there is none.
bool parse(Printer& p, Reader& r, Element& e) {
  if (r.length() < 1) {
    p.put("[nothing to parse]");
    return false;
  }
  const uint8_t octet = r.u8();
  const uint8_t tag_class = octet >> 6;
  const bool constructed = (octet & 0x20) != 0;
  e.id = octet & 0x1f;
  e.kind = Kind::kOctets;
  uint32_t length = 0;
  if (p.stopped() || !read_tag(p, r, e.id) || !read_length(p, r, length)) return false;
  if (r.length() < length) {
    p.put("[len", r.length(), "<asnlen", length, ']');
    return false;
  }
  if (e.id >= kTagNames[tag_class].size()) {
    p.put("[id?", constructed ? "C/x/" : "P/x/", e.id, ']');
    return false;
  }
  if (!r.need(length)) return false;
  e.content = r.with_length(length);
  r.skip(length);
  if (constructed) {
    classify_constructed(p, tag_class, e);
    return true;
  }
  return classify_primitive(p, tag_class, length, e) && !p.stopped();
}

void put_octets(Printer& p, Reader r) {
  while (r.length() > 0) p.put('_', hex(r.u8(), 2));
}

void put_object_id(Printer& p, Reader r) {
  uint32_t arc = 0;
  bool first = true;
  while (r.length() > 0) {
    const uint8_t octet = r.u8();
    arc = arc << 7 | (octet & 0x7f);
    if ((octet & 0x80) != 0) continue;
    if (first) {
      // X.690 section 8.19.4: the first two arcs share a number.
      const uint32_t root = arc < 40 ? 0 : arc < 80 ? 1 : 2;
      p.put('.', root);
      arc -= root * 40;
      first = false;
    }
    p.put('.', arc);
    arc = 0;
  }
}

/// Quoted when all of it prints, else in hexadecimal.
void put_string(Printer& p, Reader r) {
  bool printable = true;
  for (size_t i = 0; i < r.length() && printable; i++) {
    const uint8_t c = r.u8_at(i);
    printable = p.stopped() || (c >= 0x20 && c < 0x7f);
  }
  if (printable) {
    p.put('"', safe_text(r.bytes(r.length())), '"');
    return;
  }
  for (bool first = true; r.length() > 0; first = false) p.put(first ? "" : "_", hex(r.u8(), 2));
}

void put_address(Printer& p, Reader r) {
  if (r.length() != 4) p.put("[inetaddr len!=4]");
  for (bool first = true; r.length() > 0; first = false) p.put(first ? "" : ".", r.u8());
}

void put_element(Printer& p, const Element& e) {
  switch (e.kind) {
    case Kind::kOctets:
      return put_octets(p, e.content);
    case Kind::kNull:
      return;
    case Kind::kObjectId:
      return put_object_id(p, e.content);
    case Kind::kInteger:
      return p.put(static_cast<int32_t>(e.number));
    case Kind::kUnsigned:
    case Kind::kUnsigned64:
      return p.put(e.number);
    case Kind::kString:
      return put_string(p, e.content);
    case Kind::kSequence:
      return p.put("Seq(", e.content.length(), ')');
    case Kind::kAddress:
      return put_address(p, e.content);
    case Kind::kNothing:
      return p.put("[BE_ANY!?]");
    case Kind::kException:
      return p.put('[', kExceptions[e.id], ']');
    case Kind::kPdu:
      return p.put(kContextNames[e.id], '(', e.content.length(), ')');
  }
}

/// The next element, which must be of `kind`; else `complaint` and what it is.
bool expect(Printer& p, Reader& r, Element& e, Kind kind, std::string_view complaint) {
  if (!parse(p, r, e)) return false;
  if (e.kind == kind) return true;
  p.put(complaint);
  put_element(p, e);
  return false;
}

int32_t as_int(const Element& e) {
  return static_cast<int32_t>(e.number);
}

constexpr bool asks(uint32_t pdu) {
  return pdu == kGet || pdu == kGetNext || pdu == kGetBulk;
}

/// False where the variables end with it.
bool print_variable(Printer& p, Reader r, uint32_t pdu) {
  Element e{.content = r};
  if (!expect(p, r, e, Kind::kObjectId, "[objName!=OID]")) return false;
  put_object_id(p, e.content);
  if (!asks(pdu)) p.put('=');
  if (!parse(p, r, e)) return false;
  if (asks(pdu)) {
    if (e.kind == Kind::kNull) return true;
    p.put("[objVal!=NULL]");
  }
  put_element(p, e);
  return true;
}

void print_variables(Printer& p, Reader r, uint32_t pdu) {
  Element e{.content = r};
  if (!expect(p, r, e, Kind::kSequence, "[!SEQ of varbind]")) return;
  if (r.length() > 0) p.put('[', r.length(), " extra after SEQ of varbind]");
  Reader list = e.content;
  while (list.length() > 0) {
    p.put(' ');
    if (!expect(p, list, e, Kind::kSequence, "[!varbind]")) return;
    if (!print_variable(p, e.content, pdu)) return;
  }
}

void print_trap(Printer& p, Reader r) {
  p.put(' ');
  Element e{.content = r};
  if (!expect(p, r, e, Kind::kObjectId, "[enterprise!=OID]")) return;
  put_element(p, e);
  p.put(' ');
  if (!expect(p, r, e, Kind::kAddress, "[agent-addr!=INETADDR]")) return;
  put_element(p, e);
  if (!expect(p, r, e, Kind::kInteger, "[generic-trap!=INT]")) return;
  const int32_t generic = as_int(e);
  const auto name = find_name(kTraps, static_cast<uint32_t>(generic));
  name.empty() ? p.put(" gt=", generic) : p.put(' ', name);
  if (!expect(p, r, e, Kind::kInteger, "[specific-trap!=INT]")) return;
  if (generic == kEnterpriseSpecific) {
    p.put(" s=", as_int(e));
  } else if (as_int(e) != 0) {
    p.put("[specific-trap(", as_int(e), ")!=0]");
  }
  p.put(' ');
  if (!expect(p, r, e, Kind::kUnsigned, "[time-stamp!=TIMETICKS]")) return;
  put_element(p, e);
  if (r.length() > 0) print_variables(p, r, kTrap);
}

struct ErrorName {
  uint32_t status;
};
void append(TextBuffer& out, ErrorName e) {
  out.put(named(kErrors, e.status, "err="));
}

void print_request(Printer& p, Reader r, uint32_t pdu) {
  Element e{.content = r};
  if (!expect(p, r, e, Kind::kInteger, "[reqId!=INT]")) return;
  if (p.verbose() > 0) p.put("R=", as_int(e), ' ');

  const bool must_be_zero = pdu != kResponse && pdu != kGetBulk;
  if (!expect(p, r, e, Kind::kInteger, "[errorStatus!=INT]")) return;
  bool failed = false;
  const auto status = static_cast<uint32_t>(e.number);
  if (pdu == kGetBulk) {
    p.put(" N=", as_int(e));
  } else if (status != 0 && must_be_zero) {
    p.put("[errorStatus(", ErrorName{status}, ")!=0]");
  } else if (status != 0) {
    p.put(' ', ErrorName{status});
    failed = true;
  }

  if (!expect(p, r, e, Kind::kInteger, "[errorIndex!=INT]")) return;
  const int32_t index = as_int(e);
  if (pdu == kGetBulk) {
    p.put(" M=", index);
  } else if (index != 0 && must_be_zero) {
    p.put("[errorIndex(", index, ")!=0]");
  } else if (index != 0 && !failed) {
    p.put("[errorIndex(", index, ") w/o errorStatus]");
  } else if (index != 0) {
    p.put('@', index);
  } else if (failed) {
    p.put("[errorIndex==0]");
  }
  if (r.length() > 0) print_variables(p, r, pdu);
}

void print_pdu(Printer& p, Reader r, int32_t version) {
  Element e{.content = r};
  if (!parse(p, r, e)) return;
  if (e.kind != Kind::kPdu) return p.put("[no PDU]");
  if (r.length() > 0) p.put('[', r.length(), " extra after PDU]");
  if (p.verbose() > 0) p.put("{ ");
  put_element(p, e);
  p.put(' ');
  if (version == 0 && e.id >= kGetBulk) return p.put("[v2 PDU in v1 message]");
  if (version != 0 && e.id == kTrap) return p.put("[v1 PDU in v2 message]");
  if (e.id == kTrap) {
    print_trap(p, e.content);
  } else {
    print_request(p, e.content, e.id);
  }
  if (p.verbose() > 0) p.put(" } ");
}

void print_community_message(Printer& p, Reader r, int32_t version) {
  Element e{.content = r};
  if (!expect(p, r, e, Kind::kString, "[comm!=STR]")) return;
  const auto name = e.content.bytes_at(0, e.content.length());
  const bool usual = std::string_view(reinterpret_cast<const char*>(name.data()), name.size()) == "public";
  if (!usual) {
    p.put("C=");
    put_string(p, e.content);
    p.put(' ');
  }
  print_pdu(p, r, version);
}

void print_usm(Printer& p, Reader r) {
  Element e{.content = r};
  if (!expect(p, r, e, Kind::kSequence, "[!usm]")) return;
  if (r.length() > 0) p.put('[', r.length(), " extra after usm SEQ]");
  r = e.content;
  if (!expect(p, r, e, Kind::kString, "[msgAuthoritativeEngineID!=STR]")) return;
  if (!expect(p, r, e, Kind::kInteger, "[msgAuthoritativeEngineBoots!=INT]")) return;
  if (p.verbose() > 0) p.put("B=", as_int(e), ' ');
  if (!expect(p, r, e, Kind::kInteger, "[msgAuthoritativeEngineTime!=INT]")) return;
  if (p.verbose() > 0) p.put("T=", as_int(e), ' ');
  if (!expect(p, r, e, Kind::kString, "[msgUserName!=STR]")) return;
  p.put("U=");
  put_string(p, e.content);
  p.put(' ');
  if (!expect(p, r, e, Kind::kString, "[msgAuthenticationParameters!=STR]")) return;
  if (!expect(p, r, e, Kind::kString, "[msgPrivacyParameters!=STR]")) return;
  if (r.length() > 0) p.put('[', r.length(), " extra after usm SEQ]");
}

void print_scoped_pdu(Printer& p, Reader r, int32_t version) {
  Element e{.content = r};
  if (!expect(p, r, e, Kind::kSequence, "[!scoped PDU]")) return;
  r = e.content;
  if (!expect(p, r, e, Kind::kString, "[contextEngineID!=STR]")) return;
  p.put("E=");
  put_octets(p, e.content);
  p.put(' ');
  if (!expect(p, r, e, Kind::kString, "[contextName!=STR]")) return;
  p.put("C=");
  put_string(p, e.content);
  p.put(' ');
  print_pdu(p, r, version);
}

/// msgFlags (RFC 3412, section 6.4). False when it is left at that.
bool print_flags(Printer& p, Element& e) {
  if (e.content.length() != 1) {
    p.put("[msgFlags size ", e.content.length(), ']');
    return false;
  }
  const uint8_t flags = e.content.u8_at(0);
  if (flags > 7 || (flags & 3) == 2) {  // privacy without authentication is reserved
    constexpr char kDigits[] = "0123456789ABCDEF";
    p.put("[msgFlags=0x", kDigits[flags >> 4], kDigits[flags & 15], ']');
    return false;
  }
  p.put("F=", (flags & 1) != 0 ? "a" : "", (flags & 2) != 0 ? "p" : "", (flags & 4) != 0 ? "r" : "", ' ');
  return true;
}

void print_message3(Printer& p, Reader r, int32_t version) {
  constexpr int32_t kUserBased = 3;
  const bool verbose = p.verbose() > 0;
  Element e{.content = r};
  if (!expect(p, r, e, Kind::kSequence, "[!message]")) return;
  Reader header = e.content;
  if (verbose) p.put("{ ");
  if (!expect(p, header, e, Kind::kInteger, "[msgID!=INT]")) return;
  if (!expect(p, header, e, Kind::kInteger, "[msgMaxSize!=INT]")) return;
  if (!expect(p, header, e, Kind::kString, "[msgFlags!=STR]")) return;
  if (!print_flags(p, e)) return;
  if (!expect(p, header, e, Kind::kInteger, "[msgSecurityModel!=INT]")) return;
  const int32_t model = as_int(e);
  if (header.length() > 0) p.put('[', header.length(), " extra after message SEQ]");
  if (verbose) p.put("} ");
  if (model != kUserBased) return p.put("[security model ", model, ']');
  if (verbose) p.put("{ USM ");
  if (!expect(p, r, e, Kind::kString, "[msgSecurityParameters!=STR]")) return;
  print_usm(p, e.content);
  if (verbose) p.put("} { ScopedPDU ");
  print_scoped_pdu(p, r, version);
  if (verbose) p.put("} ");
}

}  // namespace

void print_snmp(Printer& p, Reader r) {
  p.protocol = "snmp";
  p.put(' ');
  Element e{.content = r};
  if (!expect(p, r, e, Kind::kSequence, "[!init SEQ]")) return;
  if (r.length() > 0) p.put('[', r.length(), " extra after iSEQ]");
  r = e.content;
  if (!expect(p, r, e, Kind::kInteger, "[version!=INT]")) return;
  const int32_t version = as_int(e);
  if (version != 0 && version != 1 && version != 3) return p.put("SNMP [version = ", version, ']');
  if (p.verbose() > 0) p.put("{ ", version == 0 ? "SNMPv1 " : version == 1 ? "SNMPv2c " : "SNMPv3 ");
  version == 3 ? print_message3(p, r, version) : print_community_message(p, r, version);
  if (p.verbose() > 0) p.put("} ");
}

}  // namespace trawl
