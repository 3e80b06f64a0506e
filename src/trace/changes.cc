#include "trace/changes.h"

namespace trawl {

namespace {

template <class... Parts>
std::string text_of(const Parts&... parts) {
  TextBuffer text;
  text.put(parts...);
  return std::string(text.view());
}

std::string names_of(const Layers& layers) {
  std::string names;
  for (const char* name : layers.names) names += (names.empty() ? "" : " ") + std::string(name);
  return names;
}

class Comparison {
 public:
  Comparison(const ReadStep& before, const ReadStep& after) : before_(before), after_(after) {}

  std::vector<Change> run() && {
    const TraceStep& a = before_.step;
    const TraceStep& b = after_.step;
    if (a.netns != 0 && b.netns != 0) compare("netns", a.netns, b.netns);
    if (!a.interface.empty() && !b.interface.empty()) compare("interface", a.interface, b.interface);
    if (a.mark != b.mark) add("mark", text_of("0x", hex(a.mark)), text_of("0x", hex(b.mark)));
    if (!b.conntrack.empty()) compare("conntrack", a.conntrack.empty() ? "none" : a.conntrack, b.conntrack);
    if (!before_.layers.names.empty() && !after_.layers.names.empty()) compare_layers();
    return std::move(changes_);
  }

 private:
  void compare_layers() {
    const std::string before = names_of(before_.layers);
    const std::string after = names_of(after_.layers);
    if (before != after) add("headers", before, after);
    compare("size", before_.step.network_length, after_.step.network_length);
    if (before == after) compare_flows(before_.layers.flow, after_.layers.flow);
  }

  void compare_flows(const Flow& a, const Flow& b) {
    if (a.source != b.source || a.source_port != b.source_port) {
      add("source", text_of(Endpoint{a, true}), text_of(Endpoint{b, true}));
    }
    if (a.destination != b.destination || a.destination_port != b.destination_port) {
      add("destination", text_of(Endpoint{a, false}), text_of(Endpoint{b, false}));
    }
    compare("ttl", a.hops, b.hops);
  }

  template <class Value>
  void compare(std::string_view what, const Value& before, const Value& after) {
    if (before != after) add(what, text_of(before), text_of(after));
  }

  void add(std::string_view what, std::string before, std::string after) {
    changes_.push_back({what, std::move(before), std::move(after)});
  }

  const ReadStep& before_;
  const ReadStep& after_;
  std::vector<Change> changes_;
};

}  // namespace

std::vector<Change> changes_between(const ReadStep& before, const ReadStep& after) {
  return Comparison(before, after).run();
}

}  // namespace trawl
