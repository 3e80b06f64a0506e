#include "kernel/tc_attach.h"

#include <net/if.h>
#include <sys/stat.h>

#include <cerrno>
#include <memory>
#include <string>

#include "kernel/tcx_link.h"

namespace trawl {

namespace {

/// Removes the filters with this mark from all devices of the namespace.
void sweep(const std::string& mark) {
  auto netlink = Netlink::open();
  const std::unique_ptr<struct if_nameindex, void (*)(struct if_nameindex*)> names(::if_nameindex(),
                                                                                   ::if_freenameindex);
  if (!netlink || !names) return;
  for (const struct if_nameindex* entry = names.get(); entry->if_index != 0; entry++) {
    remove_clsact_filters(*netlink, entry->if_index, {}, [&](const std::string& other) { return other == mark; });
  }
}

}  // namespace

TcAttachment::~TcAttachment() {
  if (!home_) return;
  remove_clsact_filters(home_->netlink, ifindex_, hook_,
                        [this](const std::string& mark) { return mark == home_->mark.text(); });
}

/// Made with the first filter in a namespace; a janitor works where it was started.
Result<std::shared_ptr<ClsactHome>> TcHooks::home() {
  struct stat status{};
  if (::stat("/proc/thread-self/ns/net", &status) != 0) return fail_errno("look at /proc/thread-self/ns/net", errno);
  std::weak_ptr<ClsactHome>& kept = homes_[status.st_ino];
  if (auto here = kept.lock()) return here;
  auto netlink = Netlink::open();
  if (!netlink) return std::unexpected(netlink.error());
  auto mark = ClsactMark::create();
  if (!mark) return std::unexpected(mark.error());
  auto janitor = Janitor::start([text = mark->text()] { sweep(text); });
  if (!janitor) return std::unexpected(janitor.error());
  auto made = std::make_shared<ClsactHome>(std::move(*netlink), std::move(*mark), std::move(*janitor));
  kept = made;
  return made;
}

Result<TcAttachment> TcHooks::attach(int program_fd, uint32_t ifindex, TcHook hook) {
  if (has_tcx_) {
    Fd link(create_tcx_link(program_fd, ifindex, hook));
    if (!link.valid()) return fail_errno("attach to interface " + std::to_string(ifindex), errno);
    return TcAttachment(std::move(link), nullptr, ifindex, hook);
  }
  auto here = home();
  if (!here) return std::unexpected(here.error());
  auto added = add_clsact_filter((*here)->netlink, (*here)->mark.text(), program_fd, ifindex, hook);
  if (!added) return std::unexpected(added.error());
  return TcAttachment(Fd(), std::move(*here), ifindex, hook);
}

}  // namespace trawl
