#include "prog/expression_generator.h"

namespace trawl {
namespace {

using Text = std::string;

constexpr const char* kHosts4[] = {"10.0.0.1", "10.0.0.2", "192.168.1.7", "224.0.0.1", "255.255.255.255"};
constexpr const char* kHosts6[] = {"fd00::1", "fd00::2", "2001:db8::7", "ff02::1"};
constexpr const char* kNets[] = {"10.0.0.0/8", "192.168.1.0/24", "net 10",    "10.0.0.0 mask 255.255.255.254",
                                 "fd00::/16",  "2001:db8::/32",  "0.0.0.0/0", "224.0.0.0/4"};
constexpr const char* kMacs[] = {"02:00:00:00:00:01", "02:00:00:00:00:02", "ff:ff:ff:ff:ff:ff", "01:00:5e:00:00:01"};
constexpr const char* kDirections[] = {"", "src ", "dst ", "src or dst ", "src and dst "};
constexpr const char* kPorts[] = {"22", "53", "80", "443", "4789", "6081", "1000"};
constexpr const char* kPortRanges[] = {"0-1023", "50-90", "443-443", "6000-7000"};
constexpr const char* kWords[] = {"ip",
                                  "ip6",
                                  "arp",
                                  "rarp",
                                  "tcp",
                                  "udp",
                                  "icmp",
                                  "icmp6",
                                  "igmp",
                                  "pim",
                                  "sctp",
                                  "ah",
                                  "esp",
                                  "vrrp",
                                  "stp",
                                  "ipx",
                                  "atalk",
                                  "aarp",
                                  "iso",
                                  "llc",
                                  "llc i",
                                  "llc s",
                                  "llc u",
                                  "lat",
                                  "decnet",
                                  "netbeui",
                                  "ip broadcast",
                                  "ip multicast",
                                  "ip6 multicast",
                                  "ether broadcast",
                                  "ether multicast",
                                  "broadcast",
                                  "multicast",
                                  "isis",
                                  "clnp",
                                  "carp",
                                  "igrp"};
constexpr const char* kWordsRaw[] = {"ip",  "ip6",  "tcp", "udp", "icmp", "icmp6",        "igmp",
                                     "pim", "sctp", "ah",  "esp", "vrrp", "ip multicast", "ip6 multicast"};
constexpr const char* kProtocols[] = {"1", "2", "4", "6", "17", "41", "47", "58", "132", "0", "43", "44", "60", "51"};
constexpr const char* kEtherProtocols[] = {"0x800", "0x806", "0x86dd", "0x8100", "0x8847", "0x8864",
                                           "\\ip",  "\\arp", "\\ip6",  "0x42",   "\\stp"};
constexpr const char* kRelations[] = {"=", "!=", "<", ">", "<=", ">=", "=="};
constexpr const char* kOperators[] = {"+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>"};
constexpr const char* kBases[] = {"ether", "ip", "ip6", "tcp", "udp", "icmp", "icmp6", "arp", "link", "sctp", "igmp"};
constexpr const char* kBasesRaw[] = {"ip", "ip6", "tcp", "udp", "icmp", "icmp6", "link", "sctp"};
constexpr const char* kFields[] = {"tcp[tcpflags] & (tcp-syn|tcp-fin) != 0",
                                   "icmp[icmptype] = icmp-echo",
                                   "tcp[tcpflags] = tcp-ack",
                                   "icmp6[icmp6type] = icmp6-echo",
                                   "ip[6:2] & 0x1fff = 0",
                                   "tcp[((tcp[12:1] & 0xf0) >> 2):4] = 0x47455420",
                                   "ip[0] & 0xf > 5",
                                   "udp[4:2] > 20",
                                   "ip[2:2] = len - 14"};

class Generator {
 public:
  Generator(Random& random, bool raw) : r_(random), raw_(raw) {}

  Text expression(int depth) {
    if (depth == 0 || r_.percent(25)) return primitive();
    switch (r_.below(5)) {
      case 0:
        return "not " + operand(depth - 1);
      case 1:
      case 2:
        return operand(depth - 1) + " and " + operand(depth - 1);
      default:
        return operand(depth - 1) + " or " + operand(depth - 1);
    }
  }

 private:
  Text operand(int depth) {
    const Text inner = expression(depth);
    return inner.find(' ') == Text::npos && r_.percent(50) ? inner : "(" + inner + ")";
  }

