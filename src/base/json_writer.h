// JSON (RFC 8259) written straight into a TextBuffer: no tree, no allocation per value.
//
//   JsonWriter json(buffer);
//   json.begin_object().key("pid").value(42).key("comm").value("curl").end_object();
#pragma once

#include <concepts>
#include <map>
#include <string>
#include <string_view>

#include "base/text.h"

namespace trawl {

/// Commas are its business; that calls nest properly is the caller's.
class JsonWriter {
 public:
  /// The buffer is borrowed, and may hold other text already.
  explicit JsonWriter(TextBuffer& out) : out_(out) {}

  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }

  /// Keys are our own: plain ASCII that needs no escape.
  JsonWriter& key(std::string_view name) {
    separate();
    out_.put('"', name, "\":");
    after_key_ = true;
    return *this;
  }

  /// Text from outside, escaped as JsonString says.
  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(const std::map<std::string, std::string>& members);
  template <std::integral T>
    requires(!std::same_as<T, char> && !std::same_as<T, bool>)
  JsonWriter& value(T number) {
    separate();
    out_.put(number);
    return *this;
  }
  JsonWriter& value(std::same_as<bool> auto truth) {
    separate();
    out_.put(truth ? "true" : "false");
    return *this;
  }
  /// Text that is JSON already, or that other code puts between quotes.
  JsonWriter& raw(std::string_view json) {
    separate();
    out_.put(json);
    return *this;
  }

 private:
  JsonWriter& open(char c) {
    separate();
    out_.put(c);
    first_ = true;
    return *this;
  }
  JsonWriter& close(char c) {
    out_.put(c);
    first_ = false;
    return *this;
  }
  void separate() {
    if (!first_ && !after_key_) out_.put(',');
    first_ = after_key_ = false;
  }

  TextBuffer& out_;
  bool first_ = true;       // nothing yet in this object, array or document
  bool after_key_ = false;  // a value follows its key
};

}  // namespace trawl
