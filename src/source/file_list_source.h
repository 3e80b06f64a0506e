// Packets of several capture files, one after the other.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "source/file_source.h"

namespace trawl {

class FileListSource final : public Source {
 public:
  using OnOpen = std::function<void(const std::string& path, const FileSource& file)>;

  /// `paths` is not empty; the first is opened at once. `on_open` hears of each. Errors: as FileSource's.
  static Result<std::unique_ptr<FileListSource>> open(std::vector<std::string> paths, OnOpen on_open);

  /// Those of all files so far.
  const std::vector<Interface>& interfaces() const override { return interfaces_; }
  Result<bool> next_batch(std::vector<Packet>& packets) override;
  int poll_fd() const override { return file_->poll_fd(); }
  /// Only of the only file: blocks of several do not make one section.
  std::span<const OtherBlock> other_blocks() const override;

  const FileSource& file() const { return *file_; }
  bool is_single() const { return paths_.size() == 1; }

 private:
  FileListSource(std::vector<std::string> paths, OnOpen on_open)
      : paths_(std::move(paths)), on_open_(std::move(on_open)) {}
  Result<void> open_next();
  void take_interfaces();

  std::vector<std::string> paths_;
  OnOpen on_open_;
  size_t next_ = 0;  // of paths_
  std::unique_ptr<FileSource> file_;
  std::vector<Interface> interfaces_;
  size_t first_interface_ = 0;  // of this file, in interfaces_
};

}  // namespace trawl
