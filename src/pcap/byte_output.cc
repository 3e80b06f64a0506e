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

Result<void> ByteOutput::File::write(std::span<const uint8_t> bytes, bool whole_records) {
  auto done = write_all(fd.get(), bytes, name);
  if (done) {
    written += bytes.size();
  } else if (regular && whole_records) {
    (void)::ftruncate(fd.get(), static_cast<off_t>(written));  // the write's own error is the one to tell
  }
  return done;
}

ByteOutput::ByteOutput(std::unique_ptr<File> file, Compression compression)
    : file_(std::move(file)), buffer_(std::make_unique_for_overwrite<uint8_t[]>(kBufferSize)) {
  if (compression == Compression::kNone) return;
  compressor_ = Compressor::create(
      compression, [to = file_.get()](std::span<const uint8_t> bytes) { return to->write(bytes, false); });
}

Result<ByteOutput> ByteOutput::create(const std::string& path, mode_t mode) {
  Fd fd(path == "-" ? ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0)
                    : ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode));
  if (!fd.valid()) return fail_errno(path, errno);
  struct stat status = {};
  const bool regular = path != "-" && ::fstat(fd.get(), &status) == 0 && S_ISREG(status.st_mode);
  std::unique_ptr<File> file(new File{std::move(fd), path == "-" ? "standard output" : path, regular});
  return ByteOutput(std::move(file), compression_of_name(path));
}

Result<void> ByteOutput::write_through(std::span<const uint8_t> records) {
  if (compressor_) return compressor_->write(records, Compressor::Flush::kNone);
  return file_->write(records, true);
}

Result<void> ByteOutput::append(std::span<const uint8_t> records) {
  if (records.empty()) return {};  // which may be null
  if (!run_.empty()) {
    if (auto settled = settle(); !settled) return settled;
  }
  if (records.size() > kBufferSize - size_) {
    if (auto flushed = flush_buffer(); !flushed) return flushed;
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
  if (auto flushed = flush_buffer(); !flushed) return flushed;
  return write_through(run);
}

Result<void> ByteOutput::flush_buffer() {
  if (!run_.empty()) {
    if (auto settled = settle(); !settled) return settled;
  }
  const std::span<const uint8_t> records(buffer_.get(), std::exchange(size_, 0));
  return records.empty() ? Result<void>{} : write_through(records);
}

Result<void> ByteOutput::flush() {
  auto flushed = flush_buffer();
  if (flushed && compressor_) return compressor_->write({}, Compressor::Flush::kBlock);
  return flushed;
}

Result<void> ByteOutput::finish() {
  auto flushed = flush_buffer();
  if (flushed && compressor_) return compressor_->write({}, Compressor::Flush::kFinish);
  return flushed;
}

}  // namespace trawl
