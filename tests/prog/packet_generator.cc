#include "prog/packet_generator.h"

#include <algorithm>

namespace trawl {
namespace {

using Bytes = std::vector<uint8_t>;

constexpr uint32_t kHosts4[] = {0x0a000001, 0x0a000002, 0xc0a80107, 0xe0000001, 0xffffffff};
constexpr uint16_t kPorts[] = {22, 53, 80, 443, 4789, 6081, 1000};
constexpr uint8_t kMacs[][6] = {{2, 0, 0, 0, 0, 1},    {2, 0, 0, 0, 0, 2},       {0xff, 0xff, 0xff, 0xff, 0xff, 0xff},
                                {1, 0, 0x5e, 0, 0, 1}, {1, 0x80, 0xc2, 0, 0, 0}, {0, 0, 0, 0, 0, 0}};

class Builder {
 public:
  explicit Builder(Random& random) : r_(random) {}

  Bytes take() { return std::move(out_); }

  void ethernet(int depth) {
    for (int n = 0; n < 2; n++) {
      const auto& mac = r_.one_of(kMacs);
      out_.insert(out_.end(), std::begin(mac), std::end(mac));
    }
    while (r_.percent(30)) {
      static constexpr uint16_t kTags[] = {0x8100, 0x8100, 0x88a8, 0x9100};
      static constexpr uint16_t kIds[] = {42, 100, 0};
      u16(r_.one_of(kTags));
      u16(static_cast<uint16_t>(r_.below(8) << 13 | r_.one_of(kIds)));
    }
    ethernet_payload(depth);
  }

  void ip(int depth) { r_.percent(60) ? ip4(depth) : ip6(depth); }

 private:
  void u8(uint32_t v) { out_.push_back(static_cast<uint8_t>(v)); }
  void u16(uint32_t v) {
    u8(v >> 8);
    u8(v);
  }
  void u32(uint32_t v) {
    u16(v >> 16);
    u16(v);
  }
  void noise(size_t n) {
    while (n-- > 0) u8(r_.byte());
  }
  void put16(size_t at, size_t v) {
    out_[at] = static_cast<uint8_t>(v >> 8);
    out_[at + 1] = static_cast<uint8_t>(v);
  }

  void ethernet_payload(int depth) {
    switch (r_.below(12)) {
      case 0:
        return arp();
      case 1:
        return llc();
      case 2:
        return mpls(depth);
      case 3:
        return pppoe(depth);
      case 4:
        u16(r_.u32());
        return noise(r_.below(60));
      case 5:
      case 6:
      case 7:
      case 8:
        u16(0x0800);
        return ip4(depth);
      default:
        u16(0x86dd);
        return ip6(depth);
    }
  }

  void arp() {
    u16(r_.percent(90) ? 0x0806 : 0x8035);
    u16(1);
    u16(0x0800);
    u16(0x0604);
    u16(r_.between(1, 2));
    for (int n = 0; n < 2; n++) {
      const auto& mac = r_.one_of(kMacs);
      out_.insert(out_.end(), std::begin(mac), std::end(mac));
      u32(r_.one_of(kHosts4));
    }
  }

  void llc() {
    static constexpr uint16_t kSaps[] = {0x4242, 0xe0e0, 0xfefe, 0xaaaa, 0xf0f0, 0x0606, 0xffff};
    u16(r_.between(3, 1500));
    const uint16_t saps = r_.one_of(kSaps);
    u16(saps);
    u8(r_.percent(70) ? 3 : r_.byte());
    if (saps == 0xaaaa) {
      static constexpr uint32_t kProtocols[] = {0x0800, 0x809b, 0x80f3, 0x86dd};
      u8(0);
      u16(r_.percent(50) ? 0 : 0x0007);
      u16(r_.one_of(kProtocols));
    }
    noise(r_.below(50));
  }

  void mpls(int depth) {
    u16(r_.percent(90) ? 0x8847 : 0x8848);
    const uint32_t labels = r_.between(1, 3);
    for (uint32_t n = 1; n <= labels; n++)
      u32((r_.percent(50) ? 1000 : r_.below(1 << 20)) << 12 | (n == labels) << 8 | 64);
    ip(depth);
  }

  void pppoe(int depth) {
    const bool session = r_.percent(80);
    u16(session ? 0x8864 : 0x8863);
    u16(0x1100);
    u16(r_.percent(50) ? 17 : 99);
    u16(100);
    if (!session) return noise(20);
    if (r_.percent(50)) {
      u16(0x0021);
      ip4(depth);
    } else {
      u16(0x0057);
      ip6(depth);
    }
  }

  uint8_t transport() {
    static constexpr uint8_t kProtocols[] = {6, 6, 6, 17, 17, 17, 1, 58, 132, 47, 4, 41, 2, 51, 89};
    return r_.one_of(kProtocols);
  }

