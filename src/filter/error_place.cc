#include "filter/error_place.h"

#include <vector>

namespace trawl {
namespace {

// libpcap's scanner refuses this number by itself, with a text of its own. A parser that comes as far as reading it has
// found nothing wrong with the words before it.
constexpr std::string_view kRefusedWord = " 99999999999";
constexpr std::string_view kSyntaxError = "syntax error";

struct Word {
  size_t begin;
  size_t end;
};

bool blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool part_of_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == ':' ||
         c == '_' || c == '-' || c == '\\' || c == '/';
}

std::vector<Word> split(std::string_view text) {
  std::vector<Word> words;
  for (size_t i = 0; i < text.size();) {
    const size_t begin = i++;
    if (blank(text[begin])) continue;
    if (part_of_name(text[begin])) {
      while (i < text.size() && part_of_name(text[i])) i++;
    }
    words.push_back({begin, i});
  }
  return words;
}

std::string at(std::string_view text, Word word) {
  std::string place = "at character " + std::to_string(word.begin + 1) + ": ";
  place += text.substr(0, word.begin);
  place += ">>>";
  place += text.substr(word.begin, word.end - word.begin);
  place += "<<<";
  place += text.substr(word.end);
  for (char& c : place) {
    if (static_cast<unsigned char>(c) < ' ') c = ' ';
  }
  return place;
}

// The first word with which a beginning of the text is no longer the beginning of an expression.
std::string syntax_error_place(std::string_view text, const ErrorOf& error_of) {
  const std::vector<Word> words = split(text);
  size_t good = 0;  // the first `good` words can be continued
  size_t bad = words.size() + 1;
  while (good + 1 < bad) {
    const size_t middle = good + (bad - good) / 2;
    if (middle > words.size()) break;
    std::string beginning(text.substr(0, words[middle - 1].end));
    beginning += kRefusedWord;
    (error_of(beginning).find(kSyntaxError) == std::string::npos ? good : bad) = middle;
  }
  if (bad <= words.size()) return at(text, words[bad - 1]);
  return "at the end: something must follow";
}

// Names are quoted in libpcap's texts: unknown port 'x'.
std::string named_place(std::string_view text, std::string_view error) {
  const size_t open = error.find('\'');
  const size_t close = error.rfind('\'');
  if (open == std::string_view::npos || close <= open + 1) return {};
  const std::string_view name = error.substr(open + 1, close - open - 1);
  for (const Word& word : split(text)) {
    if (text.substr(word.begin, word.end - word.begin) == name) return at(text, word);
  }
  return {};
}

}  // namespace

std::string error_place(std::string_view text, std::string_view error, const ErrorOf& error_of) {
  if (error.find(kSyntaxError) != std::string_view::npos) return syntax_error_place(text, error_of);
  return named_place(text, error);
}

}  // namespace trawl
