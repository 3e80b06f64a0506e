// Network namespaces: which there are, and being in one for a while.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/fd.h"

namespace trawl {

/// Not held open: a capture keeps no namespace alive.
struct NetworkNamespace {
  std::string path;    // in /run/netns or /proc
  std::string name;    // of `ip netns`, or the inode number; empty for the one this process is in
  uint32_t inode = 0;  // names it while it lives
};

/// The namespace this process is in.
Result<NetworkNamespace> own_namespace();

/// By path or by its name in /run/netns.
Result<NetworkNamespace> find_namespace(const std::string& word);

/// Those in /run/netns and those of processes that are not there for a capture's sake; the own one first.
std::vector<NetworkNamespace> all_namespaces();

/// Namespaces that trawl may be the last to hold: filters before Linux 6.6 and promiscuous devices take a socket there.
class HeldNamespaces {
 public:
  void add(const NetworkNamespace& place) { path_of_[place.inode] = place.path; }
  /// Inode numbers of those that neither a name nor a process leads to any more; they are forgotten.
  std::vector<uint32_t> take_abandoned();

 private:
  std::map<uint32_t, std::string> path_of_;  // that led there last
};

/// The calling thread is in a namespace while this lives.
class NetnsScope {
 public:
  /// Errors: the namespace is gone; CAP_SYS_ADMIN is missing.
  static Result<NetnsScope> enter(const NetworkNamespace& there);
  NetnsScope(NetnsScope&&) = default;
  NetnsScope& operator=(NetnsScope&&) = delete;
  ~NetnsScope();

  /// Lets sockets of the namespace this process is in hear of device changes there, too (NETLINK_LISTEN_ALL_NSID).
  static void make_heard(const NetworkNamespace& there);

 private:
  explicit NetnsScope(Fd back) : back_(std::move(back)) {}

  Fd back_;  // invalid: nothing to go back to
};

}  // namespace trawl
