// The sinks that a command line asks for.
#pragma once

#include <functional>
#include <string>

#include "base/error.h"
#include "mode/capture.h"
#include "mode/pipeline.h"
#include "packet/interface.h"

namespace trawl {

/// What the sinks need to know of the source.
struct SourceTraits {
  const Interface* first = nullptr;             // gives a pcap file its link type and snapshot length
  bool pcapng_blocks = false;                   // Packet::record is a pcapng block
  bool pcap_records = false;                    // Packet::record is a record of the pcap file to be written
  std::function<const std::string&()> secrets;  // TLS secrets so far, for the pcapng file; empty: not wanted
  bool live = false;                            // time runs now, not when the packets say
};

/// Text or JSON where it is wanted, and the file of -w, which is created here: call it when nothing else can go wrong.
Result<Sinks> make_sinks(const CaptureOptions& options, const SourceTraits& source);

/// "Maximum file limit reached: N", where that ended the capture.
void say_if_full(const CaptureOptions& options, const Sinks& sinks);

}  // namespace trawl
