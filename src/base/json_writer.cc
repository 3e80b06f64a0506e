#include "base/json_writer.h"

#include "base/escape.h"

namespace trawl {

JsonWriter& JsonWriter::value(std::string_view text) {
  separate();
  out_.put(JsonString{text});
  return *this;
}

JsonWriter& JsonWriter::value(const std::map<std::string, std::string>& members) {
  separate();
  out_.put(JsonObject{members});
  return *this;
}

}  // namespace trawl
