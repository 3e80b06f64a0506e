// The Andrew File System's remote calls, as OpenAFS's interface files (afsint.xg, ptint.xg, vldbint.xg, kauth.rg,
// volint.xg, bosint.xg, ubik_int.xg) define them.
#include "print/afs.h"

#include <algorithm>
#include <array>
#include <ctime>

#include "print/util.h"

namespace trawl {

namespace {

constexpr uint32_t kFirstVote = 10000;
constexpr uint32_t kLastVote = 10007;
constexpr uint32_t kFirstDisk = 20000;
constexpr uint32_t kLastDisk = 20013;
constexpr size_t kWord = 4;

constexpr ValueName kFileErrors[] = {
    {101, "salvage volume"},
    {102, "no such vnode"},
    {103, "no such volume"},
    {104, "volume exist"},
    {105, "no service"},
    {106, "volume offline"},
    {107, "voline online"},
    {108, "diskfull"},
    {109, "diskquota exceeded"},
    {110, "volume busy"},
    {111, "volume moved"},
    {112, "AFS IO error"},
    {static_cast<uint32_t>(-100), "restarting fileserver"},
};
constexpr std::string_view kVolumeTypes[] = {"read-write", "read-only", "backup"};

/// Local time, as the other dates of a trace.
void put_date(Printer& p, int32_t seconds) {
  const std::time_t time = seconds;
  std::tm parts{};
  std::array<char, 32> text{};
  if (localtime_r(&time, &parts) == nullptr) return;
  const size_t size = std::strftime(text.data(), text.size(), " %Y-%m-%d %H:%M:%S", &parts);
  p.put(std::string_view(text.data(), size));
}

void put_file(Printer& p, Reader& r) {
  const uint32_t volume = r.u32();
  const uint32_t vnode = r.u32();
  p.put(" fid ", volume, '/', vnode, '/', r.u32());
}

void put_uuid(Printer& p, Reader& r) {
  p.put(' ', hex(r.u32(), 8));
  p.put(hex(r.u32(), 4));
  p.put(hex(r.u32(), 4));
  for (int i = 0; i < 8; i++) p.put(hex(r.u32() & 0xff, 2));
}

/// A name, one character per word.
void put_word_name(Printer& p, Reader& r, size_t words) {
  p.put(" \"");
  bool ended = false;
  for (size_t i = 0; i < words; i++) {
    const auto c = static_cast<uint8_t>(r.u32());
    ended |= c == 0;
    if (!ended) put_safe_char(p.text, c);
  }
  p.put('"');
}

/// Whether a string of `longest` bytes at most is all there.
bool put_string(Printer& p, Reader& r, size_t longest) {
  const size_t length = r.u32();
  const size_t padded = (length + kWord - 1) / kWord * kWord;
  if (p.stopped() || length > longest) return false;
  p.put(" \"", safe_text(r.rest().first(std::min(length, r.captured()))));
  if (!r.has(length)) return false;
  p.put('"');
  r.skip(padded);
  return true;
}

/// What a call changes of a file's status.
bool put_store_status(Printer& p, Reader& r) {
  constexpr size_t kLength = 24;
  if (!r.has(kLength)) return false;
  const uint32_t mask = r.u32();
  if (mask != 0) p.put(" StoreStatus");
  const int32_t date = r.i32();
  if ((mask & 1) != 0) {
    p.put(" date");
    put_date(p, date);
  }
  const uint32_t owner = r.u32();
  if ((mask & 2) != 0) p.put(" owner ", owner);
  const uint32_t group = r.u32();
  if ((mask & 4) != 0) p.put(" group ", group);
  const uint32_t mode = r.u32();
  if ((mask & 8) != 0) p.put(" mode ", octal(mode & 07777));
  const uint32_t segment = r.u32();
  if ((mask & 16) != 0) p.put(" segsize ", segment);
  if ((mask & 1024) != 0) p.put(" fsync");
  return true;
}

/// A line of an access list's text, moving on.
std::string_view next_line(std::string_view& text) {
  const size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

int leading_number(std::string_view text) {
  int value = 0;
  for (const char c : text.substr(0, 9)) {
    if (c < '0' || c > '9') break;
    value = value * 10 + (c - '0');
  }
  return value;
}

void put_rights(Printer& p, std::string_view line, char sign) {
  static constexpr ValueName kRights[] = {{1, "r"}, {8, "l"}, {4, "i"}, {16, "d"}, {2, "w"}, {32, "k"}, {64, "a"}};
  const size_t name = line.find_first_of(" \t");
  if (name == std::string_view::npos) return;
  p.put(' ', sign, '{');
  for (const char c : line.substr(0, name)) put_safe_char(p.text, static_cast<uint8_t>(c));
  const auto rights =
      static_cast<uint32_t>(leading_number(line.substr(std::min(line.find_first_not_of(" \t", name), line.size()))));
  p.put(' ', flag_names(kRights, rights, "", ""), '}');
}

/// The access list of a directory: text with the numbers of positive and negative rights, and a line for each.
bool put_access_list(Printer& p, Reader& r) {
  const size_t length = r.u32();
  if (!r.has(length)) return false;
  const auto bytes = r.bytes(length);
  std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const int positive = leading_number(next_line(text));
  const int negative = leading_number(next_line(text));
  for (int i = 0; i < positive && !text.empty(); i++) put_rights(p, next_line(text), '+');
  for (int i = 0; i < negative && !text.empty(); i++) put_rights(p, next_line(text), '-');
  return true;
}

bool put_files(Printer& p, Reader& r) {
  const uint32_t count = r.u32();
  for (uint32_t i = 0; i < count && !p.stopped(); i++) {
    if (i > 0) p.put(',');
    if (!r.has(3 * kWord)) return false;
    put_file(p, r);
  }
  if (count == 0) p.put(" <none!>");
  return true;
}

bool put_callbacks(Printer& p, Reader& r) {
  if (!put_files(p, r)) return false;
  const uint32_t count = r.u32();
  if (count != 0) p.put(';');
  for (uint32_t i = 0; i < count && !p.stopped(); i++) {
    p.put(" ver ");
    p.put(r.i32(), " expires");
    put_date(p, r.i32());
    r.bytes(kWord);  // its type
  }
  return true;
}

bool put_names(Printer& p, Reader& r, size_t words) {
  const uint32_t count = r.u32();
  for (uint32_t i = 0; i < count && !p.stopped(); i++) {
    if (!r.has(words * kWord)) return false;
    put_word_name(p, r, words);
  }
  if (count == 0) p.put(" <none!>");
  return true;
}

void put_numbers(Printer& p, Reader& r) {
  const uint32_t count = r.u32();
  for (uint32_t i = 0; i < count && !p.stopped(); i++) p.put(' ', r.i32());
  if (count == 0) p.put(" <none!>");
}

void put_server(Printer& p, Reader& r) {
  const uint32_t host = r.u32();
  const uint32_t port = r.u32();
  p.put(" server ", host, ':', port, ':', r.u32());
}

bool put_servers(Printer& p, Reader& r) {
  const uint32_t count = r.u32();
  for (uint32_t i = 0; i < count && !p.stopped(); i++) {
    if (!r.has(3 * kWord)) return false;
    if (i > 0) p.put(',');
    put_server(p, r);
  }
  if (count == 0 && !p.stopped()) p.put(" <none!>");
  return true;
}

bool put_volumes(Printer& p, Reader& r) {
  constexpr size_t kNameWords = 32;
  constexpr size_t kRest = 21 * kWord;
  const uint32_t count = r.u32();
  for (uint32_t i = 0; i < count && !p.stopped(); i++) {
    p.put(" name");
    if (!r.has(kNameWords * kWord)) return false;
    put_word_name(p, r, kNameWords);
    p.put(" volid ", r.u32(), " type");
    r.skip(kRest);
    if (i + 1 < count) p.put(',');
  }
  if (count == 0) p.put(" <none!>");
  return true;
}

enum class EntryKind : uint8_t { kOld, kNew, kUuid };

/// An entry of the volume location database: its name and servers, which are known by addresses or by UUIDs.
bool put_volume_entry(Printer& p, Reader& r, EntryKind kind) {
  constexpr size_t kUuid = 11 * kWord;
  constexpr size_t kNameWords = 65;
  const uint32_t places = kind == EntryKind::kOld ? 8 : 13;
  if (!r.has(kNameWords * kWord)) return false;
  put_word_name(p, r, kNameWords);
  if (kind == EntryKind::kOld) r.skip(kWord);  // the volume's type
  p.put(" numservers");
  const uint32_t servers = r.u32();
  p.put(' ', servers, " servers");
  for (uint32_t i = 0; i < places && !p.stopped(); i++) {
    const size_t size = kind == EntryKind::kUuid ? kUuid : kWord;
    if (i < servers && kind == EntryKind::kUuid) p.put(" afsuuid");
    if (!r.has(size)) return false;
    Reader server = r.first(size);
    r.skip(size);
    if (i >= servers) continue;
    kind == EntryKind::kUuid ? put_uuid(p, server) : p.put(' ', host_name(p, server.bytes(kWord)));
  }
  if (kind == EntryKind::kUuid) r.skip(places * kWord);  // uniquifiers
  p.put(" partitions");
  for (uint32_t i = 0; i < places && !p.stopped(); i++) {
    const uint32_t partition = r.u32();
    if (i >= servers) continue;
    partition <= 26 ? p.put(' ', static_cast<char>('a' + partition)) : p.put(' ', partition);
  }
  r.skip(places * kWord);  // flags
  p.put(" rwvol ", r.u32(), " rovol ");
  p.put(r.u32(), " backup ");
  p.put(r.u32());
  return true;
}

void put_simple(Printer& p, Reader& r, char field) {
  switch (field) {
    case 'd':
      return p.put(' ', r.i32());
    case 'u':
      return p.put(' ', r.u32());
    case 'q':
      return p.put(' ', r.u64());
    case 't':
      return put_date(p, r.i32());
    case 'l':
      return put_numbers(p, r);
    case 'x':  // a word that is not printed
      r.u32();
      return;
    case 'y':  // whether the sender is Ubik's synchronization site
      return p.put(r.u32() != 0 ? " syncsite yes" : " syncsite no");
    case 'T':  // a volume's type
      if (const uint32_t type = r.u32(); type < std::size(kVolumeTypes)) p.put(" type ", kVolumeTypes[type]);
      return;
    default:
      return;
  }
}

/// One field. False when it is not all there, or too long.
bool put_field(Printer& p, Reader& r, char field, const AfsService& service) {
  switch (field) {
    case 's':
      return put_string(p, r, service.longest_string);
    case 'f':
      return r.has(3 * kWord) && (put_file(p, r), true);
    case 'v':
      if (!r.has(2 * kWord)) return false;
      p.put(' ', r.u32_at(0), '.', r.u32_at(kWord));
      return r.skip(2 * kWord), true;
    case 'S':
      return r.has(3 * kWord) && (put_server(p, r), true);
    case 'U':
      return r.has(11 * kWord) && (put_uuid(p, r), true);
    case 'k': {  // a ticket, which is left out
      const size_t length = r.u32();
      if (!r.has(length)) return false;
      return r.skip(length), true;
    }
    case 'm':
      return put_store_status(p, r);
    case 'n':
      return r.has(65 * kWord) && (put_word_name(p, r, 65), true);
    case 'o':
      return put_access_list(p, r);
    case 'L':
      return put_files(p, r);
    case 'C':
      return put_callbacks(p, r);
    case 'N':
      return put_names(p, r, 64);
    case 'M':
      return put_servers(p, r);
    case 'I':
      return put_volumes(p, r);
    case 'E':
      return put_volume_entry(p, r, EntryKind::kOld);
    case 'F':
      return put_volume_entry(p, r, EntryKind::kNew);
    case 'G':
      return put_volume_entry(p, r, EntryKind::kUuid);
    default:
      return put_simple(p, r, field), true;
  }
}

void put_fields(Printer& p, Reader r, std::string_view fields, const AfsService& service, std::string_view blamed) {
  while (!fields.empty() && !p.stopped()) {
    const size_t percent = std::min(fields.find('%'), fields.size());
    p.put(fields.substr(0, percent));
    fields.remove_prefix(percent);
    if (fields.size() < 2) return;
    if (!put_field(p, r, fields[1], service)) return p.put(" [|", blamed, ']');
    fields.remove_prefix(2);
  }
}

const AfsOperation* find_operation(std::span<const AfsOperation> operations, uint32_t number) {
  const auto found = std::ranges::find(operations, number, &AfsOperation::number);
  return found == operations.end() ? nullptr : &*found;
}

bool is_ubik(const AfsService& service, uint32_t operation) {
  return service.database &&
         ((operation >= kFirstVote && operation <= kLastVote) || (operation >= kFirstDisk && operation <= kLastDisk));
}

/// "fs call fetch-data", "pt ubik reply disk-begin". Returns the operation, null when it is not known.
const AfsOperation* put_name(Printer& p, const AfsService& service, uint32_t number, std::string_view what) {
  const bool ubik = is_ubik(service, number);
  const AfsOperation* const operation = find_operation(ubik ? std::span(kUbik) : service.operations, number);
  p.put(' ', service.name, ubik ? " ubik " : " ", what, ' ');
  operation != nullptr ? p.put(operation->name) : p.put("op#", number);
  return operation;
}

}  // namespace

const AfsService* find_afs_service(uint16_t port) {
  const auto* const found = std::ranges::find(kAfsServices, port, &AfsService::port);
  return found == std::end(kAfsServices) ? nullptr : found;
}

void put_afs_call(Printer& p, Reader r, const AfsService& service) {
  if (r.length() == 0) return;
  const uint32_t number = r.u32();
  if (p.stopped()) return;
  const AfsOperation* const operation = put_name(p, service, number, "call");
  if (operation != nullptr)
    put_fields(p, r.after(0), operation->arguments, service, is_ubik(service, number) ? "ubik" : service.name);
}

void put_afs_reply(Printer& p, Reader r, const AfsService& service, uint32_t operation, bool aborted) {
  if (r.length() == 0 && service.port != 7002 && service.port != 7003) return;
  const bool ubik = is_ubik(service, operation);
  const AfsOperation* const known = put_name(p, service, operation, "reply");
  if (!aborted) {
    if (known != nullptr) put_fields(p, r, known->results, service, ubik ? "ubik" : service.name);
    return;
  }
  if (ubik && operation == kFirstVote) {
    p.put(" vote yes until");
    return put_date(p, r.i32());
  }
  if (service.port != 7000) return p.put(" errcode ", r.i32());
  const auto error = r.i32();
  const auto name = find_name(kFileErrors, static_cast<uint32_t>(error));
  name.empty() ? p.put(" error #", error) : p.put(" error ", name);
}

}  // namespace trawl
