// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluate/command/ranks.h"

#include <cstdio>
#include <cstdlib>

#include "base/error.h"
#include "base/load_library.h"

namespace slipway::evaluate {
namespace {

constexpr int kInternalError = 1;
constexpr int kRankFailed = 2;

/// How many processes mpirun (Open MPI, MPICH, MVAPICH or a workload manager on behalf of one) started; 0 without it.
int started_processes() {
  for (const char* name : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "MV2_COMM_WORLD_SIZE"})
    if (const char* size = std::getenv(name)) return std::max(1, std::atoi(size));
  return 0;
}

void print(size_t rank, const char* what) { std::fprintf(stderr, "slipway: error: rank %zu: %s\n", rank, what); }

}  // namespace

Ranks::Ranks() {
  const int started = started_processes();
  if (started < 1) return;
  void* entry = nullptr;
  try {
    entry =
        load_entry("libslipway_mpi.so", "slipway_mpi_entry", "MPI",
                   "this installation was built without MPI; install libopenmpi-dev and build it again, or run without "
                   "mpirun");
  } catch (const Error&) {
    if (started > 1) throw;
    return;
  }
  communicator_ = reinterpret_cast<decltype(&slipway_mpi_entry)>(entry)();
  rank_ = communicator_->rank();
  size_ = communicator_->size();
  if (size_ == static_cast<size_t>(started)) return;
  const size_t got = size_;
  communicator_->finish();
  throw Error(fmt::format("mpirun started {} processes, but MPI ({}) knows of {}: it is the mpirun of another MPI",
                          started, communicator_->version(), got),
              ErrorKind::kUnavailable);
}

Ranks::~Ranks() {
  if (communicator_ != nullptr) communicator_->finish();
}

bool Ranks::together(const std::function<void()>& body) {
  if (alone()) {
    body();
    return true;
  }
  std::string problem;
  or_abort([&] {
    try {
      body();
    } catch (const Error& e) {
      problem = e.what();
      if (problem.empty()) problem = "failed";
    }
  });
  const bool good = communicator_->all(problem.empty());
  if (good) return true;
  const std::vector<std::string> problems = communicator_->gather(problem);
  for (size_t i = 0; i < problems.size(); ++i)
    if (!problems[i].empty()) fail("{}{}", i == 0 ? "" : fmt::format("rank {}: ", i), problems[i]);
  return false;
}

void Ranks::or_abort(const std::function<void()>& body) {
  if (alone()) return body();
  try {
    body();
  } catch (const Error& e) {
    print(rank_, e.what());
    communicator_->abort(kRankFailed);
  } catch (const std::exception& e) {
    print(rank_, e.what());
    communicator_->abort(kInternalError);
  }
}

std::vector<std::string> Ranks::gather(const std::string& bytes) {
  return alone() ? std::vector<std::string>{bytes} : communicator_->gather(bytes);
}

}  // namespace slipway::evaluate
