// What a command line only asks: which devices there are, what they can do, and what an expression compiles to.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "mode/capture.h"
#include "packet/link_type.h"

namespace trawl {

/// -D: the devices, one a line, with the numbers that -i takes.
Result<void> print_devices();

/// Numbers of that list become the names that stand there. Errors: there is none with that number.
Result<void> name_numbers(std::vector<std::string>& interfaces);

/// -L: the link types that -y takes for the device of `options`.
Result<void> print_link_types(const CaptureOptions& options);

/// -J: the sources of time stamps that -j takes.
Result<void> print_time_stamp_types(const CaptureOptions& options);

/// -d, -dd, -ddd: the classic program of the expression.
Result<void> print_program(const CaptureOptions& options);

/// What -I, -j and -y ask of the devices of `options`, checked. The result: a cooked link type that packets are to be
/// given, 0 for their own. Errors: tcpdump's words.
Result<LinkType> check_device_options(const CaptureOptions& options, const Messages& messages);

}  // namespace trawl
