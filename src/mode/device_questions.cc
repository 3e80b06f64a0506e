#include "mode/device_questions.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "base/output.h"
#include "filter/dump.h"
#include "filter/expression.h"
#include "filter/link_names.h"
#include "mode/reading.h"
#include "source/device.h"
#include "source/file_source.h"

namespace trawl {

namespace {

Result<void> print(const std::string& text) {
  return write_all(STDOUT_FILENO, text, "Unable to write output");
}

bool is_any(const CaptureOptions& options) {
  return std::ranges::find(options.interfaces, "any") != options.interfaces.end();
}

Result<Device> device_of(const CaptureOptions& options) {
  const auto devices = list_devices();
  if (!devices) return std::unexpected(devices.error());
  const std::string name = options.interfaces.empty() ? "" : options.interfaces.front();
  const Device* device = name.empty() ? default_device(*devices) : find_device(*devices, name);
  if (device == nullptr && name.empty()) return fail("no suitable device found");
  if (device == nullptr) return fail(name + ": No such device exists", "-D lists the devices there are");
  return *device;
}

struct LinkTypes {
  std::string device;
  std::vector<LinkType> types;
};

Result<LinkTypes> link_types_of(const CaptureOptions& options) {
  if (is_any(options)) return LinkTypes{"any", {kLinkLinuxSll, kLinkLinuxSll2}};
  const auto device = device_of(options);
  if (!device) return std::unexpected(device.error());
  const auto type = link_type_of(*device);
  return LinkTypes{device->name, type ? std::vector{*type} : std::vector<LinkType>{}};
}

/// What a program is compiled for: the file's link type, -y's, the device's, else Ethernet, and then it is said.
struct ProgramTarget {
  LinkType link_type;
  uint32_t snaplen;  // bytes
};

Result<ProgramTarget> target_of_program(const CaptureOptions& options) {
  if (!options.read_files.empty()) {
    const auto file = FileSource::open(options.read_files.front());
    if (!file) return std::unexpected(file.error());
    say_reading(options.read_files.front(), **file);
    const Interface& first = (*file)->interfaces().front();
    return ProgramTarget{first.link_type, first.snaplen};
  }
  if (!options.link_type.empty()) {
    const auto type = find_link_type(options.link_type);
    if (!type) return fail("invalid data link type " + options.link_type);
    return ProgramTarget{*type, options.snaplen};
  }
  if (options.interfaces.empty()) {
    Messages::say("Warning: assuming Ethernet\n");
    return ProgramTarget{kLinkEthernet, options.snaplen};
  }
  const auto types = link_types_of(options);
  if (!types) return std::unexpected(types.error());
  return ProgramTarget{types->types.empty() ? kLinkEthernet : types->types.back(), options.snaplen};
}

Result<LinkType> check_link_type(const CaptureOptions& options) {
  const auto type = find_link_type(options.link_type);
  if (!type) return fail("invalid data link type " + options.link_type);
  const auto known = link_types_of(options);
  if (!known) return std::unexpected(known.error());
  if (std::ranges::find(known->types, *type) == known->types.end()) {
    return fail(link_type_name(*type) + " is not one of the DLTs supported by this device", "-L lists them");
  }
  return is_any(options) ? *type : LinkType{0};
}

std::string flags_text(const Device& device) {
  const bool wireless = ::access(("/sys/class/net/" + device.name + "/wireless").c_str(), F_OK) == 0;
  std::string text;
  for (const auto& [set, name] : {std::pair{device.up, "Up"}, std::pair{device.running, "Running"},
                                  std::pair{device.loopback, "Loopback"}, std::pair{wireless, "Wireless"}}) {
    if (set) text += (text.empty() ? "" : ", ") + std::string(name);
  }
  if (text.empty()) text = "none";
  if (device.carrier == Carrier::kConnected) text += wireless ? ", Associated" : ", Connected";
  if (device.carrier == Carrier::kDisconnected) text += wireless ? ", Not associated" : ", Disconnected";
  return text;
}

}  // namespace

Result<void> print_devices() {
  const auto devices = list_devices();
  if (!devices) return std::unexpected(devices.error());
  std::string text;
  size_t number = 0;
  for (const std::string& name : listed_names(*devices)) {
    const auto device = std::ranges::find(*devices, name, &Device::name);
    text +=
        fmt::format("{}.{}\n", ++number,
                    device != devices->end() ? fmt::format("{} [{}]", name, flags_text(*device))
                                             : name + " (all interfaces, also those that appear later) [Up, Running]");
  }
  return print(text);
}

Result<void> name_numbers(std::vector<std::string>& interfaces) {
  const auto is_number = [](const std::string& word) {
    return !word.empty() && word.find_first_not_of("0123456789") == std::string::npos;
  };
  if (std::ranges::none_of(interfaces, is_number)) return {};
  const auto devices = list_devices();
  if (!devices) return std::unexpected(devices.error());
  for (std::string& word : interfaces) {
    if (!is_number(word)) continue;
    auto name = listed_name(*devices, word);
    if (!name) return fail("Invalid adapter index " + word, "-D lists the devices there are");
    word = std::move(*name);
  }
  return {};
}

Result<void> print_link_types(const CaptureOptions& options) {
  const auto known = link_types_of(options);
  if (!known) return std::unexpected(known.error());
  std::string text = fmt::format("Data link types for {} (use option -y to set):\n", known->device);
  for (const LinkType type : known->types) text += link_type_list_line(type);
  return print(text);
}

Result<void> print_time_stamp_types(const CaptureOptions& options) {
  const auto known = link_types_of(options);
  if (!known) return std::unexpected(known.error());
  return print(fmt::format("Time stamp types for {} (use option -j to set):\n  host (Host)\n", known->device));
}

Result<void> print_program(const CaptureOptions& options) {
  const auto target = target_of_program(options);
  if (!target) return std::unexpected(target.error());
  const auto expression = Expression::compile(options.expression, target->link_type, target->snaplen,
                                              {.optimize = options.optimize, .savefile = !options.read_files.empty()});
  if (!expression) return std::unexpected(expression.error());
  constexpr DumpStyle kStyles[] = {DumpStyle::kAssembly, DumpStyle::kC, DumpStyle::kDecimal};
  return print(dump(expression->program(), kStyles[std::min(options.dump_program, 3) - 1]));
}

Result<LinkType> check_device_options(const CaptureOptions& options, const Messages& messages) {
  if (options.monitor_mode) {
    const auto device = device_of(options);
    if (!is_any(options) && !device) return std::unexpected(device.error());
    return fail(fmt::format("{}: That device doesn't support monitor mode", is_any(options) ? "any" : device->name));
  }
  if (const std::string& type = options.time_stamp_type; !type.empty() && type != "host") {
    const auto known = link_types_of(options);
    if (!known) return std::unexpected(known.error());
    messages.warn(
        fmt::format("When trying to set timestamp type '{}' on {}: That type of time stamp is not supported "
                    "by that device",
                    type, known->device));
  }
  if (!options.link_type.empty()) return check_link_type(options);
  // A pcap file has one link type for all its packets.
  const bool one_type = !options.write_file.empty() && !writes_pcapng(options);
  return is_any(options) && one_type ? kLinkLinuxSll2 : LinkType{0};
}

}  // namespace trawl
