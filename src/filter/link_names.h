// What link types are called, as libpcap has it.
#pragma once

#include <optional>
#include <string>

#include "packet/link_type.h"

namespace trawl {

/// libpcap's own number (DLT_) for a file's: they differ where systems once disagreed (pcap/dlt.h).
int dlt_of(LinkType link);

/// "link-type EN10MB (Ethernet)"; "link-type 60000" for a type without a name.
std::string link_type_text(LinkType type);

/// Whether libpcap's compiler of expressions takes this type, without which tcpdump prints none of its packets
/// (libpcap 1.11, gencode.c: the types that once differed between systems, and all from 99 to the newest).
bool is_known_link_type(LinkType type);

/// "EN10MB"; empty for a type without a name.
std::string link_type_name(LinkType type);
/// "  EN10MB (Ethernet)", a line of -L.
std::string link_type_list_line(LinkType type);
/// By its name, in either case; nothing when libpcap knows none of that name.
std::optional<LinkType> find_link_type(const std::string& name);

/// "libpcap version 1.10.3 ...".
std::string filter_library_version();

}  // namespace trawl
