#include "sink/pcapng_sink.h"

#include <sys/utsname.h>

#include "packet/context_comments.h"
#include "pcap/hook_options.h"
#include "pcap/ng_blocks.h"

namespace trawl {

namespace {

struct Machine {
  std::string hardware;
  std::string os;
};

Machine this_machine() {
  utsname names{};
  if (::uname(&names) != 0) return {};
  return {names.machine, std::string(names.sysname) + ' ' + names.release};
}

}  // namespace

PcapngSink::PcapngSink(ByteOutput output, const Settings& settings) : output_(std::move(output)), settings_(settings) {}

Result<std::unique_ptr<FileSink>> PcapngSink::create(const std::string& path, const Settings& settings) {
  auto output = ByteOutput::create(path, settings.new_secrets ? 0600 : 0666);
  if (!output) return std::unexpected(output.error());
  std::unique_ptr<PcapngSink> sink(new PcapngSink(std::move(*output), settings));
  if (settings.copy_blocks) return sink;
  const Machine machine = this_machine();
  sink->os_ = machine.os;
  sink->blocks_.section_header({.hardware = machine.hardware, .os = machine.os, .application = settings.application});
  if (auto written = sink->put_blocks(); !written) return std::unexpected(written.error());
  return sink;
}

Result<void> PcapngSink::put_blocks() {
  auto written = output_.append(blocks_.bytes());
  blocks_.clear();
  if (written && settings_.every_packet) return output_.flush();
  return written;
}

Result<void> PcapngSink::describe_interfaces(const std::vector<Interface>& interfaces) {
  while (counts_.size() < interfaces.size()) {
    blocks_.interface_description(interfaces[counts_.size()], os_);
    counts_.emplace_back();
  }
  return put_blocks();
}

Result<void> PcapngSink::put_secrets() {
  const std::string secrets = settings_.new_secrets();
  if (secrets.empty()) return {};
  blocks_.tls_secrets(secrets);
  return put_blocks();
}

std::span<const uint8_t> PcapngSink::context_options(const PacketContext& context) {
  if (context.attribution == Attribution::kUnknown) return {};
  const auto [at, made] = contexts_.try_emplace({context.attribution, context.sender, context.receiver});
  Encoder& options = at->second;
  if (!made) return options.bytes();
  write_context_comments(context, settings_.context,
                         [&](std::string_view text) { put_option(options, ng::kComment, text); });
  if (!settings_.context.process || context.attribution != Attribution::kProcess) return options.bytes();
  const ProcessContext& process = context.sender != nullptr ? context.sender->process : context.receiver->process;
  Encoder ids;
  ids.put(process.pid);
  ids.put(settings_.context.thread && process.tid != 0 ? process.tid : process.pid);
  put_option(options, ng::kPacketProcessThread, ids.bytes());
  return options.bytes();
}

Result<void> PcapngSink::write(const Packet& packet, const std::vector<Interface>& interfaces, uint64_t /*number*/) {
  if (settings_.copy_blocks) {
    auto copied = output_.append_stable(packet.record);
    return copied && settings_.every_packet ? output_.flush() : copied;
  }
  if (counts_.size() < interfaces.size()) {
    if (auto described = describe_interfaces(interfaces); !described) return described;
  }
  if (settings_.new_secrets && std::exchange(batch_begins_, false)) {
    if (auto put = put_secrets(); !put) return put;
  }
  Count& count = counts_[packet.interface];
  if (count.packets++ == 0) count.first = packet.time;
  count.last = packet.time;
  options_.clear();
  put_direction(options_, packet.direction);
  if (packet.hook != nullptr) put_hook_facts(options_, *packet.hook);
  if (packet.context != nullptr) options_.put(context_options(*packet.context));
  blocks_.enhanced_packet(packet, packet.interface, options_.bytes());
  return put_blocks();
}

Result<void> PcapngSink::write_block(std::span<const uint8_t> block) {
  return settings_.copy_blocks ? output_.append_stable(block) : Result<void>{};
}

Result<void> PcapngSink::end_batch() {
  contexts_.clear();
  batch_begins_ = true;
  return output_.settle();
}

Result<void> PcapngSink::finish(const CaptureSummary& summary) {
  if (!settings_.copy_blocks && summary.interfaces != nullptr) {
    if (auto described = describe_interfaces(*summary.interfaces); !described) return described;
  }
  if (settings_.new_secrets) {
    if (auto put = put_secrets(); !put) return put;
  }
  for (size_t i = 0; i < counts_.size(); i++) {
    const Count& count = counts_[i];
    const bool known = i < summary.dropped_at.size();
    blocks_.interface_statistics({.interface = static_cast<uint32_t>(i),
                                  .start = count.first,
                                  .end = count.last,
                                  .delivered = count.packets,
                                  .drops_known = known,
                                  .received = known ? count.packets + summary.dropped_at[i] : 0,
                                  .dropped = known ? summary.dropped_at[i] : 0});
  }
  if (auto written = put_blocks(); !written) return written;
  return output_.finish();
}

}  // namespace trawl
