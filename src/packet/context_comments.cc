#include "packet/context_comments.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/escape.h"
#include "base/lines.h"

namespace trawl {

namespace {

constexpr std::string_view kOwner = "Owner";  // of packets that are no process's

/// Arguments in one line: blanks between them, escaped blanks in them.
void put_arguments(TextBuffer& out, const std::vector<std::string>& arguments) {
  for (size_t i = 0; i < arguments.size(); i++) {
    if (i != 0) out.put(' ');
    out.put(escaped_word(arguments[i]));
  }
}

std::vector<std::string> split_arguments(std::string_view text) {
  std::vector<std::string> arguments;
  if (text.empty()) return arguments;
  size_t start = 0;
  for (size_t i = 0; i <= text.size(); i++) {
    if (i < text.size() && text[i] == '\\') {
      i++;  // whatever it escapes is part of the word
      continue;
    }
    if (i < text.size() && text[i] != ' ') continue;
    arguments.push_back(unescape(text.substr(start, i - start)));
    start = i + 1;
  }
  if (start < text.size()) arguments.push_back(unescape(text.substr(start)));
  return arguments;
}

/// The parts that are there; each begins a line.
void put_process(TextBuffer& out, const ProcessContext& process, const ContextParts& parts) {
  if (parts.process) {
    out.put("PID: ", process.pid, "\nCmd: ", escaped(process.path), "\nArgs: ");
    put_arguments(out, process.arguments);
    out.put("\nComm: ", escaped(process.comm), '\n');
  }
  if (parts.user && process.uid != kNoUid) {
    out.put("UID: ", process.uid, '\n');
    if (!process.user.empty()) out.put("User: ", escaped(process.user), '\n');
  }
  if (parts.thread && process.tid != 0) out.put("TID: ", process.tid, '\n');
}

void put_parent(TextBuffer& out, const ProcessContext& parent) {
  out.put("ParentPID: ", parent.pid, "\nParentCmd: ", escaped(parent.path), "\nParentArgs: ");
  put_arguments(out, parent.arguments);
  out.put("\nParentComm: ", escaped(parent.comm), '\n');
}

void put_container(TextBuffer& out, const ContainerContext& container) {
  out.put("ContainerName: ", escaped(container.name), "\nContainerID: ", escaped(container.id),
          "\nContainerImage: ", escaped(container.image), "\nContainerLabels: ", JsonObject{container.labels}, '\n');
}

void put_pod(TextBuffer& out, const PodContext& pod) {
  out.put("PodName: ", escaped(pod.name), "\nPodNamespace: ", escaped(pod.name_space), "\nPodUID: ", escaped(pod.uid),
          "\nPodLabels: ", JsonObject{pod.labels}, "\nPodAnnotations: ", JsonObject{pod.annotations}, '\n');
}

void write_party(const Party& party, std::string_view side, const ContextParts& parts,
                 const std::function<void(std::string_view)>& comment) {
  TextBuffer text;
  const auto emit = [&] {
    if (text.empty()) return;
    text.put("Side: ", side);
    comment(text.view());
    text.clear();
  };
  put_process(text, party.process, parts);
  emit();
  if (parts.parent && party.parent != nullptr) {
    put_parent(text, *party.parent);
    emit();
  }
  if (parts.container && party.container != nullptr) {
    put_container(text, *party.container);
    emit();
  }
  if (parts.pod && party.pod != nullptr) {
    put_pod(text, *party.pod);
    emit();
  }
}

struct Line {
  std::string_view key;
  std::string_view value;
};

/// Takes one "Key: value" line off the front; nothing when it is no such line.
std::optional<Line> take_line(std::string_view& text) {
  const std::string_view line = next_line(text);
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view value = line.substr(colon + 1);
  return Line{line.substr(0, colon), value.starts_with(' ') ? value.substr(1) : value};
}

std::string_view value_of(std::string_view text, std::string_view key) {
  while (!text.empty()) {
    const auto line = take_line(text);
    if (line && line->key == key) return line->value;
  }
  return {};
}

uint32_t number(std::string_view text) {
  uint32_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

using Labels = std::map<std::string, std::string>;
Labels labels(std::string_view text) {
  return parse_json_object(text).value_or(Labels{});
}

}  // namespace

struct ContextParser::PartyBuilder {
  bool known = false;
  ProcessContext process;
  std::optional<ProcessContext> parent;
  std::optional<ContainerContext> container;
  std::optional<PodContext> pod;

