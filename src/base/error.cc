#include "base/error.h"

#include <cstring>

namespace trawl {

std::unexpected<Error> fail_errno(std::string what, int error_number, std::string hint) {
  what += ": ";
  what += strerrordesc_np(error_number) != nullptr ? strerrordesc_np(error_number) : "unknown error";
  return std::unexpected<Error>(Error{std::move(what), std::move(hint), error_number});
}

}  // namespace trawl
