#include "mode/secrets.h"

#include "wire/process.h"
#include "wire/process_filter.h"

namespace trawl {

Result<Secrets> Secrets::create(const std::string& path) {
  auto key_log = KeyLog::create(path);
  if (!key_log) return std::unexpected(key_log.error());
  return Secrets(std::move(*key_log));
}

Result<void> Secrets::watch(uint32_t process, const std::string& executable) {
  const auto function = find_go_key_function(executable);
  if (!function) return {};
  if (!go_keys_) {
    auto probe = GoKeyProbe::create();
    if (!probe) return std::unexpected(probe.error());
    go_keys_.emplace(std::move(*probe));
  }
  return go_keys_->attach(process, *function);
}

Result<void> Secrets::follow(std::span<const Ring::Record> process_events) {
  Result<void> result;
  for (const auto& record : process_events) {
    const auto& event = *reinterpret_cast<const trawl_process_event*>(record.bytes.data());
    const bool is_of_command = (event.process.flags >> TRAWL_MARKS_SHIFT & TRAWL_BY_PID) != 0;
    if (event.type != TRAWL_EXEC || !is_of_command) continue;
    auto watched = watch(event.process.tgid, "/proc/" + std::to_string(event.process.tgid) + "/exe");
    if (!watched) result = std::move(watched);
  }
  return result;
}

const std::string& Secrets::text() {
  if (go_keys_) key_log_.append(go_keys_->take_lines());
  text_ += key_log_.take_new();
  return text_;
}

}  // namespace trawl
