// Where in an expression libpcap's error lies. libpcap says what is wrong, but not where.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace trawl {

/// A compiler's error for a text; empty when it accepts it.
using ErrorOf = std::function<std::string(std::string_view text)>;

/// One line that points at the place ("at character 9: ..."), or empty when it cannot be found. `error` is what
/// `error_of(text)` said; `error_of` may be called a few times more, on beginnings of `text`.
std::string error_place(std::string_view text, std::string_view error, const ErrorOf& error_of);

}  // namespace trawl
