#include "sink/doctor_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>
#include <string_view>

#include "base/escape.h"
#include "base/json_writer.h"

namespace trawl {

namespace {

constexpr size_t kNameWidth = 20;
constexpr size_t kRemarkColumn = 2 + 4 + 1 + kNameWidth + 1;
constexpr size_t kLineWidth = 80;
constexpr size_t kShortDetail = 40;  // bytes; what is longer is told once

struct SupportWords {
  std::string_view sign;
  std::string_view json;
  std::string_view color;  // SGR parameter, ECMA-48
};

const SupportWords& words_of(const std::optional<Support>& support) {
  static constexpr SupportWords kFact{"-", "fact", "0"};
  static constexpr SupportWords kWords[] = {{"yes", "yes", "32"}, {"no", "no", "31"}, {"?", "unknown", "33"}};
  return support ? kWords[static_cast<size_t>(*support)] : kFact;
}

/// "Operation not permitted (EPERM)"
std::string error_text(int error_number) {
  const char* name = ::strerrorname_np(error_number);
  return fmt::format("{} ({})", std::strerror(error_number), name != nullptr ? name : std::to_string(error_number));
}

std::string escaped_text(std::string_view text) {
  TextBuffer out;
  out.put(escaped(text));
  return std::string(out.view());
}

/// What stands behind the name.
std::string remark(const Finding& finding) {
  std::string text = escaped_text(finding.detail);
  const auto add = [&](std::string_view separator, const std::string& part) {
    if (!part.empty()) text += (text.empty() ? std::string() : std::string(separator)) + part;
  };
  const bool missed = finding.support && *finding.support != Support::kYes;
  if (missed && finding.error_number != 0) add(": ", error_text(finding.error_number));
  add("; ", finding.used_for);
  if (missed && !finding.used_for.empty() && !finding.otherwise.empty()) add("; instead: ", finding.otherwise);
  return text;
}

/// Breaks the text between words where a line is full; lines after the first begin below it.
std::string wrapped(std::string_view text, size_t indent) {
  std::string lines;
  while (indent + text.size() > kLineWidth) {
    const size_t blank = text.rfind(' ', kLineWidth - indent);
    if (blank == std::string_view::npos || blank == 0) break;
    lines += text.substr(0, blank);
    lines += '\n' + std::string(indent, ' ');
    text.remove_prefix(blank + 1);
  }
  return lines + std::string(text) + '\n';
}

std::string line_of(const Finding& finding, bool color) {
  const SupportWords& words = words_of(finding.support);
  std::string sign = fmt::format("{:<4}", words.sign);
  if (color) sign = fmt::format("\x1b[{}m{}\x1b[0m", words.color, sign);
  const std::string name = escaped_text(finding.name);
  const std::string rest = remark(finding);
  if (rest.empty()) return fmt::format("  {} {}\n", sign, name);
  return fmt::format("  {} {:<{}} {}", sign, name, kNameWidth, wrapped(rest, kRemarkColumn));
}

/// Counted groups show what trawl misses, and facts. Without privileges (EPERM) or /sys (ENOENT) hardly anything can be
/// told: other groups say that once.
bool is_shown(const FindingGroup& group, const Finding& finding, bool every_row) {
  if (every_row || !group.counted || !finding.support) return true;
  const bool may_not_look = finding.error_number == EPERM || finding.error_number == ENOENT;
  if (finding.support == Support::kUnknown && may_not_look) return false;
  return *finding.support != Support::kYes && !finding.used_for.empty();
}

/// ": eth0, eth1 and 3 more", as far as it fits on a line whose first `used` columns are taken.
std::string supported_names(const FindingGroup& group, size_t used) {
  constexpr size_t kRoomForTheRest = std::string_view(" and 1000 more").size();
  std::string text;
  size_t left_out = 0;
  for (const Finding& finding : group.findings) {
    if (finding.support != Support::kYes) continue;
    const std::string name = escaped_text(finding.name);
    const bool fits = used + text.size() + 2 + name.size() + kRoomForTheRest <= kLineWidth;
    if (fits && left_out == 0) {
      text += (text.empty() ? ": " : ", ") + name;
    } else {
      left_out++;
    }
  }
  return left_out == 0 ? text : text + fmt::format(" and {} more", left_out);
}

using FirstTold = std::map<std::string_view, std::string_view>;  // long details, and the first finding that had each

/// A long detail is not repeated.
Finding shortened(const Finding& finding, FirstTold& told) {
  Finding shown = finding;
  if (finding.detail.size() <= kShortDetail) return shown;
  const auto [first, is_new] = told.emplace(finding.detail, finding.name);
  if (!is_new) shown.detail = "as " + std::string(first->second);
  return shown;
}

std::string title_of(const FindingGroup& group) {
  if (!group.counted) return group.name;
  const auto has = [](Support support) { return [support](const Finding& f) { return f.support == support; }; };
  const auto supported = std::ranges::count_if(group.findings, has(Support::kYes));
  const auto unknown = std::ranges::count_if(group.findings, has(Support::kUnknown));
  const auto all = std::ranges::count_if(group.findings, [](const Finding& f) { return f.support.has_value(); });
  std::string text = fmt::format("{}: {} of {} supported", group.name, supported, all);
  if (unknown != 0) text += fmt::format(", {} could not be told", unknown);
  return group.listed ? text + supported_names(group, text.size()) : text;
}

void put(JsonWriter& json, const Finding& finding) {
  json.begin_object().key("name").value(finding.name).key("support").value(words_of(finding.support).json);
  if (finding.error_number != 0) {
    const char* name = ::strerrorname_np(finding.error_number);
    json.key("errno").value(finding.error_number).key("error").value(name != nullptr ? name : "");
  }
  if (!finding.detail.empty()) json.key("detail").value(finding.detail);
  if (!finding.used_for.empty()) json.key("used_for").value(finding.used_for);
  if (!finding.otherwise.empty()) json.key("otherwise").value(finding.otherwise);
  json.end_object();
}

}  // namespace

std::string doctor_text(std::span<const FindingGroup> groups, const DoctorTextOptions& options) {
  std::string text;
  FirstTold told;
  for (const FindingGroup& group : groups) {
    const std::string title = title_of(group);
    text += options.color ? "\x1b[1m" + title + "\x1b[0m\n" : title + '\n';
    for (const Finding& finding : group.findings) {
      if (is_shown(group, finding, options.every_row)) text += line_of(shortened(finding, told), options.color);
    }
  }
  return text;
}

std::string doctor_json(std::span<const FindingGroup> groups, bool works) {
  TextBuffer text;
  JsonWriter json(text);
  json.begin_object().key("works").value(works).key("groups").begin_array();
  for (const FindingGroup& group : groups) {
    json.begin_object().key("name").value(group.name).key("findings").begin_array();
    for (const Finding& finding : group.findings) put(json, finding);
    json.end_array().end_object();
  }
  json.end_array().end_object();
  text.put('\n');
  return std::string(text.view());
}

}  // namespace trawl