  Text primitive() {
    switch (r_.below(raw_ ? 9 : 13)) {
      case 0:
        return host();
      case 1:
        return net();
      case 2:
      case 3:
        return port();
      case 4:
        return protocol();
      case 5:
      case 6:
        return relation();
      case 7:
        return length();
      case 8:
        return raw_ ? r_.one_of(kWordsRaw) : r_.one_of(kWords);
      case 9:
      case 10:
        return encapsulation();
      case 11:
        return ethernet();
      default:
        return r_.percent(20) ? (r_.percent(50) ? "inbound" : "outbound") : r_.one_of(kFields);
    }
  }

  Text direction() { return r_.one_of(kDirections); }

  Text host() {
    static constexpr const char* kFamilies[] = {"", "ip ", "arp "};
    if (r_.percent(40)) return (r_.percent(50) ? "ip6 " : "") + direction() + "host " + r_.one_of(kHosts6);
    return (raw_ ? "" : Text(r_.one_of(kFamilies))) + direction() + "host " + r_.one_of(kHosts4);
  }

  Text net() {
    const Text net = r_.one_of(kNets);
    return direction() + (net.starts_with("net") ? net : "net " + net);
  }

  Text port() {
    static constexpr const char* kTransports[] = {"", "tcp ", "udp ", "sctp "};
    const Text who = r_.one_of(kTransports) + direction();
    return r_.percent(70) ? who + "port " + r_.one_of(kPorts) : who + "portrange " + r_.one_of(kPortRanges);
  }

  Text protocol() {
    static constexpr const char* kKinds[] = {"ip proto ", "ip6 proto ", "proto ", "ip protochain ", "ip6 protochain "};
    return Text(r_.one_of(kKinds)) + r_.one_of(kProtocols);
  }

  Text length() {
    static constexpr const char* kKinds[] = {"less ", "greater ", "len > ", "len = ", "len != "};
    return r_.one_of(kKinds) + std::to_string(r_.between(14, 200));
  }

  Text ethernet() {
    if (r_.percent(40)) return "ether proto " + Text(r_.one_of(kEtherProtocols));
    return "ether " + direction() + "host " + r_.one_of(kMacs);
  }

  Text encapsulation() {
    static constexpr const char* kKinds[] = {"vlan", "vlan", "mpls", "pppoes", "pppoed", "geneve"};
    Text what = r_.one_of(kKinds);
    if (what == "vlan" && r_.percent(50)) what += r_.percent(50) ? " 42" : " 100";
    if (what == "mpls" && r_.percent(40)) what += " 1000";
    if (what == "pppoes" && r_.percent(40)) what += " 17";
    return r_.percent(70) ? what + " and " + primitive() : what;
  }

  Text relation() {
    if (r_.percent(15)) return r_.one_of(kFields);
    return value(2) + ' ' + r_.one_of(kRelations) + ' ' + value(1);
  }

  Text value(int depth) {
    if (depth > 0 && r_.percent(30)) {
      // Constants that libpcap can see to be wrong end a compilation: shifts stay below 32, divisors above 0.
      const Text op = r_.one_of(kOperators);
      if (op == "<<" || op == ">>") return "(" + value(depth - 1) + ' ' + op + ' ' + std::to_string(r_.below(32)) + ")";
      return "(" + value(depth - 1) + ' ' + op + ' ' + value(depth - 1) + ")";
    }
    if (r_.percent(30)) return constant();
    if (r_.percent(10)) return "len";
    return access(depth);
  }

  Text constant() {
    if (r_.percent(70)) return std::to_string(r_.below(64));
    return std::to_string(r_.percent(50) ? r_.below(0x10000) : r_.u32());
  }

  Text access(int depth) {
    static constexpr const char* kSizes[] = {"", ":1", ":2", ":4"};
    const Text base = raw_ ? r_.one_of(kBasesRaw) : r_.one_of(kBases);
    const Text offset = depth > 0 && r_.percent(25) ? value(depth - 1) : std::to_string(r_.below(40));
    return base + '[' + offset + r_.one_of(kSizes) + ']';
  }

  Random& r_;
  bool raw_;
};

}  // namespace

std::string random_expression(Random& random, bool raw) {
  return Generator(random, raw).expression(static_cast<int>(random.below(4)));
}

}  // namespace trawl
