#include "mode/http_download.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/http.h>
#include <openssl/httperr.h>
#include <openssl/ssl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>
#include <memory>
#include <string_view>

namespace trawl {

namespace {

constexpr int kMostRedirections = 5;
constexpr int kPollMilliseconds = 100;
/// Where systems keep the certificates that they trust.
constexpr const char* kCertificates[] = {
    "/etc/ssl/certs/ca-certificates.crt",                 // Debian, Ubuntu, Arch, Alpine
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  // Fedora, Red Hat
    "/etc/ssl/ca-bundle.pem",                             // SUSE
    "/etc/ssl/cert.pem",
};

template <auto destroy>
struct Destroy {
  template <class T>
  void operator()(T* object) const {
    destroy(object);
  }
};
void free_text(char* text) {
  OPENSSL_free(text);
}
using Bio = std::unique_ptr<BIO, Destroy<BIO_free_all>>;
using Context = std::unique_ptr<SSL_CTX, Destroy<SSL_CTX_free>>;
using Request = std::unique_ptr<OSSL_HTTP_REQ_CTX, Destroy<OSSL_HTTP_REQ_CTX_free>>;
using Text = std::unique_ptr<char, Destroy<free_text>>;

struct Url {
  bool tls = false;
  std::string host;
  std::string port;
  std::string path;
};

Result<Url> parse(const std::string& text) {
  char* host = nullptr;
  char* port = nullptr;
  char* path = nullptr;
  int tls = 0;
  const bool valid =
      OSSL_HTTP_parse_url(text.c_str(), &tls, nullptr, &host, &port, nullptr, &path, nullptr, nullptr) == 1;
  const Text owned[] = {Text(host), Text(port), Text(path)};
  if (!valid) return fail("not a URL of HTTP or HTTPS: " + text);
  return Url{tls != 0, host, port, path};
}

/// "https://example.org:8443" of an URL: what comes before the path.
std::string origin(const std::string& url) {
  return url.substr(0, url.find('/', url.find("://") + 3));
}

/// What OpenSSL says went wrong, the first thing.
Error last_error(const std::string& url) {
  const char* data = nullptr;
  int flags = 0;
  const unsigned long code = ERR_peek_error_all(nullptr, nullptr, nullptr, &data, &flags);
  if (ERR_GET_LIB(code) == ERR_LIB_HTTP && ERR_GET_REASON(code) == HTTP_R_MAX_RESP_LEN_EXCEEDED) {
    return {"get " + url + ": the file is too large", ""};
  }
  const char* reason = ERR_reason_error_string(code);
  const std::string_view details = data != nullptr && (flags & ERR_TXT_STRING) != 0 ? data : "";
  if (details.find("code=404") != std::string_view::npos) return {"get " + url + ": there is no such file", "", ENOENT};
  std::string what = "get " + url + ": " + (reason != nullptr ? reason : "the connection failed");
  if (!details.empty()) what += " (" + std::string(details) + ')';
  return {what, ""};
}

Context make_context() {
  Context context(SSL_CTX_new(TLS_client_method()));
  if (!context) return context;
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_default_verify_paths(context.get());
  for (const char* path : kCertificates) {
    if (::access(path, R_OK) == 0 && SSL_CTX_load_verify_file(context.get(), path) == 1) break;
  }
  return context;
}

struct TlsHost {
  SSL_CTX* context;
  const std::string& name;
};

/// OpenSSL's hook: puts TLS around the connection, or takes nothing away at its end.
BIO* wrap_in_tls(BIO* connection, void* argument, int connecting, int /*detail*/) {
  if (connecting == 0) return connection;
  const auto* host = static_cast<const TlsHost*>(argument);
  SSL* session = SSL_new(host->context);
  if (session == nullptr) return nullptr;
  BIO* layer = BIO_new(BIO_f_ssl());
  if (layer == nullptr || SSL_set1_host(session, host->name.c_str()) != 1 ||
      SSL_set_tlsext_host_name(session, host->name.c_str()) != 1) {
    SSL_free(session);
    BIO_free(layer);
    return nullptr;
  }
  SSL_set_connect_state(session);
  BIO_set_ssl(layer, session, BIO_CLOSE);
  return BIO_push(layer, connection);
}

/// Reads until the end; EOF before `all` bytes is an error where the server has said how many there are.
Result<std::vector<uint8_t>> read_content(BIO* content, size_t all, time_t deadline, const DownloadOptions& options,
                                          const std::string& url) {
  std::vector<uint8_t> bytes;
  std::array<uint8_t, 65536> part{};
  time_t until = ::time(nullptr) + options.silence;
  while (all == 0 || bytes.size() < all) {
    const int count = BIO_read(content, part.data(), part.size());
    const time_t now = ::time(nullptr);
    if (now >= deadline || (count <= 0 && now >= until)) return fail("get " + url + ": it takes too long");
    if (count <= 0 && BIO_should_retry(content) == 0) break;
    if (count <= 0) {
      (void)BIO_wait(content, std::min(deadline, until), kPollMilliseconds);
      continue;
    }
    until = now + options.silence;
    bytes.insert(bytes.end(), part.begin(), part.begin() + count);
    if (bytes.size() > options.largest) return fail("get " + url + ": the file is too large");
    if (options.progress) options.progress(bytes.size(), all);
  }
  if (bytes.size() < all) return fail("get " + url + ": the connection ended in the middle of the file");
  return bytes;
}

class Download {
 public:
  explicit Download(const DownloadOptions& options)
      : options_(options), context_(make_context()), deadline_(::time(nullptr) + options.seconds) {}
  Result<std::vector<uint8_t>> run(const std::string& url);

