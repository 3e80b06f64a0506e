// Names in expressions (`port https`, `ip proto gre`, `host localhost`) where the system cannot tell them.
#pragma once

namespace trawl {

/// Keeps the C library from loading name service modules: it then asks its files and the DNS server itself. A static
/// program must not load modules, which belong to the host's C library and bring it along.
void resolve_names_without_modules();

}  // namespace trawl
