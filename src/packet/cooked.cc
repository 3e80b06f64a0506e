#include "packet/cooked.h"

#include <algorithm>

namespace trawl {

namespace {

constexpr size_t kSllHeader = 16;
constexpr size_t kSll2Header = 20;
constexpr size_t kEthernetHeader = 14;
constexpr size_t kAddress = 6;       // bytes of an Ethernet address
constexpr size_t kAddressField = 8;  // and the room that the header has for one
constexpr uint16_t kLeastEtherType = 0x600;
constexpr uint16_t kLlcFrame = 4;     // ETH_P_802_2 of linux/if_ether.h
constexpr uint16_t kNovellFrame = 1;  // ETH_P_802_3
constexpr uint16_t kIp4 = 0x0800;
constexpr uint16_t kIp6 = 0x86dd;

size_t header_of(LinkType type) {
  if (type == kLinkEthernet) return kEthernetHeader;
  if (type == kLinkLinuxSll) return kSllHeader;
  return type == kLinkLinuxSll2 ? kSll2Header : 0;
}

uint16_t protocol_of(std::span<const uint8_t> frame, LinkType native) {
  if (native == kLinkRaw) return frame.empty() ? 0 : frame[0] / 16 == 6 ? kIp6 : kIp4;
  if (frame.size() < kEthernetHeader) return 0;
  const auto type = static_cast<uint16_t>(frame[12] << 8 | frame[13]);
  if (type >= kLeastEtherType) return type;
  const bool novell = frame.size() >= kEthernetHeader + 2 && frame[14] == 0xff && frame[15] == 0xff;
  return novell ? kNovellFrame : kLlcFrame;
}

void put16(std::vector<uint8_t>& out, uint16_t value) {
  out.push_back(static_cast<uint8_t>(value >> 8));
  out.push_back(static_cast<uint8_t>(value));
}

void put_address(std::vector<uint8_t>& out, std::span<const uint8_t> address) {
  out.insert(out.end(), address.begin(), address.end());
  out.insert(out.end(), kAddressField - address.size(), 0);
}

}  // namespace

int cooked_growth(LinkType type, LinkType native) {
  return static_cast<int>(header_of(type)) - static_cast<int>(header_of(native));
}

void cook(std::span<const uint8_t> frame, LinkType native, LinkType type, const CookedFacts& facts,
          std::vector<uint8_t>& out) {
  const uint16_t protocol = protocol_of(frame, native);
  const bool has_address = native == kLinkEthernet && frame.size() >= 2 * kAddress;
  const auto address = has_address ? frame.subspan(kAddress, kAddress) : std::span<const uint8_t>{};
  out.clear();
  if (type == kLinkLinuxSll) {
    put16(out, facts.packet_type);
    put16(out, facts.hardware_type);
    put16(out, static_cast<uint16_t>(address.size()));
    put_address(out, address);
    put16(out, protocol);
  } else {
    put16(out, protocol);
    put16(out, 0);
    put16(out, static_cast<uint16_t>(facts.ifindex >> 16));
    put16(out, static_cast<uint16_t>(facts.ifindex));
    put16(out, facts.hardware_type);
    out.push_back(facts.packet_type);
    out.push_back(static_cast<uint8_t>(address.size()));
    put_address(out, address);
  }
  const auto payload = frame.subspan(std::min(frame.size(), header_of(native)));
  out.insert(out.end(), payload.begin(), payload.end());
}

}  // namespace trawl
