// A sink that writes one file, and can say how large it is.
#pragma once

#include <cstdint>

#include "sink/sink.h"

namespace trawl {

class FileSink : public Sink {
 public:
  /// Bytes so far, with those not written yet.
  virtual uint64_t size() const = 0;
};

}  // namespace trawl
