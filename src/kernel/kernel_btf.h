// The kernel's own types (BTF), and what traces ask of them.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

struct btf;

namespace trawl {

/// A function one of whose arguments is a struct sk_buff*.
struct SkbFunction {
  std::string name;
  uint8_t position = 0;  // of that argument, from 1 to 5
  uint8_t socket = 0;    // of an argument that is a struct sock*; 0: none is
  std::string module;    // empty: the kernel itself
};

class KernelBtf {
 public:
  /// The kernel's own, with those of loaded modules. Errors: the kernel has no BTF.
  static Result<KernelBtf> read();
  /// The same where `file` is where the kernel shows its own (btf_file.h); else what another file says in its place.
  static Result<KernelBtf> read(const std::string& file);
  KernelBtf(KernelBtf&&) noexcept;
  KernelBtf& operator=(KernelBtf&&) noexcept;
  ~KernelBtf();

  /// How many arguments programs at a tracepoint get; 0: this kernel does not have it.
  size_t tracepoint_arguments(const std::string& name) const;
  /// Whether the kernel or a loaded module has a structure of this name.
  bool has_structure(const char* name) const;
  /// Names of a packet's drop reasons without their common prefix, those of subsystems too.
  std::map<uint32_t, std::string> drop_reasons() const;
  /// All of the kernel's and of loaded modules, each name once.
  std::vector<SkbFunction> skb_functions() const;

 private:
  struct Free {
    void operator()(btf* types) const;
  };
  struct Module {
    std::string name;
    std::unique_ptr<btf, Free> types;  // based on the kernel's
  };
  explicit KernelBtf(btf* types);
  void read_modules();

  std::unique_ptr<btf, Free> types_;
  std::vector<Module> modules_;
};

}  // namespace trawl
