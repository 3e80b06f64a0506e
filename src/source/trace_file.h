// The steps that a pcapng file has which a trace wrote.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/error.h"
#include "filter/expression.h"
#include "pcap/file_reader.h"
#include "trace/step_comment.h"

namespace trawl {

class TraceFile {
 public:
  /// `path`: "-" is standard input. `expression`: chooses packets from the first step on that it matches.
  static Result<std::unique_ptr<TraceFile>> open(const std::string& path, const std::string& expression);

  /// Clears `steps` and fills it; they refer to this. False at the end of the file. Packets that are no steps are
  /// counted and left out.
  Result<bool> next_batch(std::vector<TraceStep>& steps);
  uint64_t others() const { return others_; }

 private:
  TraceFile(std::unique_ptr<FileReader> reader, Expression ethernet, Expression network)
      : reader_(std::move(reader)), ethernet_(std::move(ethernet)), network_(std::move(network)) {}
  void add(const Packet& packet, std::vector<TraceStep>& steps);

  std::unique_ptr<FileReader> reader_;
  Expression ethernet_;
  Expression network_;
  FileBatch batch_;
  TextPool texts_;
  std::set<uint64_t> followed_;  // packets that the expression has matched
  uint64_t others_ = 0;
};

}  // namespace trawl
