#include "sink/json_sink.h"

#include <array>
#include <charconv>
#include <ctime>
#include <optional>

#include "base/address.h"
#include "base/output.h"
#include "packet/context.h"
#include "packet/headers.h"
#include "packet/hook_facts.h"
#include "sink/context_json.h"

namespace trawl {

namespace {

constexpr size_t kBatchSize = size_t{64} << 10;

PrintOptions plain(PrintOptions options) {
  options.time = TimeFormat::kNone;
  options.number = false;
  options.dump = Dump::kNone;
  return options;
}

/// RFC 3339 in UTC with nanoseconds. A hostile file's time may be past what a calendar has: then it stays null.
void put_time(JsonWriter& json, TextBuffer& scratch, const Timestamp& time) {
  struct tm utc{};
  const time_t seconds = time.seconds;
  json.key("time");
  if (::gmtime_r(&seconds, &utc) == nullptr || time.nanoseconds > 999'999'999) {
    json.raw("null");
    return;
  }
  scratch.clear();
  scratch.put('"', zero_pad(utc.tm_year + 1900, 4), '-', zero_pad(utc.tm_mon + 1, 2), '-', zero_pad(utc.tm_mday, 2),
              'T', zero_pad(utc.tm_hour, 2), ':', zero_pad(utc.tm_min, 2), ':', zero_pad(utc.tm_sec, 2), '.',
              zero_pad(static_cast<int64_t>(time.nanoseconds), 9), "Z\"");
  json.raw(scratch.view());
}

void put_link(JsonWriter& json, TextBuffer& scratch, const PacketHeaders& headers) {
  const auto mac = [&](std::string_view key, std::span<const uint8_t> bytes) {
    scratch.clear();
    scratch.put(mac_text(bytes));
    json.key(key).value(scratch.view());
  };
  if (headers.link_source.size() == 6) {
    json.key("link").begin_object();
    mac("source", headers.link_source);
    mac("destination", headers.link_destination);
    json.end_object();
  }
  if (headers.ether_type) json.key("ether_type").value(*headers.ether_type);
  if (headers.vlan) json.key("vlan").value(*headers.vlan);
}

void put_endpoint(JsonWriter& json, TextBuffer& scratch, std::string_view key, std::span<const uint8_t> address,
                  const std::optional<uint16_t>& port) {
  if (address.empty()) return;
  scratch.clear();
  if (address.size() == 4) {
    scratch.put(ip4_text(address));
  } else {
    scratch.put(ip6_text(address));
  }
  json.key(key).begin_object().key("address").value(scratch.view());
  if (port) json.key("port").value(*port);
  json.end_object();
}

/// IANA's keyword where everybody knows it, else the number as text.
std::string_view protocol_name(uint8_t protocol, std::array<char, 4>& number) {
  struct Name {
    uint8_t protocol;
    std::string_view name;
  };
  static constexpr Name kNames[] = {{1, "icmp"},   {2, "igmp"},   {6, "tcp"},      {17, "udp"},   {33, "dccp"},
                                    {47, "gre"},   {50, "esp"},   {51, "ah"},      {58, "icmp6"}, {89, "ospf"},
                                    {112, "vrrp"}, {132, "sctp"}, {136, "udplite"}};
  for (const Name& known : kNames) {
    if (known.protocol == protocol) return known.name;
  }
  const auto end = std::to_chars(number.data(), number.data() + number.size(), protocol);
  return {number.data(), static_cast<size_t>(end.ptr - number.data())};
}

void put_hook_facts(JsonWriter& json, const HookFacts& facts) {
  json.key("xdp").begin_object().key("packet_id").value(facts.id).key("queue").value(facts.queue);
  if (facts.lost != 0) json.key("lost_before").value(facts.lost);
  if (facts.verdict) json.key("verdict").value(xdp_verdict_name(*facts.verdict));
  if (facts.first_buffer_only) json.key("first_buffer_only").raw("true");
  json.end_object();
}

void put_party(JsonWriter& json, std::string_view key, const Party* party, const ContextParts& parts) {
  if (party == nullptr) return;
  const ProcessContext& process = party->process;
  json.key(key).begin_object();
  if (parts.process && process.pid != 0) {
    json.key("pid").value(process.pid).key("comm").value(process.comm);
    put_image(json, process);
  }
  if (parts.thread && process.tid != 0) json.key("tid").value(process.tid);
  put_surroundings(json, *party, parts);
  json.end_object();
}

}  // namespace

JsonSink::JsonSink(int fd, const PrintOptions& options, bool every_packet, const ContextParts& parts)
    : fd_(fd),
      every_packet_(every_packet),
      parts_(parts),
      options_(plain(options)),
      names_(options_),
      printer_(options_, names_) {}

/// The packet's lines without the last newline.
std::string_view JsonSink::printed(const Packet& packet) {
  printer_.text().clear();
  printer_.print(packet, 0);
  std::string_view text = printer_.text().view();
  if (text.ends_with('\n')) text.remove_suffix(1);
  return text;
}

void JsonSink::put_packet(const Packet& packet, const Interface& interface, uint64_t number) {
  const PacketHeaders headers = read_headers(packet.data, packet.link_type);
  JsonWriter json(out_);
  json.begin_object();
  put_time(json, scratch_, packet.time);
  json.key("number").value(number);
  if (!interface.name.empty()) json.key("interface").value(interface.name);
  if (!interface.netns.empty()) json.key("netns").value(interface.netns);
  if (packet.direction != Direction::kUnknown) {
    json.key("direction").value(packet.direction == Direction::kIn ? "in" : "out");
  }
  json.key("length").value(packet.length).key("captured").value(packet.data.size());
  json.key("link_type").value(packet.link_type);
  put_link(json, scratch_, headers);
  put_endpoint(json, scratch_, "source", headers.source, headers.source_port);
  put_endpoint(json, scratch_, "destination", headers.destination, headers.destination_port);
  if (headers.protocol) {
    std::array<char, 4> digits{};
    json.key("protocol").value(protocol_name(*headers.protocol, digits));
  }
  json.key("text").value(printed(packet));
  if (packet.hook != nullptr) put_hook_facts(json, *packet.hook);
  if (packet.context != nullptr) {
    json.key("attribution").value(name_of(packet.context->attribution));
    put_party(json, "sender", packet.context->sender, parts_);
    put_party(json, "receiver", packet.context->receiver, parts_);
  }
  json.end_object();
  out_.put('\n');
}

Result<void> JsonSink::write(const Packet& packet, const std::vector<Interface>& interfaces, uint64_t number) {
  put_packet(packet, interfaces[packet.interface], number);
  return every_packet_ || out_.size() >= kBatchSize ? flush() : Result<void>{};
}

Result<void> JsonSink::flush() {
  auto written = write_all(fd_, out_.view(), "Unable to write output");
  out_.clear();
  return written;
}

Result<void> JsonSink::finish(const CaptureSummary& /*summary*/) {
  return flush();
}

}  // namespace trawl
