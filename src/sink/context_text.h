// How a packet's context reads on its line.
//
//   TIME eth0 curl.42 Out IP …, ParentProc [bash.7], Container [web], Pod [web-1.default]
//   TIME lo curl.42>nginx.12 Out IP …        both ends on this host: the sender, then the receiver
//   TIME eth0 curl.42> In IP …               sent by a process of this host, received by nobody who is known
//
// With -v the context of each party stands on lines of its own behind the packet; where there are two parties, each
// line says which ("Sender Process (pid 42, …"). A container nobody has a name for is called by the beginning of its
// id.
#pragma once

#include <string_view>

#include "base/text.h"
#include "packet/context.h"
#include "packet/context_parts.h"
#include "packet/interface.h"
#include "packet/packet.h"

namespace trawl {

// Both of these are for packets that have a context: those of a live capture, and of a file of one.

/// What a terminal is told before each part of a line; empty: no colours.
struct Palette {
  std::string_view plain;
  std::string_view interface;
  std::string_view process;
  std::string_view context;
};

/// "eth0 curl.42 Out ": between time and text.
void put_context_before(TextBuffer& out, const Packet& packet, const Interface& interface, const ContextParts& parts,
                        const Palette& palette);

/// Behind the text: ", ParentProc [bash.7]", or with `verbose` the lines.
void put_context_after(TextBuffer& out, const Packet& packet, bool verbose, const ContextParts& parts);

/// What surrounds the owner of something else than a packet, at the end of its line: " Container [web] Pod
/// [web-1.default]".
void put_surroundings(TextBuffer& out, const Party& party, const ContextParts& parts);

/// The lines of -v for one party. Each begins with a newline; `side`: "Sender ", "Receiver " or empty.
void put_party_lines(TextBuffer& out, const Party& party, std::string_view side, const ContextParts& parts);

}  // namespace trawl
