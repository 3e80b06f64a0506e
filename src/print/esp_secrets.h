// The secrets of -E, and decryption with them by libcrypto.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "print/printer.h"

struct evp_cipher_st;

namespace trawl {

struct EspSecret {
  uint32_t spi = 0;
  std::vector<uint8_t> destination;  // 4 or 16 bytes
  const evp_cipher_st* cipher = nullptr;
  size_t icv_length = 0;  // bytes of authentication data behind the ciphertext
  std::vector<uint8_t> key;
};

/// One direction of an IKEv2 security association.
struct Ikev2Secret {
  bool initiator = false;
  std::vector<uint8_t> initiator_cookie;  // 8 bytes each
  std::vector<uint8_t> responder_cookie;
  EspSecret keys;
};

/// All secrets of -E's argument: "spi@address cipher:key", separated by commas or newlines; "cipher:key" for every
/// other packet; "file PATH" for a file of such lines; "ikev2 I|R cookie cookie auth:key cipher:key" in it.
/// What cannot be understood is left out.
class EspSecrets : public ProtocolState {
 public:
  void load(const std::string& argument);

  const EspSecret* find(uint32_t spi, std::span<const uint8_t> destination) const;
  const EspSecret* find_ikev2(bool initiator, std::span<const uint8_t> initiator_cookie,
                              std::span<const uint8_t> responder_cookie) const;

 private:
  void load_file(const std::string& path);
  void add_line(std::string_view line);
  void add_ikev2(std::string_view line);

  bool loaded_ = false;
  std::vector<EspSecret> secrets_;
  std::vector<Ikev2Secret> ikev2_;
  EspSecret default_;
};

/// The secrets of this Printer's options, read at first use.
const EspSecrets& esp_secrets(Printer& p);

/// `data` is an initialization vector and ciphertext. Empty when they do not fit the cipher.
std::vector<uint8_t> decrypt(const EspSecret& secret, std::span<const uint8_t> data);

/// Size of the initialization vector in bytes.
size_t initialization_vector_size(const EspSecret& secret);

}  // namespace trawl