  void ip4(int depth) {
    const size_t begin = out_.size();
    const uint32_t options = r_.percent(20) ? r_.between(1, 10) : 0;
    const uint8_t protocol = transport();
    u8(0x45 + options);
    u8(r_.byte());
    u16(0);
    u16(r_.u32());
    u16(r_.percent(85) ? 0x4000 : r_.percent(50) ? 0x2000 : r_.below(0x4000));
    u8(64);
    u8(protocol);
    u16(0);
    u32(r_.one_of(kHosts4));
    u32(r_.one_of(kHosts4));
    noise(size_t{4} * options);
    layer4(protocol, depth);
    put16(begin + 2, out_.size() - begin);
  }

  void address6() {
    static constexpr uint16_t kFirst[] = {0xfd00, 0x2001, 0xff02};
    const uint16_t first = r_.one_of(kFirst);
    u16(first);
    u16(first == 0x2001 ? 0x0db8 : 0);
    u32(0);
    u32(0);
    u32(first == 0x2001 ? 7 : r_.between(1, 2));
  }

  void ip6(int depth) {
    const size_t begin = out_.size();
    u32(0x60000000 | r_.below(0x100000));
    u16(0);
    const size_t next_header = out_.size();
    u8(0);
    u8(64);
    address6();
    address6();
    const uint8_t protocol = extension_headers(next_header);
    layer4(protocol, depth);
    put16(begin + 4, out_.size() - begin - 40);
  }

  // Returns the protocol behind them; `next_header` is where the number of the first is missing.
  uint8_t extension_headers(size_t next_header) {
    while (r_.percent(25)) {
      static constexpr uint8_t kHeaders[] = {0, 43, 44, 60, 51};
      const uint8_t header = r_.one_of(kHeaders);
      out_[next_header] = header;
      next_header = out_.size();
      const uint32_t units = header == 44 ? 0 : r_.below(3);
      u8(0);
      u8(units);
      noise(header == 51 ? 4 * (units + 2) - 2 : 8 * (units + 1) - 2);
    }
    const uint8_t protocol = r_.percent(5) ? 59 : transport();
    out_[next_header] = protocol;
    return protocol;
  }

  void layer4(uint8_t protocol, int depth) {
    switch (protocol) {
      case 6:
        return tcp();
      case 17:
        return udp(depth);
      case 1:
      case 58:
        static constexpr uint8_t kTypes[] = {0, 8, 128, 135, 3};
        u8(r_.one_of(kTypes));
        return noise(r_.between(7, 40));
      case 132:
        u16(r_.one_of(kPorts));
        u16(r_.one_of(kPorts));
        return noise(r_.below(40));
      case 4:
        return depth > 0 ? ip4(depth - 1) : noise(20);
      case 41:
        return depth > 0 ? ip6(depth - 1) : noise(40);
      case 51:
        u8(transport());
        u8(r_.below(4));
        return noise(r_.between(8, 60));
      default:
        return noise(r_.below(40));
    }
  }

  void tcp() {
    const uint32_t options = r_.percent(40) ? r_.between(1, 10) : 0;
    u16(r_.one_of(kPorts));
    u16(r_.one_of(kPorts));
    noise(8);
    u8((5 + options) << 4);
    u8(r_.percent(50) ? 0x12 : r_.byte());
    noise(6 + 4 * options);
    if (r_.percent(30)) u32(0x47455420);
    noise(r_.below(40));
  }

  void udp(int depth) {
    const bool geneve = depth > 0 && r_.percent(30);
    u16(r_.one_of(kPorts));
    u16(geneve ? 6081 : r_.one_of(kPorts));
    u16(r_.between(8, 100));
    u16(0);
    if (!geneve) return noise(r_.below(60));
    const uint32_t options = r_.below(4);
    const bool frame = r_.percent(60);
    u8(options);
    u8(0);
    u16(frame ? 0x6558 : r_.percent(50) ? 0x0800 : 0x86dd);
    u32(r_.u32());
    noise(size_t{4} * options);
    frame ? ethernet(depth - 1) : ip(depth - 1);
  }

  Random& r_;
  Bytes out_;
};

}  // namespace

std::vector<uint8_t> random_packet(Random& random, bool raw) {
  Builder builder(random);
  raw ? builder.ip(2) : builder.ethernet(2);
  Bytes packet = builder.take();
  if (random.percent(5)) std::ranges::generate(packet, [&] { return random.byte(); });
  if (random.percent(15)) packet[random.below(static_cast<uint32_t>(packet.size()))] = random.byte();
  if (random.percent(25)) packet.resize(random.below(static_cast<uint32_t>(packet.size()) + 1));
  return packet;
}

}  // namespace trawl
