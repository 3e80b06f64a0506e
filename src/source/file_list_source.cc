#include "source/file_list_source.h"

namespace trawl {

Result<std::unique_ptr<FileListSource>> FileListSource::open(std::vector<std::string> paths, OnOpen on_open) {
  std::unique_ptr<FileListSource> list(new FileListSource(std::move(paths), std::move(on_open)));
  if (auto opened = list->open_next(); !opened) return std::unexpected(opened.error());
  return list;
}

Result<void> FileListSource::open_next() {
  auto file = FileSource::open(paths_[next_]);
  if (!file) return std::unexpected(file.error());
  file_ = std::move(*file);
  first_interface_ = interfaces_.size();
  take_interfaces();
  on_open_(paths_[next_++], *file_);
  return {};
}

void FileListSource::take_interfaces() {
  const auto& known = file_->interfaces();
  interfaces_.insert(interfaces_.end(), known.begin() + static_cast<ptrdiff_t>(interfaces_.size() - first_interface_),
                     known.end());
}

Result<bool> FileListSource::next_batch(std::vector<Packet>& packets) {
  auto more = file_->next_batch(packets);
  while (more && !*more && next_ < paths_.size()) {
    if (auto opened = open_next(); !opened) return std::unexpected(opened.error());
    more = file_->next_batch(packets);
  }
  take_interfaces();
  for (Packet& packet : packets) packet.interface += static_cast<uint32_t>(first_interface_);
  return more;
}

std::span<const OtherBlock> FileListSource::other_blocks() const {
  return is_single() ? file_->other_blocks() : std::span<const OtherBlock>{};
}

}  // namespace trawl
