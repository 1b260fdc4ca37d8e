// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// The tests in contract_test.cc are the same for every backend. One joins by a line in its own folder's test:
//   const RegisterContract kContract({.backend = "openvino"});
#pragma once

#include <filesystem>
#include <map>
#include <ostream>
#include <string>
#include <vector>

#include "backend/child_test.h"
#include "base/error.h"
#include "base/io.h"
#include "slipway/backend.h"

namespace slipway::backend::testing {

struct Contract {
  std::string backend;
  /// What compile() gets: {"type": backend} where this is empty.
  std::string config{};
  /// Devices besides "cpu" that are always there.
  std::vector<std::string> devices{};
  /// Models of test/data (see models()) that the backend cannot have, and why.
  std::map<std::string, std::string> without{};
  /// Whether it names what is wrong with the keys of a backend_config.
  bool checks_config = true;
};

// For GoogleTest's messages.
inline void PrintTo(const Contract& contract, std::ostream* stream) { *stream << contract.backend; }

inline std::vector<Contract>& contracts() {
  static std::vector<Contract> all;
  return all;
}

struct RegisterContract {
  explicit RegisterContract(Contract contract) { contracts().push_back(std::move(contract)); }
};

/// What an Error says; other exceptions and several lines fail the test.
template <typename Body>
std::string error_of(Body&& body) {
  try {
    body();
  } catch (const Error& e) {
    return e.what();
  }
  return "no slipway::Error";
}

/// The file of a small model in the kind that a backend compiles: "affine", "identity", ...
inline std::filesystem::path source_of(const Backend& backend, const std::string& model) {
  const std::string data = SLIPWAY_SOURCE_DIR "/test/data/";
  return backend.ir() == "torchscript" ? data + "torchscript/" + model + ".pt" : data + "backend/" + model + ".onnx";
}

template <typename T>
std::vector<T> values(const HostTensor& tensor) {
  return {tensor.data<T>(), tensor.data<T>() + tensor.numel()};
}

}  // namespace slipway::backend::testing
