// Organizations by IEEE's unique identifier (OUI), those that protocols name.
#pragma once

#include "print/util.h"

namespace trawl {

inline constexpr uint32_t kOuiEthernet = 0x000000;
inline constexpr uint32_t kOuiCisco = 0x00000c;
inline constexpr uint32_t kOuiCiscoBridged = 0x0000f8;
inline constexpr uint32_t kOuiBridged = 0x0080c2;  // RFC 2684
inline constexpr uint32_t kOuiAppletalk = 0x080007;

inline constexpr ValueName kOrganizations[] = {
    {kOuiEthernet, "Ethernet"},
    {kOuiCisco, "Cisco"},
    {0x00005e, "IANA"},
    {0x000081, "Nortel Networks SONMP"},
    {kOuiCiscoBridged, "Cisco bridged"},
    {0x00049f, "Freescale"},
    {0x0004ea, "HP-Labs"},
    {kOuiBridged, "Ethernet bridged"},
    {0x001018, "Broadcom"},
    {0x00120f, "IEEE 802.3 Private"},
    {0x0012bb, "ANSI/TIA"},
    {0x0015ad, "Netronome"},
    {0x001b21, "DCBX"},
    {0x002320, "Nicira Networks"},
    {0x002481, "HP"},
    {kOuiAppletalk, "Appletalk"},
    {0x080009, "Hewlett-Packard"},
    {0x5c16c7, "Big Switch Networks"},
    {0xd0f0db, "Ericsson"},
};

}  // namespace trawl