 private:
  Result<std::vector<uint8_t>> get(const Url& url, const std::string& text, std::string& redirection);

  const DownloadOptions& options_;
  Context context_;
  time_t deadline_;
};

/// `redirection`: where the server says that the file is; else empty.
Result<std::vector<uint8_t>> Download::get(const Url& url, const std::string& text, std::string& redirection) {
  ERR_clear_error();
  const TlsHost host{context_.get(), url.host};
  const auto left = std::min(static_cast<int>(deadline_ - ::time(nullptr)), options_.silence);
  if (left <= 0) return fail("get " + text + ": it takes too long");
  const Request request(OSSL_HTTP_open(url.host.c_str(), url.port.c_str(), nullptr, nullptr, url.tls ? 1 : 0, nullptr,
                                       nullptr, url.tls ? wrap_in_tls : nullptr, const_cast<TlsHost*>(&host), 0, left));
  if (!request) return std::unexpected(last_error(text));
  if (OSSL_HTTP_set1_request(request.get(), url.path.c_str(), nullptr, nullptr, nullptr, nullptr, 0, options_.largest,
                             left, 0) != 1) {
    return std::unexpected(last_error(text));
  }
  char* elsewhere = nullptr;
  const Bio content(OSSL_HTTP_exchange(request.get(), &elsewhere));
  const Text owned(elsewhere);
  if (elsewhere != nullptr) {
    redirection = elsewhere;
    return {};
  }
  if (!content) return std::unexpected(last_error(text));
  const size_t all = OSSL_HTTP_REQ_CTX_get_resp_len(request.get());
  if (all > options_.largest) return fail("get " + text + ": the file is too large");
  return read_content(content.get(), all, deadline_, options_, text);
}

Result<std::vector<uint8_t>> Download::run(const std::string& url) {
  if (!context_) return fail("TLS cannot be set up");
  std::string next = url;
  for (int i = 0; i <= kMostRedirections; i++) {
    const auto parsed = parse(next);
    if (!parsed) return std::unexpected(parsed.error());
    std::string redirection;
    auto content = get(*parsed, next, redirection);
    if (redirection.empty()) return content;
    if (redirection.starts_with('/')) redirection.insert(0, origin(next));
    if (parsed->tls && !redirection.starts_with("https:"))
      return fail("get " + url + ": it is redirected out of HTTPS");
    next = redirection;
  }
  return fail("get " + url + ": it is redirected without end");
}

}  // namespace

Result<std::vector<uint8_t>> download(const std::string& url, const DownloadOptions& options) {
  return Download(options).run(url);
}

}  // namespace trawl
