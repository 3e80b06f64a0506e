#include "kernel/kernel_btf.h"

#include <bpf/btf.h>
#include <dirent.h>

#include <algorithm>
#include <cerrno>
#include <set>
#include <span>

#include "kernel/btf_file.h"

namespace trawl {

namespace {

constexpr int kRegisterArguments = 5;  // that every supported processor passes in registers, and more

std::string_view name_at(const btf* types, uint32_t offset) {
  const char* name = btf__name_by_offset(types, offset);
  return name != nullptr ? name : "";
}

bool is_pointer_to(const btf* types, uint32_t id, std::string_view name) {
  const btf_type* type = btf__type_by_id(types, id);
  if (type == nullptr || !btf_is_ptr(type)) return false;
  type = btf__type_by_id(types, type->type);
  while (type != nullptr && btf_is_mod(type)) type = btf__type_by_id(types, type->type);
  return type != nullptr && btf_is_struct(type) && name_at(types, type->name_off) == name;
}

/// Which argument points to a structure of this name, from 1; 0: none.
uint8_t position_of(const btf* types, const btf_type* function, std::string_view name) {
  const btf_type* prototype = btf__type_by_id(types, function->type);
  if (prototype == nullptr || !btf_is_func_proto(prototype)) return 0;
  const int count = std::min<int>(btf_vlen(prototype), kRegisterArguments);
  const std::span parameters(btf_params(prototype), static_cast<size_t>(count));
  for (size_t i = 0; i < parameters.size(); i++) {
    if (is_pointer_to(types, parameters[i].type, name)) return static_cast<uint8_t>(i + 1);
  }
  return 0;
}

/// Calls `use` with every type from `first` on.
template <class Use>
void each_type(const btf* types, uint32_t first, Use use) {
  for (uint32_t id = first; id < btf__type_cnt(types); id++) use(btf__type_by_id(types, id));
}

void add_reasons(const btf* types, const btf_type* type, std::map<uint32_t, std::string>& reasons) {
  constexpr std::string_view kCore = "SKB_DROP_REASON_";
  for (const auto& value : std::span(btf_enum(type), btf_vlen(type))) {
    std::string_view name = name_at(types, value.name_off);
    if (name.starts_with("__") || name.ends_with("_MAX")) continue;
    if (name.starts_with(kCore)) name.remove_prefix(kCore.size());
    reasons.emplace(static_cast<uint32_t>(value.val), name);
  }
}

bool is_reason_enum(const btf* types, const btf_type* type) {
  const std::string_view name = name_at(types, type->name_off);
  return btf_is_enum(type) && name.ends_with("drop_reason");
}

void add_functions(const btf* types, uint32_t first, const std::string& module, std::set<std::string>& known,
                   std::vector<SkbFunction>& functions) {
  each_type(types, first, [&](const btf_type* type) {
    if (!btf_is_func(type)) return;
    const uint8_t position = position_of(types, type, "sk_buff");
    if (position == 0) return;
    std::string name(name_at(types, type->name_off));
    if (!known.insert(name).second) return;
    functions.push_back({std::move(name), position, position_of(types, type, "sock"), module});
  });
}

}  // namespace

void KernelBtf::Free::operator()(btf* types) const {
  btf__free(types);
}

KernelBtf::KernelBtf(btf* types) : types_(types) {}
KernelBtf::KernelBtf(KernelBtf&&) noexcept = default;
KernelBtf& KernelBtf::operator=(KernelBtf&&) noexcept = default;
KernelBtf::~KernelBtf() = default;

Result<KernelBtf> KernelBtf::read() {
  btf* types = btf__load_vmlinux_btf();
  if (types == nullptr) {
    return fail_errno("read the kernel's types (/sys/kernel/btf/vmlinux)", errno,
                      "use a kernel built with CONFIG_DEBUG_INFO_BTF");
  }
  KernelBtf read(types);
  read.read_modules();
  return read;
}

Result<KernelBtf> KernelBtf::read(const std::string& file) {
  if (file == kOwnTypes) return read();
  btf* types = btf__parse_raw(file.c_str());
  if (types == nullptr) return fail_errno("read the kernel's types (" + file + ")", errno);
  return KernelBtf(types);
}

void KernelBtf::read_modules() {
  DIR* folder = ::opendir("/sys/kernel/btf");
  if (folder == nullptr) return;
  while (const dirent* entry = ::readdir(folder)) {
    const std::string name = entry->d_name;
    if (name.starts_with('.') || name == "vmlinux") continue;
    if (btf* types = btf__load_module_btf(name.c_str(), types_.get()); types != nullptr) {
      modules_.push_back({name, std::unique_ptr<btf, Free>(types)});
    }
  }
  ::closedir(folder);
}

size_t KernelBtf::tracepoint_arguments(const std::string& name) const {
  const int id = btf__find_by_name_kind(types_.get(), ("btf_trace_" + name).c_str(), BTF_KIND_TYPEDEF);
  if (id < 0) return 0;
  const btf_type* pointer =
      btf__type_by_id(types_.get(), btf__type_by_id(types_.get(), static_cast<uint32_t>(id))->type);
  const btf_type* prototype = pointer != nullptr ? btf__type_by_id(types_.get(), pointer->type) : nullptr;
  if (prototype == nullptr || !btf_is_func_proto(prototype) || btf_vlen(prototype) == 0) return 0;
  return btf_vlen(prototype) - 1U;  // the first is the tracepoint's own
}

bool KernelBtf::has_structure(const char* name) const {
  if (btf__find_by_name_kind(types_.get(), name, BTF_KIND_STRUCT) > 0) return true;
  return std::ranges::any_of(modules_, [&](const Module& module) {
    return btf__find_by_name_kind(module.types.get(), name, BTF_KIND_STRUCT) > 0;
  });
}

std::map<uint32_t, std::string> KernelBtf::drop_reasons() const {
  std::map<uint32_t, std::string> reasons;
  const auto add = [&](const btf* types, uint32_t first) {
    each_type(types, first, [&](const btf_type* type) {
      if (is_reason_enum(types, type)) add_reasons(types, type, reasons);
    });
  };
  add(types_.get(), 1);
  const uint32_t first = btf__type_cnt(types_.get());
  for (const Module& module : modules_) add(module.types.get(), first);
  return reasons;
}

std::vector<SkbFunction> KernelBtf::skb_functions() const {
  std::vector<SkbFunction> functions;
  std::set<std::string> known;
  add_functions(types_.get(), 1, "", known, functions);
  const uint32_t first = btf__type_cnt(types_.get());
  for (const Module& module : modules_) add_functions(module.types.get(), first, module.name, known, functions);
  return functions;
}

}  // namespace trawl
