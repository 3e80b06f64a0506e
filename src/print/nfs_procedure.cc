// Arguments and results of NFS procedures: RFC 1094 (version 2), RFC 1813 (version 3).
#include <algorithm>
#include <array>

#include "print/nfs.h"
#include "print/util.h"

namespace trawl::nfs {

namespace {

enum Procedure : uint32_t {
  kNull = 0,
  kGetAttributes = 1,
  kSetAttributes = 2,
  kLookup = 3,
  kAccess = 4,
  kReadLink = 5,
  kRead = 6,
  kWrite = 7,
  kCreate = 8,
  kMakeDirectory = 9,
  kSymbolicLink = 10,
  kMakeNode = 11,
  kRemove = 12,
  kRemoveDirectory = 13,
  kRename = 14,
  kLink = 15,
  kReadDirectory = 16,
  kReadDirectoryPlus = 17,
  kFilesystemStatus = 18,
  kFilesystemInfo = 19,
  kPathConfiguration = 20,
  kCommit = 21,
  kNone = 25,
};
constexpr ValueName kProcedures[] = {
    {25, "nop"},         {0, "null"},    {1, "getattr"}, {2, "setattr"},   {3, "lookup"},  {4, "access"},
    {5, "readlink"},     {6, "read"},    {7, "write"},   {8, "create"},    {9, "mkdir"},   {10, "symlink"},
    {11, "mknod"},       {12, "remove"}, {13, "rmdir"},  {14, "rename"},   {15, "link"},   {16, "readdir"},
    {17, "readdirplus"}, {18, "fsstat"}, {19, "fsinfo"}, {20, "pathconf"}, {21, "commit"},
};

constexpr uint32_t kVersion2[] = {
    kNull,          kGetAttributes,    kSetAttributes, kNone,
    kLookup,        kReadLink,         kRead,          kNone,
    kWrite,         kCreate,           kRemove,        kRename,
    kLink,          kSymbolicLink,     kMakeDirectory, kRemoveDirectory,
    kReadDirectory, kFilesystemStatus,
};
constexpr uint32_t kMappedProcedures = 26;

constexpr ValueName kFileTypes[] = {
    {0, "NON"}, {1, "REG"}, {2, "DIR"}, {3, "BLK"}, {4, "CHR"}, {5, "LNK"}, {7, "FIFO"},
};
constexpr ValueName kWriteModes[] = {
    {0, "unstable"},
    {1, "datasync"},
    {2, "filesync"},
};
constexpr ValueName kErrors[] = {
    {1, "Operation not permitted"},
    {2, "No such file or directory"},
    {5, "Input/output error"},
    {6, "Device not configured"},
    {11, "Resource deadlock avoided"},
    {12, "Cannot allocate memory"},
    {13, "Permission denied"},
    {17, "File exists"},
    {18, "Cross-device link"},
    {19, "Operation not supported by device"},
    {20, "Not a directory"},
    {21, "Is a directory"},
    {22, "Invalid argument"},
    {26, "Text file busy"},
    {27, "File too large"},
    {28, "No space left on device"},
    {30, "Read-only file system"},
    {31, "Too many links"},
    {45, "Operation not supported"},
    {62, "Too many levels of symbolic links"},
    {63, "File name too long"},
    {66, "Directory not empty"},
    {69, "Disc quota exceeded"},
    {70, "Stale NFS file handle"},
    {71, "Too many levels of remote in path"},
    {99, "Write cache flushed to disk"},
    {10001, "Illegal NFS file handle"},
    {10002, "Update synchronization mismatch"},
    {10003, "READDIR/READDIRPLUS cookie is stale"},
    {10004, "Operation not supported"},
    {10005, "Buffer or request is too small"},
    {10006, "Unspecified error on server"},
    {10007, "Object of that type not supported"},
    {10008, "Request couldn't be completed in time"},
};

struct AccessBit {
  uint32_t bit;
  std::string_view name;
};
constexpr AccessBit kAccessBits[] = {
    {0x01, "READ"}, {0x02, "LOOKUP"}, {0x04, "MODIFY"}, {0x08, "EXTEND"}, {0x10, "DELETE"}, {0x20, "EXECUTE"},
};
constexpr uint32_t kAccessFull = 0x3f;

// What a function returns says whether the rest of the message is in step.

bool print_handle(Printer& p, Reader& r, bool v3) {
  constexpr size_t kVersion2Length = 32;
  const size_t length = v3 ? r.u32() : kVersion2Length;
  if (p.stopped()) return false;
  if (!r.has(length)) {
    p.truncated();
    return false;
  }
  put_file_handle(p, r, length);
  r.skip(length / 4 * 4);
  return true;
}

bool print_name(Printer& p, Reader& r) {
  const uint32_t length = r.u32();
  if (p.stopped()) return false;
  if (length > UINT32_MAX - 3) {
    p.put("[cannot pad to 32-bit boundaries]");
    p.invalid();
    p.truncated();
    return false;
  }
  if (!r.has(length)) {
    p.truncated();
    return false;
  }
  p.put('"', safe_text(r.bytes_at(0, length)), '"');
  r.skip((length + 3U) / 4 * 4);
  return true;
}

bool print_handle_and_name(Printer& p, Reader& r, bool v3) {
  if (!print_handle(p, r, v3)) return false;
  p.put(' ');
  return print_name(p, r);
}

/// Attributes to set (RFC 1813, section 2.6): all fields are optional.
struct NewAttributes {
  bool has_mode, has_uid, has_gid;
  uint32_t mode, uid, gid;
  uint32_t access_how, access_seconds, access_nanoseconds;
  uint32_t modify_how, modify_seconds, modify_nanoseconds;
};

NewAttributes read_new_attributes(Reader& r) {
  constexpr uint32_t kClientTime = 2;
  NewAttributes a{};
  a.has_mode = r.u32() != 0;
  if (a.has_mode) a.mode = r.u32();
  a.has_uid = r.u32() != 0;
  if (a.has_uid) a.uid = r.u32();
  a.has_gid = r.u32() != 0;
  if (a.has_gid) a.gid = r.u32();
  if (r.u32() != 0) r.skip(4);  // of a 64-bit size: the reference takes half
  a.access_how = r.u32();
  if (a.access_how == kClientTime) {
    a.access_seconds = r.u32();
    a.access_nanoseconds = r.u32();
  }
  a.modify_how = r.u32();
  if (a.modify_how == kClientTime) {
    a.modify_seconds = r.u32();
    a.modify_nanoseconds = r.u32();
  }
  return a;
}

void put_new_attributes(Printer& p, const NewAttributes& a) {
  constexpr uint32_t kClientTime = 2;
  if (a.has_mode) p.put(" mode ", octal(a.mode));
  if (a.has_uid) p.put(" uid ", a.uid);
  if (a.has_gid) p.put(" gid ", a.gid);
  if (p.verbose() <= 1) return;
  if (a.access_how == kClientTime) p.put(" atime ", a.access_seconds, '.', zero_pad(a.access_nanoseconds, 6));
  if (a.modify_how == kClientTime) p.put(" mtime ", a.modify_seconds, '.', zero_pad(a.modify_nanoseconds, 6));
}

void print_access_arguments(Printer& p, Reader& r) {
  const uint32_t access = r.u32();
  if ((access & ~kAccessFull) != 0) p.put(" NFS_ACCESS_", hex(access, 8));
  if ((access & kAccessFull) == kAccessFull) return p.put(" NFS_ACCESS_FULL");
  char separator = ' ';
  for (const auto& bit : kAccessBits) {
    if ((access & bit.bit) == 0) continue;
    p.put(separator, "NFS_ACCESS_", bit.name);
    separator = '|';
  }
}

void print_read_arguments(Printer& p, Reader& r, bool v3) {
  const uint64_t offset = v3 ? r.u64() : r.u32();
  p.put(' ', r.u32(), " bytes @ ", offset);
}

void print_write_arguments(Printer& p, Reader& r, bool v3) {
  if (!v3) {
    const uint32_t begin = r.u32();
    const uint32_t offset = r.u32();
    const uint32_t total = r.u32();
    return p.put(' ', r.u32(), " (", total, ") bytes @ ", offset, " (", begin, ')');
  }
  const uint64_t offset = r.u64();
  const uint32_t count = r.u32();
  const uint32_t mode = r.u32();
  p.put(' ', r.u32(), " (", count, ") bytes @ ", offset);
  if (p.verbose() > 0) p.put(" <", named(kWriteModes, mode, "#"), '>');
}

void print_symbolic_link_arguments(Printer& p, Reader& r, bool v3) {
  if (!print_handle_and_name(p, r, v3)) return;
  p.put(" ->");
  const NewAttributes a = v3 ? read_new_attributes(r) : NewAttributes{};
  if (p.stopped() || !print_name(p, r)) return;
  if (v3 && p.verbose() > 0) put_new_attributes(p, a);
}

void print_make_node_arguments(Printer& p, Reader& r, bool v3) {
  constexpr uint32_t kBlock = 3;
  constexpr uint32_t kCharacter = 4;
  if (!print_handle_and_name(p, r, v3)) return;
  const uint32_t type = r.u32();
  const NewAttributes a = read_new_attributes(r);
  p.put(' ', named(kFileTypes, type, "unk-ft "));
  if (p.verbose() > 0 && (type == kBlock || type == kCharacter)) {
    const uint32_t major = r.u32();
    p.put(' ', major, '/', r.u32());
  }
  if (p.verbose() > 0) put_new_attributes(p, a);
}

void print_read_directory_arguments(Printer& p, Reader& r, bool v3, bool plus) {
  if (!v3) {
    const auto cookie = static_cast<int32_t>(r.u32());
    return p.put(' ', r.u32(), " bytes @ ", cookie);
  }
  const uint64_t cookie = r.u64();
  const uint32_t verifier_high = r.u32();
  const uint32_t verifier_low = r.u32();
  p.put(' ', r.u32(), " bytes @ ");
  plus ? p.put(cookie) : p.put(static_cast<int64_t>(cookie));
  if (p.verbose() == 0) return;
  if (plus) p.put(" max ", r.u32());
  p.put(" verf ", hex(verifier_high, 8), hex(verifier_low, 8));
}

void print_commit_arguments(Printer& p, Reader& r) {
  const uint64_t offset = r.u64();
  p.put(' ', r.u32(), " bytes @ ", offset);
}

/// A status; 0 means that the result is there.
uint32_t print_status(Printer& p, Reader& r) {
  const uint32_t status = r.u32();
  if (status != 0 && !p.options.quiet) p.put(" ERROR: ", named(kErrors, status, "unk "));
  return status;
}

void put_time(Printer& p, Reader& r, std::string_view before) {
  const uint32_t seconds = r.u32();
  p.put(before, seconds, '.', zero_pad(r.u32(), 6));
}

void put_hex64(Printer& p, std::string_view label, Reader& r) {
  p.put(label, hex(r.u64()));
}

/// A file's attributes, at a level of detail from 0 to 2.
void print_attributes(Printer& p, Reader& r, int detail, bool v3) {
  const size_t length = v3 ? 84 : 68;
  Reader a = r;
  r.skip(length);
  const uint32_t type = a.u32();
  const uint32_t mode = a.u32();
  const uint32_t links = a.u32();
  const auto uid = static_cast<int32_t>(a.u32());
  const auto gid = static_cast<int32_t>(a.u32());
  if (detail > 0) p.put(' ', named(kFileTypes, type, "unk-ft ", " "), ' ', octal(mode), " ids ", uid, '/', gid);
  const uint64_t size = v3 ? a.u64() : a.u32();
  if (detail > 0) p.put(" sz ", size);
  if (detail <= 1) return;
  if (v3) {
    a.skip(8);
    const uint32_t major = a.u32();
    p.put(" nlink ", links, " rdev ", major, '/', a.u32());
    put_hex64(p, " fsid ", a);
    put_hex64(p, " fileid ", a);
  } else {
    a.skip(4);
    const uint32_t device = a.u32();
    a.skip(4);
    const uint32_t filesystem = a.u32();
    p.put(" nlink ", links, " rdev 0x", hex(device), " fsid 0x", hex(filesystem), " nodeid 0x", hex(a.u32()));
  }
  put_time(p, a, " a/m/ctime ");
  put_time(p, a, " ");
  put_time(p, a, " ");
}

/// Attributes after an operation (RFC 1813, section 2.6), which may be absent.
void print_post_attributes(Printer& p, Reader& r, int detail) {
  if (r.u32() == 0) return;
  if (detail > 0) {
    print_attributes(p, r, detail, true);
  } else {
    r.skip(84);
  }
}

/// Attributes before and after.
void print_consistency(Printer& p, Reader& r, int detail) {
  constexpr size_t kBefore = 24;  // size and two times
  if (detail > 1) p.put(" PRE:");
  if (r.u32() != 0) {
    if (!r.need(kBefore)) return;
    if (detail > 1) {
      p.put(" sz ", r.u64());
      put_time(p, r, " mtime ");
      put_time(p, r, " ctime ");
    } else {
      r.skip(kBefore);
    }
  }
  if (detail > 0) p.put(" POST:");
  print_post_attributes(p, r, detail);
}

void print_status_and_attributes(Printer& p, Reader& r, int detail) {
  if (print_status(p, r) == 0) print_attributes(p, r, detail, false);
}

/// A handle and attributes, as of version 2.
void print_directory_result(Printer& p, Reader& r) {
  if (print_status(p, r) != 0) return;
  if (print_handle(p, r, false)) print_attributes(p, r, p.verbose(), false);
}

void print_create_result(Printer& p, Reader& r) {
  if (print_status(p, r) != 0) return print_consistency(p, r, p.verbose());
  if (r.u32() == 0) return;
  if (!print_handle(p, r, true) || p.verbose() == 0) return;
  print_post_attributes(p, r, p.verbose());
  if (p.verbose() > 1) {
    p.put(" dir attr:");
    print_consistency(p, r, p.verbose());
  }
}

void print_lookup_result(Printer& p, Reader& r, bool v3) {
  if (!v3) return print_directory_result(p, r);
  if (print_status(p, r) == 0) {
    if (!print_handle(p, r, true)) return;
    print_post_attributes(p, r, p.verbose());
  }
  if (p.verbose() > 1) {
    p.put(" post dattr:");
    print_post_attributes(p, r, p.verbose());
  }
}

void print_access_result(Printer& p, Reader& r) {
  const uint32_t status = print_status(p, r);
  if (p.verbose() > 0) p.put(" attr:");
  print_post_attributes(p, r, p.verbose());
  if (status == 0) p.put(" c ", hex(r.u32(), 4));
}

void print_read_link_result(Printer& p, Reader& r, bool v3) {
  if (print_status(p, r) != 0) return;
  if (v3) print_post_attributes(p, r, p.verbose());
  p.put(' ');
  print_name(p, r);
}

void print_read_result(Printer& p, Reader& r, bool v3) {
  if (!v3) return print_status_and_attributes(p, r, p.verbose());
  const uint32_t status = print_status(p, r);
  print_post_attributes(p, r, p.verbose());
  if (status != 0 || p.verbose() == 0) return;
  p.put(' ', r.u32(), " bytes");
  if (r.u32() != 0) p.put(" EOF");
}

void print_write_result(Printer& p, Reader& r, bool v3) {
  if (!v3) return print_status_and_attributes(p, r, p.verbose());
  const uint32_t status = print_status(p, r);
  print_consistency(p, r, p.verbose());
  if (status != 0 || p.verbose() == 0) return;
  p.put(' ', r.u32(), " bytes");
  if (p.verbose() <= 1) return;
  p.put(" <", named(kWriteModes, r.u32(), "#"), '>');
  put_hex64(p, " verf ", r);
}

void print_rename_result(Printer& p, Reader& r, bool v3) {
  print_status(p, r);
  if (!v3 || p.verbose() == 0) return;
  p.put(" from:");
  print_consistency(p, r, p.verbose());
  p.put(" to:");
  print_consistency(p, r, p.verbose());
}

void print_link_result(Printer& p, Reader& r, bool v3) {
  print_status(p, r);
  if (!v3 || p.verbose() == 0) return;
  p.put(" file POST:");
  print_post_attributes(p, r, p.verbose());
  p.put(" dir:");
  print_consistency(p, r, p.verbose());
}

void print_read_directory_result(Printer& p, Reader& r, bool v3) {
  const uint32_t status = print_status(p, r);
  if (!v3) {
    if (status != 0) return;
    const uint32_t offset = r.u32();
    p.put(" offset 0x", hex(offset), " size ", r.u32(), ' ');
    if (r.u32() != 0) p.put(" eof");
    return;
  }
  if (p.verbose() > 0) p.put(" POST:");
  print_post_attributes(p, r, p.verbose());
  if (status != 0 || p.verbose() == 0) return;
  const uint32_t high = r.u32();
  p.put(" verf ", hex(high, 8), hex(r.u32(), 8));
}

void print_filesystem_status(Printer& p, Reader& r, bool v3) {
  const uint32_t status = print_status(p, r);
  if (v3 && p.verbose() > 0) p.put(" POST:");
  if (v3) print_post_attributes(p, r, p.verbose());
  if (!v3) {
    if (status != 0) return;
    constexpr std::string_view kLabels[] = {" tsize ", " bsize ", " blocks ", " bfree ", " bavail "};
    r.need(20);
    for (const auto label : kLabels) p.put(label, r.u32());
    return;
  }
  r.need(52);
  for (const std::string_view label : {" tbytes ", " fbytes ", " abytes "}) p.put(label, r.u64());
  if (p.verbose() == 0) return;
  for (const std::string_view label : {" tfiles ", " ffiles ", " afiles "}) p.put(label, r.u64());
  p.put(" invar ", r.u32());
}

void print_filesystem_info(Printer& p, Reader& r) {
  const uint32_t status = print_status(p, r);
  if (p.verbose() > 0) p.put(" POST:");
  print_post_attributes(p, r, p.verbose());
  if (status != 0) return;
  r.need(48);
  const uint32_t read_max = r.u32();
  const uint32_t read_preferred = r.u32();
  const uint32_t read_multiple = r.u32();
  const uint32_t write_max = r.u32();
  const uint32_t write_preferred = r.u32();
  const uint32_t write_multiple = r.u32();
  p.put(" rtmax ", read_max, " rtpref ", read_preferred, " wtmax ", write_max, " wtpref ", write_preferred, " dtpref ",
        r.u32());
  if (p.verbose() == 0) return;
  p.put(" rtmult ", read_multiple, " wtmult ", write_multiple, " maxfsz ", r.u64());
  put_time(p, r, " delta ");
  p.put(' ');
}

void print_path_configuration(Printer& p, Reader& r) {
  const uint32_t status = print_status(p, r);
  if (p.verbose() > 0) p.put(" POST:");
  print_post_attributes(p, r, p.verbose());
  if (status != 0) return;
  r.need(24);
  const uint32_t links = r.u32();
  p.put(" linkmax ", links, " namemax ", r.u32());
  constexpr std::string_view kOptions[] = {"notrunc", "chownres", "igncase", "keepcase"};
  for (const auto option : kOptions) p.put(' ', r.u32() != 0 ? option : "");
}

void print_changed(Printer& p, Reader& r, bool v3) {
  print_status(p, r);
  if (v3) print_consistency(p, r, p.verbose());
}

}  // namespace

uint32_t version3_procedure(uint32_t procedure, bool v3) {
  if (v3 || procedure >= kMappedProcedures) return procedure;
  return procedure < std::size(kVersion2) ? kVersion2[procedure] : kNone;
}

void put_procedure(Printer& p, uint32_t procedure) {
  p.put(named(kProcedures, procedure, "proc-"));
}

bool has_arguments(uint32_t procedure) {
  return procedure >= kGetAttributes && procedure <= kCommit;
}

void print_arguments(Printer& p, Reader r, uint32_t procedure, bool v3) {
  switch (procedure) {
    case kLookup:
    case kCreate:
    case kMakeDirectory:
    case kRemove:
    case kRemoveDirectory:
      print_handle_and_name(p, r, v3);
      return;
    case kSymbolicLink:
      return print_symbolic_link_arguments(p, r, v3);
    case kMakeNode:
      return print_make_node_arguments(p, r, v3);
    case kRename:
      if (!print_handle_and_name(p, r, v3)) return;
      p.put(" ->");
      print_handle_and_name(p, r, v3);
      return;
    default:
      break;
  }
  if (!print_handle(p, r, v3)) return;
  switch (procedure) {
    case kAccess:
      return print_access_arguments(p, r);
    case kRead:
      return print_read_arguments(p, r, v3);
    case kWrite:
      return print_write_arguments(p, r, v3);
    case kLink:
      p.put(" ->");
      print_handle_and_name(p, r, v3);
      return;
    case kReadDirectory:
      return print_read_directory_arguments(p, r, v3, false);
    case kReadDirectoryPlus:
      return print_read_directory_arguments(p, r, true, true);
    case kCommit:
      return print_commit_arguments(p, r);
    default:
      return;
  }
}

void print_results(Printer& p, Reader r, uint32_t procedure, bool v3) {
  switch (procedure) {
    case kGetAttributes:
      if (print_status(p, r) == 0) print_attributes(p, r, p.options.quiet ? 0 : 1, v3);
      return;
    case kSetAttributes:
      if (v3) return print_changed(p, r, true);
      return print_status_and_attributes(p, r, p.options.quiet ? 0 : 1);
    case kLookup:
      return print_lookup_result(p, r, v3);
    case kAccess:
      return print_access_result(p, r);
    case kReadLink:
      return print_read_link_result(p, r, v3);
    case kRead:
      return print_read_result(p, r, v3);
    case kWrite:
      return print_write_result(p, r, v3);
    case kCreate:
    case kMakeDirectory:
      return v3 ? print_create_result(p, r) : print_directory_result(p, r);
    case kSymbolicLink:
      if (v3) return print_create_result(p, r);
      print_status(p, r);
      return;
    case kMakeNode:
      return print_create_result(p, r);
    case kRemove:
    case kRemoveDirectory:
      return print_changed(p, r, v3);
    case kRename:
      return print_rename_result(p, r, v3);
    case kLink:
      return print_link_result(p, r, v3);
    case kReadDirectory:
      return print_read_directory_result(p, r, v3);
    case kReadDirectoryPlus:
      return print_read_directory_result(p, r, true);
    case kFilesystemStatus:
      return print_filesystem_status(p, r, v3);
    case kFilesystemInfo:
      return print_filesystem_info(p, r);
    case kPathConfiguration:
      return print_path_configuration(p, r);
    case kCommit:
      print_status(p, r);
      print_consistency(p, r, p.verbose());
      if (p.verbose() > 1) put_hex64(p, " verf ", r);
      return;
    default:
      return;
  }
}

}  // namespace trawl::nfs
