#include "source/file_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "pcap/hook_options.h"
#include "pcap/ng_blocks.h"

namespace trawl {

namespace {

constexpr std::string_view kOwnApplication = "trawl ";
constexpr size_t kMaxContexts = 4096;  // then they are forgotten, and memory stays bounded

}  // namespace

Result<std::unique_ptr<FileSource>> FileSource::open(const std::string& path) {
  Fd fd(path == "-" ? ::dup(STDIN_FILENO) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.valid()) return fail_errno(path, errno);
  auto reader = FileReader::create(std::move(fd));
  if (!reader) return std::unexpected(reader.error());
  return std::unique_ptr<FileSource>(new FileSource(std::move(*reader)));
}

FileSource::FileSource(std::unique_ptr<FileReader> reader) : reader_(std::move(reader)) {
  struct stat status = {};
  const bool waits = ::fstat(reader_->fd(), &status) == 0 && !S_ISREG(status.st_mode);
  poll_fd_ = waits ? reader_->fd() : -1;
}

Result<bool> FileSource::next_batch(std::vector<Packet>& packets) {
  auto more = reader_->next(batch_);
  packets.swap(batch_.packets);
  if (!more) packets.clear();
  // Only in files of our own does a packet without comments mean one whose owner was not found.
  if (more && batch_.application.starts_with(kOwnApplication)) restore(packets);
  return more;
}

FileSource::Position FileSource::position() const {
  struct stat status = {};
  const off_t done = ::lseek(reader_->fd(), 0, SEEK_CUR);
  if (done < 0 || ::fstat(reader_->fd(), &status) != 0 || !S_ISREG(status.st_mode)) return {};
  return {static_cast<uint64_t>(done), static_cast<uint64_t>(status.st_size)};
}

bool FileSource::is_file(const std::string& path) const {
  struct stat ours = {};
  struct stat other = {};
  return ::fstat(reader_->fd(), &ours) == 0 && ::stat(path.c_str(), &other) == 0 && S_ISREG(ours.st_mode) &&
         ours.st_dev == other.st_dev && ours.st_ino == other.st_ino;
}

void FileSource::restore(std::vector<Packet>& packets) {
  facts_.clear();
  if (contexts_.size() > kMaxContexts) contexts_.clear();
  for (Packet& packet : packets) {
    const auto options = ng::packet_options(packet.record, batch_.integers);
    if (const auto facts = read_hook_facts(options, batch_.integers)) {
      packet.hook = &facts_.emplace_back(*facts);
    } else {
      packet.context = context_of(options);
    }
  }
}

const PacketContext* FileSource::context_of(std::span<const uint8_t> options) {
  key_.assign(options.begin(), options.end());
  const auto known = contexts_.find(key_);
  if (known != contexts_.end()) return &known->second->context;
  ContextParser parser;
  ng::Options walk(options, batch_.integers);
  for (ng::Option option; walk.next(option);) {
    if (option.code == ng::kComment) {
      parser.add({reinterpret_cast<const char*>(option.value.data()), option.value.size()});
    }
  }
  return &contexts_.emplace(key_, parser.finish()).first->second->context;
}

}  // namespace trawl
