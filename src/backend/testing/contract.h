// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// The tests in contract_test.cc are the same for every backend. One joins by a line in its own folder's test:
//   const RegisterContract kContract({.backend = "openvino"});
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <memory>
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
  return backend.capabilities().ir == "torchscript" ? data + "torchscript/" + model + ".pt"
                                                    : data + "backend/" + model + ".onnx";
}

template <typename T>
std::vector<T> values(const HostTensor& tensor) {
  return {tensor.data<T>(), tensor.data<T>() + tensor.numel()};
}

/// What a backend's own tests have in common: an empty folder each, and a skip where the backend is not installed.
class BackendTest : public ::testing::Test {
 protected:
  /// @param config what compile() gets where a test says nothing else
  BackendTest(std::string backend, std::string config) : backend_(std::move(backend)), config_(std::move(config)) {}

  void SetUp() override {
    const Availability state = availability(backend_);
    if (!state.available) GTEST_SKIP() << state.reason;
    folder_ = make_empty_folder("slipway_" + backend_ + "_test");
  }
  void TearDown() override {
    if (!folder_.empty()) std::filesystem::remove_all(folder_);
  }

  /// A small ONNX model of test/data/backend.
  static std::string bytes(const std::string& model) {
    return io::read_file(SLIPWAY_SOURCE_DIR "/test/data/backend/" + model + ".onnx");
  }
  std::vector<std::filesystem::path> compile(const std::string& model, const std::string& config = "") const {
    const std::filesystem::path file = folder_ / (model + ".onnx");
    io::write_file(file, bytes(model));
    return get(backend_).compile(file, config.empty() ? config_ : config);
  }
  std::unique_ptr<Session> open(const std::string& model, const std::string& config = "") const {
    return get(backend_).open(compile(model, config), {.device = "cpu", .threads = 1});
  }
  std::string open_error(const std::vector<std::filesystem::path>& files) const {
    return error_of([&] { get(backend_).open(files, {}); });
  }

  std::filesystem::path folder_;

 private:
  std::string backend_, config_;
};

}  // namespace slipway::backend::testing
