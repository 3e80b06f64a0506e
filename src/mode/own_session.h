// The SSH session that trawl was started in: its packets are made by showing packets, without end.
#pragma once

#include <optional>
#include <string>

namespace trawl {

/// An expression that matches the session's packets; nothing outside of one. Looks at SSH_CONNECTION of this process
/// and of its ancestors, since sudo takes it out of the environment.
std::optional<std::string> own_session_expression();

/// From SSH_CONNECTION's value, "CLIENT-ADDRESS PORT SERVER-ADDRESS PORT"; nothing when it is anything else.
std::optional<std::string> session_expression(const std::string& connection);

}  // namespace trawl
