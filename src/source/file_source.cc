#include "source/file_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace trawl {

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
  packets.clear();
  auto more = reader_->next(batch_);
  if (more) packets.swap(batch_.packets);
  return more;
}

}  // namespace trawl
