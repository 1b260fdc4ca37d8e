// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// MPI as far as Slipway needs it. libslipway_mpi.so alone is linked with an MPI library; it is loaded where mpirun
/// started the program.
#pragma once

#include <string>
#include <vector>

namespace slipway::mpi {

/// All processes of one mpirun. One thread at a time.
class Communicator {
 public:
  virtual ~Communicator() = default;
  virtual size_t rank() const = 0;
  virtual size_t size() const = 0;
  /// Of the MPI library: "Open MPI v4.1.4".
  virtual std::string version() const = 0;
  /// Whether `value` is true in every rank. All ranks call it.
  virtual bool all(bool value) = 0;
  /// Bytes of every rank, by rank, in rank 0; nothing in the others. All ranks call it; any length.
  virtual std::vector<std::string> gather(const std::string& bytes) = 0;
  /// Ends all processes with this exit code, at once.
  [[noreturn]] virtual void abort(int exit_code) = 0;
  /// The last call; waits for all ranks. Calling it again does nothing.
  virtual void finish() = 0;
};

}  // namespace slipway::mpi

/// The one symbol of the library: starts MPI, which lives as long as the process.
extern "C" slipway::mpi::Communicator* slipway_mpi_entry();
