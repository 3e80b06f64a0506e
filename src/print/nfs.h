// What the files of ONC RPC and NFS share.
#pragma once

#include <cstdint>

#include "print/printer.h"

namespace trawl::nfs {

/// A reply (RFC 5531, section 9), and what it answers when the call was seen.
void print_reply(Printer& p, Reader r);

/// A file handle (RFC 1094, RFC 1813), `length` bytes of `r`, which does not move.
void put_file_handle(Printer& p, Reader r, size_t length);

/// Arguments and results of one procedure, numbered as in version 3. `r` stands behind the RPC header.
void print_arguments(Printer& p, Reader r, uint32_t procedure, bool v3);
void print_results(Printer& p, Reader r, uint32_t procedure, bool v3);

/// Whether a procedure has arguments and results at all.
bool has_arguments(uint32_t procedure);

/// The procedure of version 3 for one of version 2.
uint32_t version3_procedure(uint32_t procedure, bool v3);
/// Its name, or "proc-99".
void put_procedure(Printer& p, uint32_t procedure);

}  // namespace trawl::nfs
