// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "mpi/communicator.h"

namespace slipway::evaluate {

/// The processes that share a run: those of `mpirun`, or this one alone.
class Ranks {
 public:
  /// Looks whether mpirun started this process; MPI is loaded only then. Errors: slipway::Error, kind kUnavailable,
  /// where mpirun did but this installation has no MPI, or another one than mpirun's.
  Ranks();
  ~Ranks();
  Ranks(const Ranks&) = delete;
  Ranks& operator=(const Ranks&) = delete;

  size_t rank() const { return rank_; }
  size_t size() const { return size_; }
  bool root() const { return rank_ == 0; }
  bool alone() const { return communicator_ == nullptr; }

  /// Runs `body` in all ranks and waits for all of them. Where it fails with a slipway::Error in some, the root throws
  /// the first one's.
  /// @return false where some rank failed; never in the root
  bool together(const std::function<void()>& body);
  /// Runs `body`; an exception of it ends all ranks at once. Alone, it simply leaves.
  void or_abort(const std::function<void()>& body);
  /// The bytes of each rank, in the root; nothing elsewhere.
  std::vector<std::string> gather(const std::string& bytes);

 private:
  mpi::Communicator* communicator_ = nullptr;
  size_t rank_ = 0, size_ = 1;
};

}  // namespace slipway::evaluate
