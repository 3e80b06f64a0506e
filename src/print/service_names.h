// Names of TCP and UDP ports: /etc/services where there is one, else the well-known ones.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace trawl {

class ServiceNames {
 public:
  /// Reads `path` at once; names live as long as this.
  explicit ServiceNames(const char* path = "/etc/services");

  /// Empty when the port has no name.
  std::string_view tcp(uint16_t port) const { return tcp_.at(port); }
  std::string_view udp(uint16_t port) const { return udp_.at(port); }

 private:
  bool read(const char* path);
  void add_line(std::string_view line);
  void add_well_known();

  std::string text_;
  std::vector<std::string_view> tcp_;  // by port
  std::vector<std::string_view> udp_;
};

}  // namespace trawl
