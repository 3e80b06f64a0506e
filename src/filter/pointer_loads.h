// Loads through the pointers `data` and `data_end` of a context: a few instructions where the other ways are calls. The
// verifier wants to see every load compared with data_end. They reach the linear part of an skb, the first buffer in
// XDP.
#pragma once

#include "filter/access.h"

namespace trawl {

class PointerLoads {
 public:
  /// Where the pointers stand in the context, and where to go when a load reaches past data_end.
  struct Fields {
    int16_t data;
    int16_t data_end;
  };
  PointerLoads(Assembler& code, Assembler::Label beyond, Fields fields)
      : code_(code), beyond_(beyond), fields_(fields) {}

  void load(uint32_t offset, uint32_t size);
  void load_beyond_x(uint32_t offset, uint32_t size);

 private:
  void load_at_pointer(uint32_t offset, uint32_t size);

  Assembler& code_;
  Assembler::Label beyond_;
  Fields fields_;
};

}  // namespace trawl
