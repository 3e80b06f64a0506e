#include "pcap/byte_output.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/output.h"

namespace trawl {

namespace {

constexpr size_t kBufferSize = size_t{256} << 10;
constexpr size_t kWorthOwnWrite = size_t{32} << 10;  // a shorter run is cheaper to copy than to write by itself

}  // namespace

ByteOutput::ByteOutput(Fd fd, std::string name, bool regular)
    : fd_(std::move(fd)),
      name_(std::move(name)),
      regular_(regular),
      buffer_(std::make_unique_for_overwrite<uint8_t[]>(kBufferSize)) {}

Result<ByteOutput> ByteOutput::create(const std::string& path) {
  Fd fd(path == "-" ? ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0)
                    : ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (!fd.valid()) return fail_errno(path, errno);
  struct stat status = {};
  const bool regular = path != "-" && ::fstat(fd.get(), &status) == 0 && S_ISREG(status.st_mode);
  return ByteOutput(std::move(fd), path == "-" ? "standard output" : path, regular);
}

Result<void> ByteOutput::write_through(std::span<const uint8_t> records) {
  auto written = write_all(fd_.get(), records, name_);
  if (written) {
    written_ += records.size();
  } else if (regular_) {
    (void)::ftruncate(fd_.get(), static_cast<off_t>(written_));  // the write's own error is the one to tell
  }
  return written;
}

Result<void> ByteOutput::append(std::span<const uint8_t> records) {
  if (records.empty()) return {};  // which may be null
  if (!run_.empty()) {
    if (auto settled = settle(); !settled) return settled;
  }
  if (records.size() > kBufferSize - size_) {
    if (auto flushed = flush(); !flushed) return flushed;
    if (records.size() >= kBufferSize) return write_through(records);
  }
  std::memcpy(buffer_.get() + size_, records.data(), records.size());
  size_ += records.size();
  return {};
}

Result<void> ByteOutput::append_stable(std::span<const uint8_t> records) {
  if (run_.data() + run_.size() == records.data()) {
    run_ = {run_.data(), run_.size() + records.size()};
    return {};
  }
  auto settled = settle();
  run_ = records;
  return settled;
}

Result<void> ByteOutput::settle() {
  const auto run = std::exchange(run_, {});
  if (run.empty()) return {};
  if (run.size() < kWorthOwnWrite) return append(run);
  if (auto flushed = flush(); !flushed) return flushed;
  return write_through(run);
}

Result<void> ByteOutput::flush() {
  if (!run_.empty()) {
    if (auto settled = settle(); !settled) return settled;
  }
  const std::span<const uint8_t> records(buffer_.get(), std::exchange(size_, 0));
  if (records.empty()) return {};
  return write_through(records);
}

}  // namespace trawl
