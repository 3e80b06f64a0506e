#include "kernel/short_grace_periods.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/file.h"

namespace trawl {

namespace {

constexpr const char* kPath = "/sys/kernel/rcu_expedited";

bool write_setting(const char* value) {
  const Fd file(::open(kPath, O_WRONLY | O_CLOEXEC));
  return file.valid() && ::write(file.get(), value, 1) == 1;
}

}  // namespace

ShortGracePeriods::ShortGracePeriods() {
  const auto before = read_file(kPath);
  changed_ = before && before->starts_with('0') && write_setting("1");
}

ShortGracePeriods::~ShortGracePeriods() {
  if (changed_) (void)write_setting("0");
}

}  // namespace trawl
