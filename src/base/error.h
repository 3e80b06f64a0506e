// Errors as values: what failed, why, and what the user can do about it.
#pragma once

#include <expected>
#include <string>
#include <utility>

namespace trawl {

struct Error {
  std::string what;      // one line, without the program's name and without a newline
  std::string hint;      // what to do about it; may be empty
  int error_number = 0;  // the errno value behind it; 0 when there is none
};

template <class T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> fail(std::string what, std::string hint = {}) {
  return std::unexpected<Error>(Error{std::move(what), std::move(hint), 0});
}

/// `what` followed by the text of an errno value ("open x: No such file or directory").
std::unexpected<Error> fail_errno(std::string what, int error_number, std::string hint = {});

}  // namespace trawl
