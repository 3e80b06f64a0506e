#include "source/trace_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>

#include "pcap/ng_blocks.h"

namespace trawl {

namespace {

constexpr int64_t kSecond = 1'000'000'000;  // ns
constexpr int64_t kMostSeconds = INT64_MAX / kSecond - 1;

Result<Fd> open_file(const std::string& path) {
  Fd fd(path == "-" ? ::dup(STDIN_FILENO) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.valid()) return fail_errno(path, errno);
  return fd;
}

std::optional<TraceStep> step_in(std::span<const uint8_t> options, FileIntegers integers, TextPool& texts) {
  ng::Options walk(options, integers);
  for (ng::Option option; walk.next(option);) {
    if (option.code != ng::kComment) continue;
    auto step = parse_step_comment({reinterpret_cast<const char*>(option.value.data()), option.value.size()}, texts);
    if (step) return step;
  }
  return std::nullopt;
}

}  // namespace

Result<std::unique_ptr<TraceFile>> TraceFile::open(const std::string& path, const std::string& expression) {
  auto ethernet = Expression::compile(expression, kLinkEthernet, 0);
  auto network = Expression::compile(expression, kLinkRaw, 0);
  if (!ethernet) return std::unexpected(ethernet.error());
  // What names a link-layer header matches no packet without one.
  if (!network) network = Expression::compile("less 0", kLinkRaw, 0);
  if (!network) return std::unexpected(network.error());
  auto fd = open_file(path);
  if (!fd) return std::unexpected(fd.error());
  auto reader = FileReader::create(std::move(*fd));
  if (!reader) return std::unexpected(reader.error());
  if ((*reader)->format() != FileFormat::kPcapng) {
    return fail(path + " has no steps of a trace", "trawl trace -w FILE.pcapng writes them");
  }
  return std::unique_ptr<TraceFile>(new TraceFile(std::move(*reader), std::move(*ethernet), std::move(*network)));
}

Result<bool> TraceFile::next_batch(std::vector<TraceStep>& steps) {
  steps.clear();
  const auto more = reader_->next(batch_);
  if (!more) return more;
  for (const Packet& packet : batch_.packets) add(packet, steps);
  return more;
}

void TraceFile::add(const Packet& packet, std::vector<TraceStep>& steps) {
  auto step = step_in(ng::packet_options(packet.record, batch_.integers), batch_.integers, texts_);
  if (!step) {
    others_++;
    return;
  }
  step->link_header = packet.link_type == kLinkEthernet;
  const Expression& expression = step->link_header ? ethernet_ : network_;
  if (!followed_.contains(step->packet)) {
    if (!expression.matches(packet.data, packet.length)) return;
    followed_.insert(step->packet);
  }
  step->time = std::clamp(packet.time.seconds, int64_t{0}, kMostSeconds) * kSecond +
               static_cast<int64_t>(packet.time.nanoseconds % kSecond);
  step->interface = reader_->interfaces()[packet.interface].name;
  step->headers.assign(packet.data.begin(), packet.data.end());
  steps.push_back(std::move(*step));
}

}  // namespace trawl
