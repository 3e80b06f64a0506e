// Calls to the servers of AFS, and their answers.
#pragma once

#include "print/afs_operations.h"
#include "print/printer.h"

namespace trawl {

/// The service that listens on a port; null when none does.
const AfsService* find_afs_service(uint16_t port);

/// Behind Rx's header: a call.
void put_afs_call(Printer& p, Reader r, const AfsService& service);
/// The answer to `operation`: its results, or an error when the call was aborted.
void put_afs_reply(Printer& p, Reader r, const AfsService& service, uint32_t operation, bool aborted);

}  // namespace trawl
