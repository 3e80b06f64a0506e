// Zephyr notices (Athena Technical Plan, section E.4.1): a header of strings that end with NUL each, and a body.
#include <algorithm>
#include <charconv>

#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

using Field = std::string_view;  // text in the packet, without its NUL

/// The header's fields in their order on the wire; those that are not printed have no name here.
enum FieldNumber : uint8_t {
  kVersion,
  kKind = 2,
  kClass = 8,
  kInstance,
  kOperation,
  kSender,
  kRecipient,
  kFields = 17,
};

struct Notice {
  Field fields[kFields];
  Reader body;  // what is not read of it yet
  Field operator[](FieldNumber number) const { return fields[number]; }
};

/// The text up to the next NUL, moving behind that. False when the layer ends before it, or the capture does: then the
/// read fails.
bool read_field(Reader& r, Field& field) {
  const auto there = r.rest().first(std::min(r.length(), r.captured()));
  const auto nul = std::ranges::find(there, 0);
  const auto size = static_cast<size_t>(nul - there.begin());
  if (nul == there.end()) {
    if (r.length() > r.captured()) r.need(size + 1);
    return false;
  }
  field = {reinterpret_cast<const char*>(there.data()), size};
  r.skip(size + 1);
  return true;
}

SafeText shown(Field field) {
  return safe_text({reinterpret_cast<const uint8_t*>(field.data()), field.size()});
}

/// The same in lower case, as the protocol's own words are printed.
struct LowerText {
  Field field;
};
LowerText lower(Field field) {
  return {field};
}
void append(TextBuffer& out, LowerText t) {
  for (const char c : t.field) {
    const bool upper = c >= 'A' && c <= 'Z';
    put_safe_char(out, static_cast<uint8_t>(upper ? c - 'A' + 'a' : c));
  }
}

/// A number as the header has it: hexadecimal, mostly behind 0x. 0 when there is none.
int32_t number_of(Field field) {
  if (field.starts_with("0x") || field.starts_with("0X")) field.remove_prefix(2);
  uint64_t number = 0;
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), number, 16);
  return error == std::errc::result_out_of_range ? -1 : static_cast<int32_t>(number);
}

constexpr uint32_t kServerAck = 5;
constexpr ValueName kKinds[] = {
    {0, "unsafe"},   {1, "unacked"},    {2, "acked"}, {3, "hm-ack"}, {4, "hm-ctl"}, {kServerAck, "serv-ack"},
    {6, "serv-nak"}, {7, "client-ack"}, {8, "stat"},
};

void put_kind(Printer& p, Notice& notice) {
  const int32_t kind = number_of(notice[kKind]);
  const std::string_view name = find_name(kKinds, static_cast<uint32_t>(kind));
  if (name.empty()) {
    p.put(" type ", kind);
  } else {
    p.put(' ', name);
  }
  Field answer;
  if (kind == kServerAck && read_field(notice.body, answer) && answer != "SENT") {
    p.put('/', lower(answer));
  }
}

void put_triple(Printer& p, Field name, Field instance, Field recipient) {
  p.put('<', shown(name), ',', shown(instance), ',', shown(recipient.empty() ? "*" : recipient), '>');
}

void put_message(Printer& p, Notice& notice) {
  p.put(" to ");
  put_triple(p, notice[kClass], notice[kInstance], notice[kRecipient]);
  if (!notice[kOperation].empty()) p.put(" op ", shown(notice[kOperation]));
}

void put_subscription(Printer& p, Notice& notice) {
  const Field operation = notice[kOperation];
  p.put(operation == "SUBSCRIBE" ? " sub" : " unsub", operation == "SUBSCRIBE_NODEFS" ? "-nodefs" : "");
  Field name;
  Field instance;
  Field recipient;
  Reader& body = notice.body;
  if (!read_field(body, name) || !read_field(body, instance) || !read_field(body, recipient)) return;
  p.put(' ');
  put_triple(p, name, instance, recipient);
}

struct Text {
  Field operation;
  std::string_view text;
};