  Party party() const {
    Party p;
    p.process = process;
    if (parent) p.parent = std::make_shared<const ProcessContext>(*parent);
    if (container) p.container = std::make_shared<const ContainerContext>(*container);
    if (pod) p.pod = std::make_shared<const PodContext>(*pod);
    return p;
  }

  void set(const Line& line);
};

namespace {

template <class T>
T& made(std::optional<T>& slot) {
  return slot ? *slot : slot.emplace();
}

}  // namespace

void ContextParser::PartyBuilder::set(const Line& line) {
  using B = PartyBuilder;
  using V = std::string_view;
  struct Row {
    std::string_view key;
    void (*set)(B&, V);
  };
  static constexpr Row kRows[] = {
      {"PID", [](B& b, V v) { b.process.pid = number(v); }},
      {"Cmd", [](B& b, V v) { b.process.path = unescape(v); }},
      {"Args", [](B& b, V v) { b.process.arguments = split_arguments(v); }},
      {"Comm", [](B& b, V v) { b.process.comm = unescape(v); }},
      {"UID", [](B& b, V v) { b.process.uid = number(v); }},
      {"User", [](B& b, V v) { b.process.user = unescape(v); }},
      {"TID", [](B& b, V v) { b.process.tid = number(v); }},
      {"ParentPID", [](B& b, V v) { made(b.parent).pid = number(v); }},
      {"ParentCmd", [](B& b, V v) { made(b.parent).path = unescape(v); }},
      {"ParentArgs", [](B& b, V v) { made(b.parent).arguments = split_arguments(v); }},
      {"ParentComm", [](B& b, V v) { made(b.parent).comm = unescape(v); }},
      {"ContainerName", [](B& b, V v) { made(b.container).name = unescape(v); }},
      {"ContainerID", [](B& b, V v) { made(b.container).id = unescape(v); }},
      {"ContainerImage", [](B& b, V v) { made(b.container).image = unescape(v); }},
      {"ContainerLabels", [](B& b, V v) { made(b.container).labels = labels(v); }},
      {"PodName", [](B& b, V v) { made(b.pod).name = unescape(v); }},
      {"PodNamespace", [](B& b, V v) { made(b.pod).name_space = unescape(v); }},
      {"PodUID", [](B& b, V v) { made(b.pod).uid = unescape(v); }},
      {"PodLabels", [](B& b, V v) { made(b.pod).labels = labels(v); }},
      {"PodAnnotations", [](B& b, V v) { made(b.pod).annotations = labels(v); }},
  };
  const auto* row = std::ranges::find(kRows, line.key, &Row::key);
  if (row == std::end(kRows)) return;
  row->set(*this, line.value);
  known = true;
}

void write_context_comments(const PacketContext& context, const ContextParts& parts,
                            const std::function<void(std::string_view)>& comment) {
  if (context.sender != nullptr) write_party(*context.sender, "sender", parts, comment);
  if (context.receiver != nullptr) write_party(*context.receiver, "receiver", parts, comment);
  const bool known_why = context.attribution != Attribution::kProcess && context.attribution != Attribution::kUnknown;
  if (!parts.process || !known_why) return;
  TextBuffer text;
  text.put(kOwner, ": ", name_of(context.attribution));
  comment(text.view());
}

ContextParser::ContextParser()
    : sender_(std::make_unique<PartyBuilder>()), receiver_(std::make_unique<PartyBuilder>()) {}
ContextParser::~ContextParser() = default;

void ContextParser::add(std::string_view comment) {
  if (const auto owner = value_of(comment, kOwner); !owner.empty()) attribution_ = attribution_of(owner);
  const std::string_view side = value_of(comment, "Side");
  if (side != "sender" && side != "receiver") return;
  PartyBuilder& builder = side == "sender" ? *sender_ : *receiver_;
  while (!comment.empty()) {
    if (const auto line = take_line(comment)) builder.set(*line);
  }
}

std::unique_ptr<OwnedContext> ContextParser::finish() {
  auto owned = std::make_unique<OwnedContext>();
  owned->context.attribution = attribution_;
  if (sender_->known) {
    owned->sender = sender_->party();
    owned->context.sender = &owned->sender;
  }
  if (receiver_->known) {
    owned->receiver = receiver_->party();
    owned->context.receiver = &owned->receiver;
  }
  if (sender_->known || receiver_->known) owned->context.attribution = Attribution::kProcess;
  return owned;
}

}  // namespace trawl
