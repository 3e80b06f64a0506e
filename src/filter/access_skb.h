// Access to a packet in a struct __sk_buff, by the loads that eBPF has from classic BPF. They reach all of a packet,
// not its linear part only, but one that fails ends the program with 0: no load is made that a guard has not let pass.
#pragma once

#include <cstddef>

#include "filter/access.h"
#include "filter/emit.h"
#include "filter/pointer_loads.h"

namespace trawl {

class SkbAccess : public Access {
 public:
  SkbAccess(Assembler& code, Assembler::Label reject, const SkbProgram& program)
      : Access(code, reject), program_(program) {}

  void load(uint32_t offset, uint32_t size) override;
  void load_beyond_x(uint32_t offset, uint32_t size) override;
  bool knows(uint32_t ancillary) const override;
  void load_ancillary(uint32_t ancillary) override;

 private:
  const SkbProgram& program_;
};

/// The same through data and data_end. A load past the linear part goes to `exact`, where the program begins anew with
/// SkbAccess: that one knows whether the packet ends there.
class SkbDirectAccess : public SkbAccess {
 public:
  SkbDirectAccess(Assembler& code, Assembler::Label exact, const SkbProgram& program)
      : SkbAccess(code, exact, program),
        loads_(code, exact, {offsetof(__sk_buff, data), offsetof(__sk_buff, data_end)}) {}

  void guard(uint32_t /*length*/) override {}
  void guard_beyond_x(uint32_t /*length*/) override {}
  void load(uint32_t offset, uint32_t size) override { loads_.load(offset, size); }
  void load_beyond_x(uint32_t offset, uint32_t size) override { loads_.load_beyond_x(offset, size); }

 private:
  PointerLoads loads_;
};

/// SkbAccess where the kernel keeps a VLAN tag beside the packet. r9 is the length with the tag. Offsets are those on
/// the wire, where the tag stands in bytes 12 to 15: behind it the packet's bytes stand 4 before, and the tag is put
/// together from the skb's fields.
class TaggedSkbAccess : public SkbAccess {
 public:
  using SkbAccess::SkbAccess;

  void load(uint32_t offset, uint32_t size) override;
  void load_beyond_x(uint32_t offset, uint32_t size) override;

 private:
  void load_tag(ebpf::Register to);
  void load_across(uint32_t offset, uint32_t size);
  void load_across_beyond_x(uint32_t size);
};

}  // namespace trawl
