#include "sink/context_text.h"

#include <string_view>

#include "base/escape.h"
#include "packet/context.h"

namespace trawl {

namespace {

void put_process_word(TextBuffer& out, const ProcessContext& process) {
  out.put(escaped_word(process.comm), '.', process.pid);
}

void put_process_line(TextBuffer& out, const ProcessContext& process) {
  out.put("(pid ", process.pid, ", cmd ", escaped(process.path), ", args ");
  bool first = true;
  for (const auto& argument : process.arguments) {
    if (!first) out.put(' ');
    first = false;
    out.put(escaped_word(argument));
  }
  out.put(')');
}

void put_user(TextBuffer& out, const ProcessContext& process) {
  out.put("User (uid ", process.uid);
  if (!process.user.empty()) out.put(", name ", escaped(process.user));
  out.put(')');
}

void put_container(TextBuffer& out, const ContainerContext& container) {
  out.put("Container (name ", escaped(container.name), ", id ", escaped(container.id), ", image ",
          escaped(container.image), ", labels ", JsonObject{container.labels}, ')');
}

void put_pod(TextBuffer& out, const PodContext& pod) {
  out.put("Pod (name ", escaped(pod.name), ", namespace ", escaped(pod.name_space), ", UID ", escaped(pod.uid),
          ", labels ", JsonObject{pod.labels}, ", annotations ", JsonObject{pod.annotations}, ')');
}

/// The thread, where it is not the process's first.
void put_thread(TextBuffer& out, const ProcessContext& process) {
  out.put("Thread (tid ", process.tid, ", name ", escaped(process.comm), ')');
}

/// ", KIND [sender's>receiver's]", with one of them where only one is known.
template <class Put>
void put_pair(TextBuffer& out, std::string_view kind, bool sender, bool receiver, Put put) {
  if (!sender && !receiver) return;
  out.put(", ", kind, " [");
  if (sender) put(true);
  if (sender && receiver) out.put('>');
  if (receiver) put(false);
  out.put(']');
}

/// Its name, or what the tools of runtimes show of an id.
std::string_view short_name(const ContainerContext& container) {
  return container.name.empty() ? std::string_view(container.id).substr(0, 12) : std::string_view(container.name);
}

void put_pod_word(TextBuffer& out, const PodContext& pod) {
  out.put(escaped_word(pod.name), '.', escaped_word(pod.name_space));
}

void put_short(TextBuffer& out, const PacketContext& context, const ContextParts& parts) {
  const auto party = [&](bool sender) { return sender ? context.sender : context.receiver; };
  const auto pair = [&](std::string_view kind, bool shown, auto member, auto put) {
    const auto has = [&](bool sender) {
      return shown && party(sender) != nullptr && party(sender)->*member != nullptr;
    };
    put_pair(out, kind, has(true), has(false), put);
  };
  pair("ParentProc", parts.parent, &Party::parent, [&](bool sender) { put_process_word(out, *party(sender)->parent); });
  pair("Container", parts.container, &Party::container,
       [&](bool sender) { out.put(escaped_word(short_name(*party(sender)->container))); });
  pair("Pod", parts.pod, &Party::pod, [&](bool sender) { put_pod_word(out, *party(sender)->pod); });
}

}  // namespace

void put_party_lines(TextBuffer& out, const Party& party, std::string_view side, const ContextParts& parts) {
  const ProcessContext& process = party.process;
  const auto line = [&](bool shown, auto put) {
    if (!shown) return;
    out.put("\n    ", side);
    put();
  };
  line(parts.process && process.pid != 0, [&] {
    out.put("Process ");
    put_process_line(out, process);
  });
  line(parts.thread && process.tid != 0 && process.tid != process.pid, [&] { put_thread(out, process); });
  line(parts.user && process.uid != kNoUid, [&] { put_user(out, process); });
  line(parts.parent && party.parent != nullptr, [&] {
    out.put("ParentProc ");
    put_process_line(out, *party.parent);
  });
  line(parts.container && party.container != nullptr, [&] { put_container(out, *party.container); });
  line(parts.pod && party.pod != nullptr, [&] { put_pod(out, *party.pod); });
}

void put_surroundings(TextBuffer& out, const Party& party, const ContextParts& parts) {
  if (parts.container && party.container != nullptr) {
    out.put(" Container [", escaped_word(short_name(*party.container)), ']');
  }
  if (parts.pod && party.pod != nullptr) {
    out.put(" Pod [");
    put_pod_word(out, *party.pod);
    out.put(']');
  }
}

void put_context_before(TextBuffer& out, const Packet& packet, const Interface& interface, const ContextParts& parts,
                        const Palette& palette) {
  const PacketContext& context = *packet.context;
  if (!interface.name.empty()) {
    out.put(palette.interface, escaped_word(interface.name));
    if (!interface.netns.empty()) out.put('@', escaped_word(interface.netns));
    out.put(palette.plain, ' ');
  }
  const auto known = [&](const Party* party) { return parts.process && party != nullptr && party->process.pid != 0; };
  const bool sender = known(context.sender);
  const bool receiver = known(context.receiver);
  if (sender || receiver) {
    out.put(palette.process);
    if (sender) put_process_word(out, context.sender->process);
    // The one that stands alone is the receiver on the way in, and the sender on the way out.
    if (sender ? receiver || packet.direction == Direction::kIn : packet.direction == Direction::kOut) out.put('>');
    if (receiver) put_process_word(out, context.receiver->process);
    out.put(palette.plain, ' ');
  }
  if (packet.direction == Direction::kIn) out.put("In ");
  if (packet.direction == Direction::kOut) out.put("Out ");
}

void put_context_after(TextBuffer& out, const Packet& packet, bool verbose, const ContextParts& parts) {
  const PacketContext& context = *packet.context;
  if (!verbose) return put_short(out, context, parts);
  const bool known_why = context.attribution != Attribution::kProcess && context.attribution != Attribution::kUnknown;
  if (parts.process && known_why) out.put("\n    Owner: ", name_of(context.attribution));
  const bool both = context.sender != nullptr && context.receiver != nullptr;
  if (context.sender != nullptr) put_party_lines(out, *context.sender, both ? "Sender " : "", parts);
  if (context.receiver != nullptr) put_party_lines(out, *context.receiver, both ? "Receiver " : "", parts);
}

}  // namespace trawl
