// Secrets for ESP (RFC 4303) and IKEv2 (RFC 7296) in the form that tcpdump's -E takes.
#include "print/esp_secrets.h"

#include <arpa/inet.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <memory>
#include <optional>

namespace trawl {

namespace {

constexpr std::string_view kBlank = " \t\r";
constexpr std::string_view kHmac96 = "-hmac96";
constexpr size_t kHmac96Length = 12;

std::string_view next_word(std::string_view& text) {
  const size_t start = std::min(text.find_first_not_of(kBlank), text.size());
  const size_t end = std::min(text.find_first_of(kBlank, start), text.size());
  const auto word = text.substr(start, end - start);
  text.remove_prefix(end);
  return word;
}

std::string_view without_hex_prefix(std::string_view text) {
  return text.starts_with("0x") || text.starts_with("0X") ? text.substr(2) : text;
}

std::optional<std::vector<uint8_t>> parse_hex(std::string_view text) {
  text = without_hex_prefix(text);
  if (text.size() % 2 != 0) return std::nullopt;
  std::vector<uint8_t> bytes;
  for (size_t i = 0; i < text.size(); i += 2) {
    uint8_t byte = 0;
    const auto result = std::from_chars(text.data() + i, text.data() + i + 2, byte, 16);
    if (result.ptr != text.data() + i + 2) return std::nullopt;
    bytes.push_back(byte);
  }
  return bytes;
}

/// What OpenSSL calls a cipher: its names have no "-cbc", but for triple DES.
std::string cipher_name(std::string_view name) {
  if (name.ends_with("-cbc")) name.remove_suffix(4);
  return name == "3des" ? "des-ede3-cbc" : std::string(name);
}

/// "cipher[-hmac96]:key"; a key without 0x is text.
bool parse_cipher(std::string_view text, EspSecret& secret) {
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos) return false;
  std::string_view name = text.substr(0, colon);
  const std::string_view key = text.substr(colon + 1);
  if (name.ends_with(kHmac96)) {
    name.remove_suffix(kHmac96.size());
    secret.icv_length = kHmac96Length;
  }
  if (name != "none") {
    secret.cipher = EVP_get_cipherbyname(cipher_name(name).c_str());
    if (secret.cipher == nullptr) return false;
  }
  if (key.starts_with("0x") || key.starts_with("0X")) {
    auto bytes = parse_hex(key);
    if (!bytes) return false;
    secret.key = std::move(*bytes);
  } else {
    secret.key.assign(key.begin(), key.end());
  }
  if (secret.cipher != nullptr) {
    secret.key.resize(std::max(secret.key.size(), static_cast<size_t>(EVP_CIPHER_key_length(secret.cipher))));
  }
  return true;
}

bool parse_spi(std::string_view text, uint32_t& spi) {
  int base = 10;
  if (text.starts_with("0x") || text.starts_with("0X")) {
    text.remove_prefix(2);
    base = 16;
  } else if (text.size() > 1 && text[0] == '0') {
    base = 8;
  }
  return std::from_chars(text.data(), text.data() + text.size(), spi, base).ptr == text.data() + text.size();
}

bool parse_address(std::string_view text, std::vector<uint8_t>& address) {
  const std::string name(text);
  address.resize(16);
  if (inet_pton(AF_INET6, name.c_str(), address.data()) == 1) return true;
  address.resize(4);
  return inet_pton(AF_INET, name.c_str(), address.data()) == 1;
}

}  // namespace

void EspSecrets::load(const std::string& argument) {
  if (loaded_) return;
  loaded_ = true;
  std::string_view rest = argument;
  while (!rest.empty()) {
    const size_t end = std::min(rest.find(','), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    std::string_view words = line;
    if (next_word(words) == "file") {
      load_file(std::string(next_word(words)));
    } else {
      add_line(line);
    }
  }
}

void EspSecrets::load_file(const std::string& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "re"), std::fclose);
  std::array<char, 1024> line{};
  while (file && std::fgets(line.data(), line.size(), file.get()) != nullptr) {
    std::string_view text = line.data();
    if (text.ends_with('\n')) text.remove_suffix(1);
    add_line(text);
  }
}

