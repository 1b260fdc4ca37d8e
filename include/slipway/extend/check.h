// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// A part of a network alone, compared with PyTorch: what slipway/extend/testing.h gives to GoogleTest.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace torch::nn {
class Module;
}

namespace slipway::extend::testing {

/// A module built of its config, with weights made of a seed and their names: the same on every machine.
class Part {
 public:
  Part(std::string scope, std::string fragment, uint64_t seed);
  const std::string& scope() const { return scope_; }
  const std::string& fragment() const { return fragment_; }
  uint64_t seed() const { return seed_; }
  torch::nn::Module& module() const { return *module_; }

 private:
  std::string scope_, fragment_;
  uint64_t seed_;
  std::shared_ptr<torch::nn::Module> module_;
};

/// Builds any registered type. @param scope the library where types without one are looked up: "mmpose"
/// @param fragment of a model config, as text: "dict(type='MyHead', ...)"
/// Errors: slipway::Error, as for a whole model config.
Part build(const std::string& scope, const std::string& fragment, uint64_t seed = 0);

/// Inputs of a method: f32, values in [low, high) made of the seed, or given.
struct Inputs {
  std::vector<std::vector<int64_t>> shapes;
  uint64_t seed = 0;
  double low = -1, high = 1;
  std::vector<std::vector<float>> values{};  ///< row by row, one list for each shape; random where there are none
};
Inputs random(std::vector<std::vector<int64_t>> shapes, uint64_t seed = 0, double low = -1, double high = 1);

/// Backends at hand, by their names in deploy configs, sorted.
std::vector<std::string> all();

struct Options {
  std::vector<std::string> backends = all();
  /// Batch sizes to run with; the batch is a dynamic axis then, where the backend has one. None: that of the inputs.
  std::vector<int64_t> batch{};
  /// A deploy config as text, for post_processing and the like; one that fits the part where it is empty.
  std::string deploy_config{};
  double rtol = 3e-5, atol = 2e-4;  ///< of tensors: atol + rtol * (largest value of the column)
  double pixels = 1e-2;             ///< of boxes and keypoints, original against rewritten
  double scores = 1e-4;
  /// Where the case of a failure is saved; "" for a folder below the system's for temporary files.
  std::string save{};
};

struct Outcome {
  bool passed = false;
  std::string text;  ///< what was compared; of a failure which output and element, the first layer, how to replay it
};

/// Runs `method` of the part as PyTorch does, rewritten on LibTorch, and on the backends, and compares each with the
/// one before. "predict" of a head is compared by its results (instances, classes) where the original returns these.
/// @param method "forward", "predict", or what else the type's run_method() knows
Outcome same_as_pytorch(const Part& part, const std::string& method, const Inputs& inputs, const Options& options = {});

}  // namespace slipway::extend::testing
