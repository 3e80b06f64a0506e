// Capstone's archive brings the decoders of a dozen processors along, five megabytes, for a table in it names them all.
// All but the one that src/kernel/instructions.cc opens are defined here instead, so the linker never takes those
// members. Opening one of them says that it is not there (CS_ERR_ARCH).
#if defined(__x86_64__)

#include <capstone/capstone.h>

#include <cstddef>

struct cs_struct;

extern "C" {

cs_err ARM_global_init(cs_struct* handle);
cs_err ARM_option(cs_struct* handle, cs_opt_type type, size_t value);

cs_err ARM_global_init(cs_struct* /*handle*/) {
  return CS_ERR_ARCH;
}
cs_err ARM_option(cs_struct* /*handle*/, cs_opt_type /*type*/, size_t /*value*/) {
  return CS_ERR_ARCH;
}

// The others are the same two functions.
[[gnu::alias("ARM_global_init")]] cs_err AArch64_global_init(cs_struct* handle);
[[gnu::alias("ARM_global_init")]] cs_err M68K_global_init(cs_struct* handle);
[[gnu::alias("ARM_global_init")]] cs_err Mips_global_init(cs_struct* handle);
[[gnu::alias("ARM_global_init")]] cs_err PPC_global_init(cs_struct* handle);
[[gnu::alias("ARM_global_init")]] cs_err Sparc_global_init(cs_struct* handle);
[[gnu::alias("ARM_global_init")]] cs_err SystemZ_global_init(cs_struct* handle);
[[gnu::alias("ARM_global_init")]] cs_err XCore_global_init(cs_struct* handle);
[[gnu::alias("ARM_global_init")]] cs_err TMS320C64x_global_init(cs_struct* handle);
[[gnu::alias("ARM_global_init")]] cs_err M680X_global_init(cs_struct* handle);
[[gnu::alias("ARM_global_init")]] cs_err EVM_global_init(cs_struct* handle);
[[gnu::alias("ARM_option")]] cs_err AArch64_option(cs_struct* handle, cs_opt_type type, size_t value);
[[gnu::alias("ARM_option")]] cs_err M68K_option(cs_struct* handle, cs_opt_type type, size_t value);
[[gnu::alias("ARM_option")]] cs_err Mips_option(cs_struct* handle, cs_opt_type type, size_t value);
[[gnu::alias("ARM_option")]] cs_err PPC_option(cs_struct* handle, cs_opt_type type, size_t value);
[[gnu::alias("ARM_option")]] cs_err Sparc_option(cs_struct* handle, cs_opt_type type, size_t value);
[[gnu::alias("ARM_option")]] cs_err SystemZ_option(cs_struct* handle, cs_opt_type type, size_t value);
[[gnu::alias("ARM_option")]] cs_err XCore_option(cs_struct* handle, cs_opt_type type, size_t value);
[[gnu::alias("ARM_option")]] cs_err TMS320C64x_option(cs_struct* handle, cs_opt_type type, size_t value);
[[gnu::alias("ARM_option")]] cs_err M680X_option(cs_struct* handle, cs_opt_type type, size_t value);
[[gnu::alias("ARM_option")]] cs_err EVM_option(cs_struct* handle, cs_opt_type type, size_t value);
}

#endif
