#include "mode/device_questions.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

#include "base/output.h"
#include "filter/dump.h"
#include "filter/expression.h"
#include "filter/link_names.h"
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

/// The link type that a program is compiled for: the file's, -y's, the device's, else Ethernet, and then it is said.
Result<LinkType> link_type_for_program(const CaptureOptions& options) {
  if (!options.read_files.empty()) {
    const auto file = FileSource::open(options.read_files.front());
    if (!file) return std::unexpected(file.error());
    return (*file)->interfaces().front().link_type;
  }
  if (!options.link_type.empty()) {
    const auto type = find_link_type(options.link_type);
    if (!type) return fail("invalid data link type " + options.link_type);
    return *type;
  }
  if (options.interfaces.empty()) {
    Messages::say("Warning: assuming Ethernet\n");
    return kLinkEthernet;
  }
  const auto types = link_types_of(options);
  if (!types) return std::unexpected(types.error());
  return types->types.empty() ? kLinkEthernet : types->types.back();
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

/// Names that libpcap knows (pcap_tstamp_type_name_to_val); trawl's times are the kernel's own, "host".
constexpr std::string_view kTimeStampTypes[] = {"host",    "host_lowprec",    "host_hiprec", "host_hiprec_unsynced",
                                                "adapter", "adapter_unsynced"};

}  // namespace

Result<void> print_devices() {
  const auto devices = list_devices();
  if (!devices) return std::unexpected(devices.error());
  std::string text;
  size_t number = 0;
  for (const auto& device : *devices) {
    std::string flags;
    for (const auto& [set, name] :
         {std::pair{device.up, "Up"}, std::pair{device.running, "Running"}, std::pair{device.loopback, "Loopback"}}) {
      if (set) flags += (flags.empty() ? "" : ", ") + std::string(name);
    }
    text += fmt::format("{}.{} [{}]\n", ++number, device.name, flags.empty() ? "none" : flags);
  }
  text += fmt::format("{}.any (all interfaces, also those that appear later) [Up, Running]\n", ++number);
  return print(text);
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
  const auto type = link_type_for_program(options);
  if (!type) return std::unexpected(type.error());
  const auto expression = Expression::compile(options.expression, *type, options.snaplen,
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
    if (std::ranges::find(kTimeStampTypes, type) == std::end(kTimeStampTypes)) {
      return fail("invalid time stamp type " + type);
    }
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