constexpr Text kClientOperations[] = {{"GIMME", " ret"}, {"GIMMEDEFS", " gimme-defs"}, {"CLEARSUB", " clear-subs"}};
constexpr Text kRealmOperations[] = {
    {"ADD_SUBSCRIBE", " realm add-subs"},
    {"REQ_SUBSCRIBE", " realm req-subs"},
    {"RLM_SUBSCRIBE", " realm rlm-sub"},
    {"RLM_UNSUBSCRIBE", " realm rlm-unsub"},
};
constexpr Field kSubscriptions[] = {"SUBSCRIBE", "UNSUBSCRIBE", "SUBSCRIBE_NODEFS"};
constexpr Field kExposures[] = {"NONE", "OPSTAFF", "REALM-VISIBLE", "REALM-ANNOUNCED", "NET-VISIBLE", "NET-ANNOUNCED"};

bool contains(std::span<const Field> fields, Field field) {
  return std::ranges::find(fields, field) != fields.end();
}

std::string_view find_text(std::span<const Text> texts, Field operation) {
  const auto found = std::ranges::find(texts, operation, &Text::operation);
  return found == texts.end() ? std::string_view{} : found->text;
}

// What is printed of a notice of a class: false when nothing is known of this one.
bool put_locate(Printer& p, Notice& notice) {
  static constexpr Text kOperations[] = {{"USER_HIDE", " hide"}, {"USER_UNHIDE", " unhide"}};
  const std::string_view text = find_text(kOperations, notice[kOperation]);
  p.put(text);
  if (text.empty()) p.put(" locate ", shown(notice[kInstance]));
  return true;
}

bool put_admin(Printer& p, Notice& notice) {
  p.put(" zephyr-admin ", lower(notice[kOperation]));
  return true;
}

bool put_control(Printer& p, Notice& notice) {
  const Field operation = notice[kOperation];
  const bool client = notice[kInstance] == "CLIENT";
  if (notice[kInstance] == "REALM") {
    p.put(find_text(kRealmOperations, operation));
    return true;
  }
  if (!client && notice[kInstance] != "HM") return false;
  const std::string_view text = client ? find_text(kClientOperations, operation) : std::string_view{};
  if (client && contains(kSubscriptions, operation)) {
    put_subscription(p, notice);
  } else if (!text.empty()) {
    p.put(text);
  } else {
    p.put(' ', lower(operation));
  }
  return true;
}

bool put_host_manager_control(Printer& p, Notice& notice) {
  p.put(" hm_ctl ", lower(notice[kInstance]), ' ', lower(notice[kOperation]));
  return true;
}

bool put_host_manager_statistics(Printer& p, Notice& notice) {
  if (notice[kInstance] != "HMST_CLIENT" || notice[kOperation] != "GIMMESTATS") return false;
  p.put(" get-client-stats");
  return true;
}

bool put_windowgram_control(Printer& p, Notice& notice) {
  p.put(" wg_ctl ", lower(notice[kInstance]), ' ', lower(notice[kOperation]));
  return true;
}

bool put_login(Printer& p, Notice& notice) {
  const Field operation = notice[kOperation];
  if (operation == "USER_FLUSH") {
    p.put(" flush_locs");
  } else if (contains(kExposures, operation)) {
    p.put(" set-exposure ", lower(operation));
  } else {
    return false;
  }
  return true;
}

struct Class {
  Field name;
  bool (*put)(Printer&, Notice&);
};
constexpr Class kClasses[] = {
    {"USER_LOCATE", put_locate},
    {"ZEPHYR_ADMIN", put_admin},
    {"ZEPHYR_CTL", put_control},
    {"HM_CTL", put_host_manager_control},
    {"HM_STAT", put_host_manager_statistics},
    {"WG_CTL", put_windowgram_control},
    {"LOGIN", put_login},
};

}  // namespace

void print_zephyr(Printer& p, Reader r) {
  static constexpr Field kMark = "ZEPH";
  p.protocol = "zephyr";
  Notice notice{{}, r};
  Reader& body = notice.body;
  if (!read_field(body, notice.fields[kVersion])) return p.invalid();
  if (!notice[kVersion].starts_with(kMark)) return;
  for (size_t i = kVersion + 1; i < kFields; i++) {
    if (!read_field(body, notice.fields[i])) return p.invalid();
  }
  p.put(" zephyr");
  const Field version = notice[kVersion].substr(kMark.size());
  if (!version.starts_with("0.2")) return p.put(" v", shown(version));
  put_kind(p, notice);
  if (!notice[kSender].empty()) p.put(' ', shown(notice[kSender]));
  const auto* const known = std::ranges::find(kClasses, notice[kClass], &Class::name);
  if (known == std::end(kClasses) || !known->put(p, notice)) put_message(p, notice);
}

}  // namespace trawl
