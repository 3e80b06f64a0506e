// What is said when a file's reading begins.
#pragma once

#include <string>
#include <string_view>

#include "source/file_source.h"

namespace trawl {

/// How the description of an interface begins whose packets `trawl xdp` has sampled; the rest says how.
inline constexpr std::string_view kSampledNote = "sampled: ";

/// "reading from file F, link-type EN10MB (Ethernet), snapshot length 262144", on standard error, and how the packets
/// were sampled, if they were.
void say_reading(const std::string& path, const FileSource& file);

}  // namespace trawl
