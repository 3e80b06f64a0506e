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

void put_party_lines(TextBuffer& out, const Party& party, std::string_view side) {
  out.put("\n    ", side, "Process ");
  put_process_line(out, party.process);
  out.put("\n    ", side);
  put_user(out, party.process);
  if (party.parent != nullptr) {
    out.put("\n    ", side, "ParentProc ");
    put_process_line(out, *party.parent);
  }
  if (party.container != nullptr) {
    out.put("\n    ", side);
    put_container(out, *party.container);
  }
  if (party.pod != nullptr) {
    out.put("\n    ", side);
    put_pod(out, *party.pod);
  }
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

void put_short(TextBuffer& out, const PacketContext& context) {
  const auto party = [&](bool sender) { return sender ? context.sender : context.receiver; };
  const auto has = [&](bool sender, auto member) {
    return party(sender) != nullptr && party(sender)->*member != nullptr;
  };
  put_pair(out, "ParentProc", has(true, &Party::parent), has(false, &Party::parent),
           [&](bool sender) { put_process_word(out, *party(sender)->parent); });
  put_pair(out, "Container", has(true, &Party::container), has(false, &Party::container),
           [&](bool sender) { out.put(escaped_word(party(sender)->container->name)); });
  put_pair(out, "Pod", has(true, &Party::pod), has(false, &Party::pod), [&](bool sender) {
    const PodContext& pod = *party(sender)->pod;
    out.put(escaped_word(pod.name), '.', escaped_word(pod.name_space));
  });
}

}  // namespace

void put_context_before(TextBuffer& out, const Packet& packet, const Interface& interface, const Palette& palette) {
  const PacketContext& context = *packet.context;
  if (!interface.name.empty()) {
    out.put(palette.interface, escaped_word(interface.name));
    if (!interface.netns.empty()) out.put('@', escaped_word(interface.netns));
    out.put(palette.plain, ' ');
  }
  if (context.sender != nullptr || context.receiver != nullptr) {
    out.put(palette.process);
    if (context.sender != nullptr) put_process_word(out, context.sender->process);
    if (context.sender != nullptr && context.receiver != nullptr) out.put('>');
    if (context.receiver != nullptr) put_process_word(out, context.receiver->process);
    out.put(palette.plain, ' ');
  }
  if (packet.direction == Direction::kIn) out.put("In ");
  if (packet.direction == Direction::kOut) out.put("Out ");
}

void put_context_after(TextBuffer& out, const Packet& packet, bool verbose) {
  const PacketContext& context = *packet.context;
  if (!verbose) return put_short(out, context);
  const bool both = context.sender != nullptr && context.receiver != nullptr;
  if (context.sender != nullptr) put_party_lines(out, *context.sender, both ? "Sender " : "");
  if (context.receiver != nullptr) put_party_lines(out, *context.receiver, both ? "Receiver " : "");
}

}  // namespace trawl
