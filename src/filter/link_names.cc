#include "filter/link_names.h"

#include <fmt/format.h>
#include <pcap.h>

#include <algorithm>
#include <array>

namespace trawl {

namespace {

struct Pair {
  LinkType file;
  int dlt;
};
constexpr std::array<Pair, 6> kDifferent{{{100, DLT_ATM_RFC1483},
                                          {101, DLT_RAW},
                                          {102, DLT_SLIP_BSDOS},
                                          {103, DLT_PPP_BSDOS},
                                          {106, DLT_ATM_CLIP},
                                          {246, DLT_PFSYNC}}};

constexpr LinkType kLastOldType = 12;
constexpr LinkType kFirstNewType = 99;
constexpr LinkType kNewestType = 304;
constexpr std::array<LinkType, 6> kOddOldTypes{15, 16, 19, 32, 50, 51};

}  // namespace

bool is_known_link_type(LinkType type) {
  return type <= kLastOldType || (type >= kFirstNewType && type <= kNewestType) ||
         std::ranges::find(kOddOldTypes, type) != kOddOldTypes.end();
}

int dlt_of(LinkType link) {
  for (const Pair& pair : kDifferent) {
    if (pair.file == link) return pair.dlt;
  }
  return static_cast<int>(link);
}

std::string link_type_text(LinkType type) {
  const int dlt = dlt_of(type);
  const char* name = pcap_datalink_val_to_name(dlt);
  if (name == nullptr) return fmt::format("link-type {}", type);
  return fmt::format("link-type {} ({})", name, pcap_datalink_val_to_description(dlt));
}

std::string link_type_name(LinkType type) {
  const char* name = pcap_datalink_val_to_name(dlt_of(type));
  return name == nullptr ? "" : name;
}

std::string link_type_list_line(LinkType type) {
  return fmt::format("  {} ({})\n", link_type_name(type), pcap_datalink_val_to_description_or_dlt(dlt_of(type)));
}

std::optional<LinkType> find_link_type(const std::string& name) {
  const int dlt = pcap_datalink_name_to_val(name.c_str());
  if (dlt < 0) return std::nullopt;
  for (const Pair& pair : kDifferent) {
    if (pair.dlt == dlt) return pair.file;
  }
  return static_cast<LinkType>(dlt);
}

std::string filter_library_version() {
  return pcap_lib_version();
}

}  // namespace trawl
