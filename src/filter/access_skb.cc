#include "filter/access_skb.h"

#include <linux/if_packet.h>

#include <algorithm>
#include <array>
#include <cstddef>

namespace trawl {
namespace {

using namespace classic;
using Label = Assembler::Label;

constexpr uint32_t kTagBegin = 12;  // behind the two addresses
constexpr uint32_t kTagSize = 4;
constexpr uint32_t kTagEnd = kTagBegin + kTagSize;

constexpr int16_t kByteSum = kAccessStack - 4;  // the bytes of a load so far

struct AncillaryField {
  uint32_t ancillary;
  int16_t offset;
  bool big_endian;
};

constexpr std::array<AncillaryField, 9> kFields{{
    {kAncillaryProtocol, offsetof(__sk_buff, protocol), true},
    {kAncillaryPacketType, offsetof(__sk_buff, pkt_type), false},
    {kAncillaryIfindex, offsetof(__sk_buff, ifindex), false},
    {kAncillaryMark, offsetof(__sk_buff, mark), false},
    {kAncillaryQueue, offsetof(__sk_buff, queue_mapping), false},
    {kAncillaryHash, offsetof(__sk_buff, hash), false},
    {kAncillaryVlanTag, offsetof(__sk_buff, vlan_tci), false},
    {kAncillaryVlanTagPresent, offsetof(__sk_buff, vlan_present), false},
    {kAncillaryVlanProtocol, offsetof(__sk_buff, vlan_proto), true},
}};

}  // namespace

void SkbAccess::load(uint32_t offset, uint32_t size) {
  code_.add(ebpf::load_absolute(ebpf_size(size), offset));
}

void SkbAccess::load_beyond_x(uint32_t offset, uint32_t size) {
  code_.add(ebpf::load_indirect(ebpf_size(size), kRegisterX, static_cast<int32_t>(offset)));
}

bool SkbAccess::knows(uint32_t ancillary) const {
  return std::ranges::find(kFields, ancillary, &AncillaryField::ancillary) != kFields.end();
}

void SkbAccess::load_ancillary(uint32_t ancillary) {
  if (ancillary == kAncillaryPacketType && (program_.outgoing || program_.loopback)) {
    // The device sees a packet's own type only after this hook.
    return code_.add(ebpf::move32(kRegisterA, program_.loopback ? PACKET_HOST : PACKET_OUTGOING));
  }
  const auto* field = std::ranges::find(kFields, ancillary, &AncillaryField::ancillary);
  code_.add(ebpf::load(BPF_W, kRegisterA, kContext, field->offset));
  if (field->big_endian) code_.add(ebpf::from_big_endian(kRegisterA, 16));
}

void TaggedSkbAccess::load(uint32_t offset, uint32_t size) {
  if (offset + size <= kTagBegin) return SkbAccess::load(offset, size);
  if (offset >= kTagEnd) return SkbAccess::load(offset - kTagSize, size);
  if (offset < kTagBegin || offset + size > kTagEnd) return load_across(offset, size);
  load_tag(kRegisterA);
  const uint32_t bits_behind = 8 * (kTagEnd - offset - size);
  if (bits_behind != 0) code_.add(ebpf::alu32(BPF_RSH, kRegisterA, bits_behind));
  if (size < 4) code_.add(ebpf::alu32(BPF_AND, kRegisterA, (1U << (8 * size)) - 1));
}

// Bytes 12 to 15 as one number.
void TaggedSkbAccess::load_tag(ebpf::Register to) {
  code_.add(ebpf::load(BPF_W, to, kContext, offsetof(__sk_buff, vlan_proto)));
  code_.add(ebpf::from_big_endian(to, 16));
  code_.add(ebpf::alu32(BPF_LSH, to, 16));
  code_.add(ebpf::load(BPF_W, ebpf::kR1, kContext, offsetof(__sk_buff, vlan_tci)));
  code_.add(ebpf::alu32(BPF_OR, to, ebpf::kR1));
}

// Partly inside the tag: byte by byte. No expression of libpcap's own does it, only ether[...] of a user.
void TaggedSkbAccess::load_across(uint32_t offset, uint32_t size) {
  code_.add(ebpf::move32(kSaved, 0));
  for (uint32_t at = offset; at < offset + size; at++) {
    load(at, 1);
    code_.add(ebpf::alu32(BPF_LSH, kSaved, 8));
    code_.add(ebpf::alu32(BPF_OR, kSaved, kRegisterA));
  }
  code_.add(ebpf::move32(kRegisterA, kSaved));
}

void TaggedSkbAccess::load_beyond_x(uint32_t offset, uint32_t size) {
  if (offset >= kTagEnd) return SkbAccess::load_beyond_x(offset - kTagSize, size);
  const Label across = code_.new_label();
  const Label done = code_.new_label();
  const Label before = code_.new_label();
  code_.add(ebpf::move32(kSaved, kRegisterX));
  code_.add(ebpf::alu32(BPF_ADD, kSaved, offset));
  if (offset + size <= kTagBegin) code_.jump32_if(BPF_JLE, kSaved, kTagBegin - size, before);
  code_.jump32_if(BPF_JLT, kSaved, kTagEnd, across);
  code_.add(ebpf::load_indirect(ebpf_size(size), kSaved, -static_cast<int32_t>(kTagSize)));
  code_.jump(done);
  if (code_.wanted(before)) {
    code_.place(before);
    code_.add(ebpf::load_indirect(ebpf_size(size), kSaved, 0));
    code_.jump(done);
  }
  code_.place(across);
  load_across_beyond_x(size);
  code_.place(done);
}

// `size` bytes at the offset in r7, some of them in the tag.
void TaggedSkbAccess::load_across_beyond_x(uint32_t size) {
  code_.add(ebpf::move32(kRegisterA, 0));
  for (uint32_t n = 0; n < size; n++) {
    const Label in_tag = code_.new_label();
    const Label behind = code_.new_label();
    const Label loaded = code_.new_label();
    code_.add(ebpf::store(BPF_W, ebpf::kFrame, kByteSum, kRegisterA));
    code_.jump32_if(BPF_JGE, kSaved, kTagEnd, behind);
    code_.jump32_if(BPF_JGE, kSaved, kTagBegin, in_tag);
    code_.add(ebpf::load_indirect(BPF_B, kSaved, 0));
    code_.jump(loaded);
    code_.place(behind);
    code_.add(ebpf::load_indirect(BPF_B, kSaved, -static_cast<int32_t>(kTagSize)));
    code_.jump(loaded);
    code_.place(in_tag);
    load_tag(kRegisterA);
    // Byte 12 is the highest of the four: shift by 8 * (15 - offset).
    code_.add(ebpf::move32(ebpf::kR2, kTagEnd - 1));
    code_.add(ebpf::alu32(BPF_SUB, ebpf::kR2, kSaved));
    code_.add(ebpf::alu32(BPF_LSH, ebpf::kR2, 3));
    code_.add(ebpf::alu32(BPF_AND, ebpf::kR2, 31));
    code_.add(ebpf::alu32(BPF_RSH, kRegisterA, ebpf::kR2));
    code_.add(ebpf::alu32(BPF_AND, kRegisterA, 0xff));
    code_.place(loaded);
    code_.add(ebpf::load(BPF_W, ebpf::kR1, ebpf::kFrame, kByteSum));
    code_.add(ebpf::alu32(BPF_LSH, ebpf::kR1, 8));
    code_.add(ebpf::alu32(BPF_OR, kRegisterA, ebpf::kR1));
    code_.add(ebpf::alu32(BPF_ADD, kSaved, 1));
  }
}

}  // namespace trawl
