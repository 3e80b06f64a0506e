#include "sink/tcp_event_json.h"

#include "base/json_writer.h"
#include "base/output.h"
#include "packet/tcp_states.h"
#include "sink/context_json.h"
#include "sink/tcp_event_words.h"

namespace trawl {

namespace {

constexpr size_t kBatchSize = size_t{64} << 10;  // bytes of text

std::string_view kind_word(TcpEventKind kind) {
  switch (kind) {
    case TcpEventKind::kRetransmit:
      return "retransmit";
    case TcpEventKind::kResetSent:
      return "reset_sent";
    case TcpEventKind::kResetReceived:
      return "reset_received";
    case TcpEventKind::kDrop:
      return "drop";
    default:
      return "state";
  }
}

/// Milliseconds with three digits after the point, as JSON.
void put_milliseconds(JsonWriter& json, std::string_view key, uint64_t nanoseconds) {
  TextBuffer number;
  number.put(Milliseconds{nanoseconds});
  json.key(key).raw(number.view());
}

void put_endpoint(JsonWriter& json, std::string_view key, const TcpEndpoint& endpoint, bool ipv6) {
  TextBuffer address;
  address.put(EndpointAddress{endpoint, ipv6});
  json.key(key).begin_object().key("address").value(address.view()).key("port").value(endpoint.port).end_object();
}

void put_change(JsonWriter& json, const TcpEvent& event) {
  json.key("event").value(kind_word(event.kind));
  if (event.state != 0) json.key("state").value(tcp_state_name(event.state)).key("id").value(event.state);
  if (event.kind == TcpEventKind::kState) json.key("from").value(tcp_state_name(event.old_state));
  if (event.in_old_state) put_milliseconds(json, "from_ms", *event.in_old_state);
  if (event.opening != TcpOpening::kNone) json.key("direction").value(opening_word(event.opening));
  if (event.kind == TcpEventKind::kDrop) json.key("reason").value(event.reason);
}

void put_totals(JsonWriter& json, const TcpTotals& totals) {
  json.key("bytes_sent").value(totals.bytes_sent).key("bytes_received").value(totals.bytes_received);
  json.key("retransmits").value(totals.retransmits);
  if (totals.rtt != 0) put_milliseconds(json, "srtt_ms", uint64_t{totals.rtt} * 1000);
  if (totals.duration) put_milliseconds(json, "duration_ms", *totals.duration);
}

void put_owner(JsonWriter& json, const Party& owner, const ContextParts& parts) {
  const ProcessContext& process = owner.process;
  if (parts.thread) json.key("pid").value(process.tid);
  if (parts.process) {
    json.key("tgid").value(process.pid).key("comm").value(process.comm);
    put_image(json, process);
  }
  put_surroundings(json, owner, parts);
}

}  // namespace

Result<void> TcpEventJson::write(const TcpEvent& event) {
  JsonWriter json(text_);
  TextBuffer time;
  time_.put(time, event.time);
  json.begin_object().key("time").value(time.view());
  put_change(json, event);
  if (event.owner != nullptr) put_owner(json, *event.owner, parts_);
  put_endpoint(json, "source", event.local, event.ipv6);
  put_endpoint(json, "destination", event.remote, event.ipv6);
  if (event.totals) put_totals(json, *event.totals);
  json.key("netns").value(event.netns);
  if (event.cookie != 0) json.key("cookie").value(event.cookie);
  json.key("cpu").value(event.cpu).key("on_cpu").begin_object();
  json.key("pid").value(event.cpu_tid).key("tgid").value(event.cpu_tgid).key("comm").value(event.cpu_comm);
  json.end_object().end_object();
  text_.put('\n');
  if (every_event_ || text_.size() >= kBatchSize) return flush();
  return {};
}

Result<void> TcpEventJson::flush() {
  if (text_.empty()) return {};
  auto written = write_all(fd_, text_.view(), "Unable to write output");
  text_.clear();
  return written;
}

}  // namespace trawl
