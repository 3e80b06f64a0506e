// libpcap's D-Bus capture module stands in a member of its archive that would pull libdbus and libsystemd into the
// program. Both functions it exports are defined here instead, so the linker never takes that member.

struct pcap;
struct pcap_if_list;

extern "C" {

pcap* dbus_create(const char* device, char* error, int* is_ours);
int dbus_findalldevs(pcap_if_list* list, char* error);

pcap* dbus_create(const char* /*device*/, char* /*error*/, int* is_ours) {
  *is_ours = 0;
  return nullptr;
}

int dbus_findalldevs(pcap_if_list* /*list*/, char* /*error*/) {
  return 0;
}
}
