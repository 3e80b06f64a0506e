// IPsec: AH (RFC 4302), ESP (RFC 4303), IPComp (RFC 3173).
#include "print/esp_secrets.h"
#include "print/ip.h"
#include "print/protocols.h"

namespace trawl {

void print_ah(Printer& p, Reader r) {
  constexpr size_t kFixedHeader = 12;
  p.protocol = "ah";
  const Reader whole = r;
  const uint8_t next = r.u8();
  p.put("AH");
  const uint8_t words = r.u8();
  p.put('(');
  const size_t length = (words + size_t{2}) * 4;
  if (p.verbose() > 0) p.put("length=", words, '(', length, "-bytes),");
  const uint16_t reserved = r.u16();
  if (reserved != 0) p.put("reserved=0x", hex(reserved), "[MustBeZero],");
  p.put("spi=0x", hex(r.u32(), 8), ',');
  p.put("seq=0x", hex(r.u32()), ",icv=0x");
  const size_t icv = length > kFixedHeader ? length - kFixedHeader : 0;
  p.put(hex_bytes(r.rest().first(icv < r.captured() ? icv : r.captured())));
  r.bytes(icv);
  p.put("): ");
  if (Layer layer{p}; layer && !p.stopped()) put_ip_payload(p, whole.after(length), next);
}

void print_esp(Printer& p, Reader r) {
  p.protocol = "esp";
  const size_t length = r.length();
  r.need(9);  // and something behind the header
  const uint32_t spi = r.u32();
  p.put("ESP(spi=0x", hex(spi, 8));
  p.put(",seq=0x", hex(r.u32()), "), length ", length);
  if (p.options.esp_secrets.empty() || p.ip == nullptr || p.stopped()) return;
  const EspSecret* secret = esp_secrets(p).find(spi, p.ip->destination);
  if (secret == nullptr) return;

  auto data = r.rest();
  if (data.size() < initialization_vector_size(*secret) + secret->icv_length) return p.truncated();
  data = data.first(data.size() - secret->icv_length);
  std::vector<uint8_t> text;
  if (secret->cipher == nullptr) {
    text.assign(data.begin(), data.end());
  } else {
    text = decrypt(*secret, data);
    if (text.empty()) return;
  }
  // The trailer: padding, its length, the next header.
  if (text.size() < 2) return p.truncated();
  const size_t padding = text[text.size() - 2];
  const uint8_t next = text.back();
  if (padding + 2 > text.size()) return p.truncated();
  p.put(": ");
  const std::span<const uint8_t> payload(text.data(), text.size() - padding - 2);
  if (Layer layer{p}) put_ip_payload(p, Reader(payload, &p.failure), next);
}

void print_ipcomp(Printer& p, Reader r) {
  p.protocol = "ipcomp";
  const uint16_t index = r.u16_at(2);
  p.put("IPComp(cpi=0x", hex(index, 4), ')');
}

}  // namespace trawl
