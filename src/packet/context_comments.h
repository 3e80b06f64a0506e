// A packet's context as comments, the form in which pcapng files carry it: one comment per party and kind, of lines
// "Key: value" with escaped values, so that no argument can forge one. The keys are those other tools use, and
// "Comm", "TID", "UID", "User" and "Side" (sender or receiver) in addition. A packet that is known to be no process's
// has the comment "Owner: kernel" or another of packet/attribution.h.
#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "base/text.h"
#include "packet/context.h"
#include "packet/context_parts.h"

namespace trawl {

/// Calls `comment` with each comment's text, which is valid during the call.
void write_context_comments(const PacketContext& context, const ContextParts& parts,
                            const std::function<void(std::string_view)>& comment);

/// A context that owns its parties.
struct OwnedContext {
  PacketContext context;
  Party sender;
  Party receiver;
};

/// Puts together what comments say. Comments that are not ours change nothing.
class ContextParser {
 public:
  ContextParser();
  ~ContextParser();
  ContextParser(const ContextParser&) = delete;
  ContextParser& operator=(const ContextParser&) = delete;

  void add(std::string_view comment);
  /// Never null: without a comment of ours the attribution is kUnknown.
  std::unique_ptr<OwnedContext> finish();

 private:
  struct PartyBuilder;
  std::unique_ptr<PartyBuilder> sender_;
  std::unique_ptr<PartyBuilder> receiver_;
  Attribution attribution_ = Attribution::kUnknown;
};

}  // namespace trawl
