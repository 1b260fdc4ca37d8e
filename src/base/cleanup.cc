// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "base/cleanup.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstring>
#include <string>

namespace slipway::cleanup {
namespace {

constexpr int kSlots = 64;
constexpr int kMaxDepth = 16;
constexpr int kAttempts = 20;  // other threads may write into a folder while it is emptied

struct CleanupSlot {
  std::atomic<pid_t> owner{0};  // the process that named the path: a child must not remove its parent's; 0: free
  Kind kind = Kind::kTree;
  char path[PATH_MAX] = {};
};

std::array<CleanupSlot, kSlots>& cleanup_slots() {
  static std::array<CleanupSlot, kSlots> slots;
  return slots;
}

// In a signal handler only what is async-signal-safe is allowed: system calls, no memory from the heap.

/// As getdents64 fills it.
struct DirectoryEntry {
  uint64_t inode;
  int64_t offset;
  uint16_t size;
  unsigned char type;
  char name[1];
};

bool remove_tree(int parent, const char* name, int depth);

/// Removes what is in an open folder. False where there was nothing to remove.
bool empty_folder(int folder, int depth) {
  alignas(DirectoryEntry) char buffer[4096];
  bool any = false;
  while (true) {
    const long got = ::syscall(SYS_getdents64, folder, buffer, sizeof(buffer));
    if (got <= 0) return any;
    for (long at = 0; at < got;) {
      const auto* entry = reinterpret_cast<const DirectoryEntry*>(buffer + at);
      if (std::strcmp(entry->name, ".") != 0 && std::strcmp(entry->name, "..") != 0)
        any = remove_tree(folder, entry->name, depth + 1) || any;
      at += entry->size;
    }
  }
}

bool remove_tree(int parent, const char* name, int depth) {
  if (::unlinkat(parent, name, 0) == 0) return true;
  if (errno != EISDIR && errno != EPERM) return false;
  if (depth > kMaxDepth) return false;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const int folder = ::openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (folder < 0) return false;
    empty_folder(folder, depth);
    ::close(folder);
    if (::unlinkat(parent, name, AT_REMOVEDIR) == 0) return true;
    if (errno != ENOTEMPTY && errno != EEXIST) return false;
  }
  return false;
}

constexpr std::array<int, 3> kSignals{SIGINT, SIGTERM, SIGHUP};
std::array<std::atomic<bool>, kSignals.size()> taken{};  // by remove_on_signals()

void remove_and_end(int signal) {
  const pid_t self = ::getpid();
  std::array<CleanupSlot, kSlots>& slots = cleanup_slots();
  for (int i = kSlots; i-- > 0;) {
    if (slots[static_cast<size_t>(i)].owner.load() != self) continue;
    const CleanupSlot& slot = slots[static_cast<size_t>(i)];
    if (slot.kind == Kind::kTree)
      remove_tree(AT_FDCWD, slot.path, 0);
    else
      ::unlinkat(AT_FDCWD, slot.path, AT_REMOVEDIR);
  }
  // The handler is gone already (SA_RESETHAND), so this ends the process, by the signal, as its parent expects.
  ::raise(signal);
}

}  // namespace

OnSignal::OnSignal(const std::filesystem::path& path, Kind kind) {
  std::error_code error;
  const std::string full = std::filesystem::absolute(path, error).string();
  if (error || full.size() >= PATH_MAX) return;
  std::array<CleanupSlot, kSlots>& slots = cleanup_slots();
  // The latest goes first, so a new one takes the place after the last that is in use.
  int last = kSlots - 1;
  while (last >= 0 && slots[static_cast<size_t>(last)].owner.load() == 0) --last;
  for (slot_ = last + 1; slot_ < kSlots; ++slot_) {
    CleanupSlot& slot = slots[static_cast<size_t>(slot_)];
    pid_t unused = 0;
    if (!slot.owner.compare_exchange_strong(unused, -1)) continue;  // another thread's
    slot.kind = kind;
    full.copy(slot.path, full.size());
    slot.path[full.size()] = '\0';
    slot.owner = ::getpid();
    return;
  }
  slot_ = -1;
}

OnSignal::~OnSignal() {
  if (slot_ >= 0) cleanup_slots()[static_cast<size_t>(slot_)].owner = 0;
}

void remove_on_signals() {
  cleanup_slots();  // made before a handler needs it
  for (size_t i = 0; i < kSignals.size(); ++i) {
    struct sigaction before {};
    taken[i] = ::sigaction(kSignals[i], nullptr, &before) == 0 && before.sa_handler == SIG_DFL;
  }
  take_signals_back();
}

void take_signals_back() {
  struct sigaction action {};
  action.sa_handler = remove_and_end;
  action.sa_flags = SA_RESETHAND | SA_NODEFER;
  sigemptyset(&action.sa_mask);
  for (size_t i = 0; i < kSignals.size(); ++i)
    if (taken[i]) ::sigaction(kSignals[i], &action, nullptr);
}

}  // namespace slipway::cleanup
