// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// MPI's C interface, which every implementation has; its default error handler ends all ranks when a call fails.
#include "mpi/communicator.h"

// Without the C++ interface that MPI once had.
#define OMPI_SKIP_MPICXX 1
#define MPICH_SKIP_MPICXX 1
#include <mpi.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>

namespace slipway::mpi {
namespace {

/// MPI counts bytes with an int.
constexpr size_t kChunk = size_t{1} << 30;

class World : public Communicator {
 public:
  World() {
    int provided = 0;
    MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided);
    int value = 0;
    MPI_Comm_rank(MPI_COMM_WORLD, &value);
    rank_ = static_cast<size_t>(value);
    MPI_Comm_size(MPI_COMM_WORLD, &value);
    size_ = static_cast<size_t>(value);
  }

  size_t rank() const override { return rank_; }
  size_t size() const override { return size_; }

  std::string version() const override {
    char text[MPI_MAX_LIBRARY_VERSION_STRING] = {};
    int length = 0;
    MPI_Get_library_version(text, &length);
    const std::string all(text, static_cast<size_t>(length));
    return all.substr(0, all.find_first_of(",\n"));
  }

  bool all(bool value) override {
    int mine = value ? 1 : 0;
    int common = 0;
    MPI_Allreduce(&mine, &common, 1, MPI_INT, MPI_LAND, MPI_COMM_WORLD);
    return common != 0;
  }

  std::vector<std::string> gather(const std::string& bytes) override {
    if (rank_ > 0) {
      uint64_t length = bytes.size();
      MPI_Send(&length, 1, MPI_UINT64_T, 0, kTag, MPI_COMM_WORLD);
      for (size_t at = 0; at < bytes.size(); at += kChunk)
        MPI_Send(bytes.data() + at, static_cast<int>(std::min(kChunk, bytes.size() - at)), MPI_BYTE, 0, kTag,
                 MPI_COMM_WORLD);
      return {};
    }
    std::vector<std::string> result{bytes};
    for (size_t from = 1; from < size_; ++from) {
      const int source = static_cast<int>(from);
      uint64_t length = 0;
      MPI_Recv(&length, 1, MPI_UINT64_T, source, kTag, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
      std::string text(length, '\0');
      for (size_t at = 0; at < text.size(); at += kChunk)
        MPI_Recv(text.data() + at, static_cast<int>(std::min(kChunk, text.size() - at)), MPI_BYTE, source, kTag,
                 MPI_COMM_WORLD, MPI_STATUS_IGNORE);
      result.push_back(std::move(text));
    }
    return result;
  }

  [[noreturn]] void abort(int exit_code) override {
    MPI_Abort(MPI_COMM_WORLD, exit_code);
    std::_Exit(exit_code);
  }

  void finish() override {
    int done = 0;
    MPI_Finalized(&done);
    if (done == 0) MPI_Finalize();
  }

 private:
  static constexpr int kTag = 1;
  size_t rank_ = 0, size_ = 1;
};

}  // namespace
}  // namespace slipway::mpi

extern "C" slipway::mpi::Communicator* slipway_mpi_entry() {
  static slipway::mpi::World world;
  return &world;
}
