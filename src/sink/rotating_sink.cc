#include "sink/rotating_sink.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "pcap/ng_blocks.h"

namespace trawl {

namespace {

constexpr int kLowestPriority = 19;

/// Starts `command FILE` and does not wait. Its parent is not this process, which so has no child to bury.
void run_in_background(const std::string& command, const std::string& file) {
  const pid_t child = ::fork();
  if (child > 0) ::waitpid(child, nullptr, 0);
  if (child != 0) return;
  if (::fork() != 0) ::_exit(0);
  ::setpriority(PRIO_PROCESS, 0, kLowestPriority);
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) ::signal(number, SIG_DFL);
  ::execlp(command.c_str(), command.c_str(), file.c_str(), nullptr);
  const std::string text = fmt::format("trawl: {} {}: {}\n", command, file, std::strerror(errno));
  (void)!::write(STDERR_FILENO, text.data(), text.size());
  ::_exit(127);
}

/// Digits that number files from 0 to `files` - 1 at the same width, as tcpdump counts them.
int digits_of(uint32_t files) {
  int digits = 0;
  for (uint32_t most = files == 0 ? 0 : files - 1; most > 0 || (digits == 0 && files != 0); most /= 10) digits++;
  return digits;
}

bool belongs_to_preamble(std::span<const uint8_t> block) {
  uint32_t type = 0;
  std::memcpy(&type, block.data(), std::min(block.size(), sizeof(type)));
  // Of either byte order: the section header's number reads the same from both ends.
  constexpr uint32_t kSwapped = 0x01000000;
  return type == ng::kInterfaceDescription || type == ng::kInterfaceDescription * kSwapped ||
         type == ng::kDecryptionSecrets || type == ng::kDecryptionSecrets * kSwapped || type == ng::kNameResolution ||
         type == ng::kNameResolution * kSwapped;
}

bool is_section_header(std::span<const uint8_t> block) {
  constexpr std::array<uint8_t, 4> kType = {0x0a, 0x0d, 0x0d, 0x0a};
  return block.size() >= kType.size() && std::memcmp(block.data(), kType.data(), kType.size()) == 0;
}

}  // namespace

Result<std::unique_ptr<Sink>> RotatingSink::create(const std::string& path, const Rotation& rotation,
                                                   Create create_file, std::optional<int64_t> start) {
  std::unique_ptr<RotatingSink> sink(new RotatingSink(path, rotation, std::move(create_file)));
  if (start) {
    if (auto opened = sink->open(*start); !opened) return std::unexpected(opened.error());
  }
  return sink;
}

std::string RotatingSink::file_name() const {
  std::string name = path_;
  if (rotation_.seconds != 0) {
    std::array<char, 4096> text{};
    const time_t time = started_;
    struct tm local{};
    ::localtime_r(&time, &local);
    if (::strftime(text.data(), text.size(), path_.c_str(), &local) != 0) name = text.data();
  }
  // With -C files are numbered; the first only where -W gives all numbers one width.
  if (rotation_.bytes == 0) return name;
  const uint64_t number = rotation_.files == 0 ? in_span_ : in_span_ % rotation_.files;
  const int digits = digits_of(rotation_.files);
  return number == 0 && digits == 0 ? name : fmt::format("{}{:0{}}", name, number, digits);
}

Result<void> RotatingSink::open(int64_t now) {
  if (in_span_ == 0) started_ = now;
  name_ = file_name();
  auto file = create_(name_);
  if (!file) return std::unexpected(file.error());
  file_ = std::move(*file);
  return preamble_.empty() ? Result<void>{} : file_->write_block(preamble_);
}

Result<void> RotatingSink::close(const CaptureSummary& summary) {
  auto closed = file_->end_batch();
  if (closed) closed = file_->finish(summary);
  file_.reset();
  if (closed && !rotation_.command.empty()) run_in_background(rotation_.command, name_);
  return closed;
}

bool RotatingSink::time_is_up(int64_t now) const {
  return rotation_.seconds != 0 && now - started_ >= static_cast<int64_t>(rotation_.seconds);
}

Result<void> RotatingSink::rotate(int64_t now) {
  if (time_is_up(now)) {
    in_span_ = 0;
    spans_++;
    // Where -C is given, too, -W only says how files are numbered.
    if (rotation_.files != 0 && rotation_.bytes == 0 && spans_ >= rotation_.files) {
      full_ = true;
      return {};
    }
  } else {
    in_span_++;
  }
  if (auto closed = close({}); !closed) return closed;
  return open(now);
}

Result<void> RotatingSink::write(const Packet& packet, const std::vector<Interface>& interfaces, uint64_t number) {
  const int64_t now = packet.time.seconds;
  if (!file_) {
    if (auto opened = open(now); !opened) return opened;
  } else if (time_is_up(now) || (rotation_.bytes != 0 && file_->size() > rotation_.bytes)) {
    if (auto rotated = rotate(now); !rotated) return rotated;
  }
  return full_ ? Result<void>{} : file_->write(packet, interfaces, number);
}

Result<void> RotatingSink::write_block(std::span<const uint8_t> block) {
  if (is_section_header(block)) preamble_.clear();
  if (is_section_header(block) || belongs_to_preamble(block)) {
    preamble_.insert(preamble_.end(), block.begin(), block.end());
    if (!file_) return {};
  }
  return file_ ? file_->write_block(block) : Result<void>{};
}

Result<void> RotatingSink::end_batch() {
  return file_ ? file_->end_batch() : Result<void>{};
}

Result<void> RotatingSink::flush() {
  return file_ ? file_->flush() : Result<void>{};
}

Result<void> RotatingSink::finish(const CaptureSummary& summary) {
  // No packet came: an empty file says so.
  if (!file_) {
    if (auto opened = open(::time(nullptr)); !opened) return opened;
  }
  return close(summary);
}

}  // namespace trawl
