// What the files of BGP share.
#pragma once

#include <array>
#include <cstdint>

#include "print/printer.h"
#include "print/util.h"

namespace trawl::bgp {

/// Subsequent address families: IANA's "SAFI Namespace".
extern const NameTable kSafiNames;

/// An AS number, as asdot under -b (RFC 5396).
struct AsNumber {
  uint32_t number;
  bool dotted;
};
inline AsNumber as_number(const Printer& p, uint32_t number) {
  return {number, p.options.as_dot};
}
void append(TextBuffer& out, AsNumber as);

/// "AFI: IPv4 (1), SAFI: Unicast (1)" comes in several forms: only the families themselves are common.
struct Family {
  uint16_t afi;
  uint8_t safi;
};

/// Path attributes (RFC 4271, section 4.3): all of `r`. False when they run past its end.
bool print_attributes(Printer& p, Reader r);

/// How reading one route ended.
enum class Route : uint8_t {
  kRead,     // printed; the Reader stands behind it
  kIllegal,  // a prefix length that its family does not have
  kShort,    // the bytes that belong to the list end inside the route
  kCut,      // the capture ends inside the route
};

/// Prints a route distinguisher (RFC 4364, section 4.2), 8 bytes, moving on.
void put_distinguisher(Printer& p, Reader& r);

/// A prefix with as many bytes as its length needs; nothing is set behind its length.
struct Prefix {
  std::array<uint8_t, 16> bytes{};
  uint8_t length = 0;  // in bits
};
/// Reads a length and a prefix of at most `longest` bits, moving on unless it is illegal.
Route read_prefix(Reader& r, Prefix& prefix, unsigned longest);

/// "10.0.0.0/8" in the way of its address family.
struct PrefixText {
  const Prefix& prefix;
  uint16_t afi;
};
void append(TextBuffer& out, const PrefixText& t);

/// Whether the prefixes in the whole of `r` begin with path identifiers (RFC 7911): nothing in the message says so.
bool has_path_ids(Reader r, unsigned longest_prefix);

/// One prefix of an UPDATE's own lists, in which there is IPv4 only, on a line of its own.
Route print_update_prefix(Printer& p, Reader& r, bool path_id);

/// Whether the NLRI of `family` can be printed.
bool has_decoder(Family family);
/// The NLRI behind the next hop in a multiprotocol attribute: all of `r`. False when it ends inside a route.
bool print_routes(Printer& p, Reader r, Family family);

/// A next hop field (all of `r`) of `family`.
void print_next_hops(Printer& p, Reader r, Family family);

}  // namespace trawl::bgp