void EspSecrets::add_line(std::string_view line) {
  const auto word = next_word(line);
  if (word.empty() || word[0] == '#') return;
  if (word == "ikev2") return add_ikev2(line);
  EspSecret secret;
  const size_t at = word.find('@');
  if (at == std::string_view::npos) {
    if (parse_cipher(word, secret)) default_ = std::move(secret);
    return;
  }
  if (!parse_spi(word.substr(0, at), secret.spi) || !parse_address(word.substr(at + 1), secret.destination)) return;
  if (parse_cipher(next_word(line), secret)) secrets_.insert(secrets_.begin(), std::move(secret));
}

void EspSecrets::add_ikev2(std::string_view line) {
  Ikev2Secret secret;
  secret.initiator = next_word(line) == "I";
  auto initiator = parse_hex(next_word(line));
  auto responder = parse_hex(next_word(line));
  next_word(line);  // the authentication key: integrity is not checked
  if (!initiator || !responder || !parse_cipher(next_word(line), secret.keys)) return;
  secret.initiator_cookie = std::move(*initiator);
  secret.responder_cookie = std::move(*responder);
  secret.keys.icv_length = kHmac96Length;
  ikev2_.push_back(std::move(secret));
}

const EspSecret* EspSecrets::find(uint32_t spi, std::span<const uint8_t> destination) const {
  for (const auto& secret : secrets_) {
    if (secret.spi == spi && std::ranges::equal(secret.destination, destination)) return &secret;
  }
  return default_.key.empty() && default_.cipher == nullptr ? nullptr : &default_;
}

const EspSecret* EspSecrets::find_ikev2(bool initiator, std::span<const uint8_t> initiator_cookie,
                                        std::span<const uint8_t> responder_cookie) const {
  for (const auto& secret : ikev2_) {
    if (secret.initiator == initiator && std::ranges::equal(secret.initiator_cookie, initiator_cookie) &&
        std::ranges::equal(secret.responder_cookie, responder_cookie)) {
      return &secret.keys;
    }
  }
  return nullptr;
}

const EspSecrets& esp_secrets(Printer& p) {
  auto& secrets = p.state<EspSecrets>();
  secrets.load(p.options.esp_secrets);
  return secrets;
}

size_t initialization_vector_size(const EspSecret& secret) {
  return secret.cipher == nullptr ? 0 : static_cast<size_t>(EVP_CIPHER_iv_length(secret.cipher));
}

std::vector<uint8_t> decrypt(const EspSecret& secret, std::span<const uint8_t> data) {
  const size_t iv = initialization_vector_size(secret);
  if (secret.cipher == nullptr || data.size() <= iv) return {};
  const auto block = static_cast<size_t>(EVP_CIPHER_block_size(secret.cipher));
  std::vector<uint8_t> ciphertext(data.begin() + static_cast<std::ptrdiff_t>(iv), data.end());
  if (ciphertext.size() % block != 0) return {};
  const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(EVP_CIPHER_CTX_new(),
                                                                                &EVP_CIPHER_CTX_free);
  if (!context) return {};
  std::vector<uint8_t> text(ciphertext.size() + block);
  int length = 0;
  const bool done = EVP_DecryptInit_ex(context.get(), secret.cipher, nullptr, secret.key.data(), data.data()) == 1 &&
                    EVP_CIPHER_CTX_set_padding(context.get(), 0) == 1 &&
                    EVP_DecryptUpdate(context.get(), text.data(), &length, ciphertext.data(),
                                      static_cast<int>(ciphertext.size())) == 1;
  if (!done) return {};
  text.resize(static_cast<size_t>(length));
  return text;
}

}  // namespace trawl
