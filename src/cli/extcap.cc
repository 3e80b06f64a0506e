#include "cli/extcap.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>

#include "source/device.h"

namespace trawl {

namespace {

constexpr std::string_view kInterface = "trawl";

/// What Wireshark's dialog offers, and the option of the capture that it stands for.
struct DialogRow {
  std::string_view option;
  std::string_view type;
  std::string_view label;
  std::string_view tooltip;
};

constexpr DialogRow kDialog[] = {
    {"--interface", "selector", "Interface", "The network interface to capture on"},
    {"--pid", "unsigned", "Process", "Only packets of the process with this number"},
    {"--pname", "string", "Process name", "Only packets of processes with this name; * and ? stand for any letters"},
    {"--uid", "string", "User", "Only packets of this user's processes"},
    {"--container-name", "string", "Container", "Only packets of the container with this name"},
    {"--pod-name", "string", "Pod", "Only packets of this pod: NAME or NAME.NAMESPACE"},
    {"--netns", "string", "Network namespace", "A path, a name of ip-netns(8), or \"any\""},
};

using Values = std::map<std::string, std::string, std::less<>>;

/// "--key value" and "--key=value".
Values read_values(std::span<char*> arguments) {
  Values values;
  for (size_t i = 1; i < arguments.size(); i++) {
    const std::string_view word = arguments[i];
    if (!word.starts_with("--")) continue;
    const size_t equals = word.find('=');
    if (equals != std::string_view::npos) {
      values.emplace(word.substr(0, equals), word.substr(equals + 1));
    } else if (i + 1 < arguments.size() && !std::string_view(arguments[i + 1]).starts_with("--")) {
      values.emplace(word, arguments[i + 1]);
      i++;
    } else {
      values.emplace(word, "");
    }
  }
  return values;
}

std::string interfaces_text() {
  return fmt::format(
      "extcap {{version={}}}{{display=trawl}}\n"
      "interface {{value={}}}{{display=trawl: packets with their processes}}\n",
      TRAWL_VERSION, kInterface);
}

std::string config_text() {
  std::string text;
  for (size_t i = 0; i < std::size(kDialog); i++) {
    const DialogRow& row = kDialog[i];
    text += fmt::format("arg {{number={}}}{{call={}}}{{display={}}}{{type={}}}{{tooltip={}}}{{group=Capture}}\n", i,
                        row.option, row.label, row.type, row.tooltip);
  }
  text += "value {arg=0}{value=any}{display=all}{default=true}\n";
  const auto devices = list_devices();
  if (!devices) return text;
  for (const Device& device : *devices) {
    text += fmt::format("value {{arg=0}}{{value={}}}{{display={}}}\n", device.name, device.name);
  }
  return text;
}

std::vector<std::string> capture_arguments(const Values& values) {
  const auto value_of = [&](std::string_view key) {
    const auto found = values.find(key);
    return found == values.end() ? std::string() : found->second;
  };
  // Each packet at once: somebody looks at the list as it grows. What is said is an error to Wireshark.
  std::vector<std::string> arguments = {"-w", value_of("--fifo"), "--file-format", "pcapng",
                                        "-U", "--log-level",      "error"};
  for (const DialogRow& row : kDialog) {
    const std::string value = value_of(row.option);
    if (row.option == "--interface") {
      arguments.insert(arguments.end(), {"-i", value.empty() ? "any" : value});
    } else if (!value.empty()) {
      arguments.insert(arguments.end(), {std::string(row.option), value});
    }
  }
  if (const std::string filter = value_of("--extcap-capture-filter"); !filter.empty()) arguments.push_back(filter);
  return arguments;
}

}  // namespace

bool is_extcap_call(std::span<char*> arguments) {
  return std::ranges::any_of(arguments.subspan(std::min<size_t>(1, arguments.size())), [](std::string_view word) {
    return word.starts_with("--extcap-") || word == "--capture";
  });
}

ExtcapAnswer answer_extcap(std::span<char*> arguments) {
  const Values values = read_values(arguments);
  if (values.contains("--extcap-interfaces")) return {.text = interfaces_text()};
  if (values.contains("--extcap-config")) return {.text = config_text()};
  // Each of the file's interfaces says what its packets begin with; Wireshark wants one word for all.
  if (values.contains("--extcap-dlts")) return {.text = "dlt {number=1}{name=EN10MB}{display=Ethernet}\n"};
  if (values.contains("--capture")) return {.capture = capture_arguments(values)};
  return {};
}

}  // namespace trawl
