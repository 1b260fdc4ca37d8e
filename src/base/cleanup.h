// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <vector>

/// What a run that is interrupted must not leave behind.
namespace slipway::cleanup {

enum class Kind {
  kTree,         ///< a file, or a folder with all that is in it
  kEmptyFolder,  ///< a folder, if nothing is in it
};

/// Names a path that goes away when the process is ended by SIGINT, SIGTERM or SIGHUP while this object lives, the
/// latest first. Removing it otherwise is up to its owner. Does nothing more than remember where remove_on_signals()
/// was not called, where 64 paths are named already, and for paths beyond the system's limit.
class OnSignal {
 public:
  OnSignal(const std::filesystem::path& path, Kind kind);
  ~OnSignal();
  OnSignal(const OnSignal&) = delete;
  OnSignal& operator=(const OnSignal&) = delete;

 private:
  int slot_ = -1;
};

/// From now on these signals remove what is named and then end the process as they always do. For programs, at their
/// start; signals that are ignored stay so (nohup).
void remove_on_signals();

/// Takes the signals again that remove_on_signals() took, where it was called: for after loading a library that puts
/// handlers of its own in their place. UCX, which Debian 13's LibTorch brings by MPI, has SIGHUP start its debugger.
void take_signals_back();

}  // namespace slipway::cleanup
