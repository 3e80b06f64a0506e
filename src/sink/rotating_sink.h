// One file after the other, as tcpdump's -C, -G and -W have it. Each file is complete in itself.
#pragma once

#include <ctime>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sink/file_sink.h"

namespace trawl {

struct Rotation {
  uint64_t bytes = 0;    // -C: a file that is larger is the last but one; 0: no limit
  uint32_t seconds = 0;  // -G: a file's span of time; 0: no limit
  uint32_t files = 0;    // -W: with -C the names start again after so many, with -G alone the capture ends; 0: no limit
  std::string command;   // -z: run with each finished file's name; empty: none

  bool wanted() const { return bytes != 0 || seconds != 0; }
};

class RotatingSink final : public Sink {
 public:
  using Create = std::function<Result<std::unique_ptr<FileSink>>(const std::string& path)>;

  /// `path` may hold strftime(3)'s conversions when there is a span of time. With `start` (seconds since 1970) the
  /// first file is made at once; without, when the first packet says what time it is. Errors: the file cannot be made.
  static Result<std::unique_ptr<Sink>> create(const std::string& path, const Rotation& rotation, Create create_file,
                                              std::optional<int64_t> start);

  Result<void> write(const Packet& packet, const std::vector<Interface>& interfaces, uint64_t number) override;
  Result<void> write_block(std::span<const uint8_t> block) override;
  Result<void> end_batch() override;
  Result<void> flush() override;
  Result<void> finish(const CaptureSummary& summary) override;
  bool full() const override { return full_; }

 private:
  RotatingSink(const std::string& path, const Rotation& rotation, Create create_file)
      : path_(path), rotation_(rotation), create_(std::move(create_file)) {}

  std::string file_name() const;
  Result<void> open(int64_t now);
  Result<void> close(const CaptureSummary& summary);
  Result<void> rotate(int64_t now);
  bool time_is_up(int64_t now) const;

  std::string path_;
  Rotation rotation_;
  Create create_;
  std::unique_ptr<FileSink> file_;
  std::string name_;               // of file_
  int64_t started_ = 0;            // seconds since 1970: when the span of time began
  uint64_t in_span_ = 0;           // files before this one that share its span of time
  uint64_t spans_ = 0;             // spans of time before this one
  std::vector<uint8_t> preamble_;  // blocks of a copied pcapng file that each of the new files needs
  bool full_ = false;
};

}  // namespace trawl
