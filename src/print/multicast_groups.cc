#include "print/multicast_groups.h"

#include "print/util.h"

namespace trawl {

namespace {

constexpr ValueName kRecordTypes[] = {{1, "is_in"}, {2, "is_ex"}, {3, "to_in"},
                                      {4, "to_ex"}, {5, "allow"}, {6, "block"}};
constexpr size_t kRecordHeader = 4;  // in front of the group's address

void put_hosts(Printer& p, Reader& r, unsigned count, size_t address_size) {
  p.put(" {");
  for (unsigned i = 0; i < count && !p.stopped(); i++) p.put(' ', host_name(p, r.bytes(address_size)));
  p.put(" }");
}

/// False when the rest can not be understood.
bool put_group_record(Printer& p, Reader& r, const GroupForm& form) {
  if (r.length() < kRecordHeader + form.address_size) {
    p.put(" [invalid number of groups]");
    return false;
  }
  p.put(" [gaddr ", host_name(p, r.bytes_at(kRecordHeader, form.address_size)));
  p.put(' ', named(kRecordTypes, r.u8(), form.unknown, "]"));
  r.skip(1);
  const uint16_t sources = r.u16();
  r.skip(form.address_size);
  if (r.length() < sources * form.address_size) {
    p.put(" [invalid number of sources ", sources, ']');
    return false;
  }
  if (p.verbose() > 1) {
    put_hosts(p, r, sources, form.address_size);
  } else {
    p.put(", ", sources, " source(s)");
    r.skip(sources * form.address_size);
  }
  p.put(']');
  return true;
}

}  // namespace

void put_query_sources(Printer& p, Reader r, uint16_t sources, const GroupForm& form) {
  if (sources == 0) return;
  if (r.length() < sources * form.address_size) {
    p.put(" [invalid number of sources]");
  } else if (p.verbose() > 1) {
    put_hosts(p, r, sources, form.address_size);
  } else {
    p.put(", ", sources, " source(s)");
  }
}

void put_group_records(Printer& p, Reader r, uint16_t count, const GroupForm& form) {
  for (unsigned i = 0; i < count && !p.stopped(); i++) {
    if (!put_group_record(p, r, form)) return;
  }
}

}  // namespace trawl
