// What is said when a file's reading begins.
#pragma once

#include <string>

#include "source/file_source.h"

namespace trawl {

/// "reading from file F, link-type EN10MB (Ethernet), snapshot length 262144", on standard error.
void say_reading(const std::string& path, const FileSource& file);

}  // namespace trawl
