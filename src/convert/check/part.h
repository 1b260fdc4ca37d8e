// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// A part of a network alone: what `slipway check-module` and slipway/extend/testing.h run.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "checkpoint/checkpoint.h"
#include "model/model.h"
#include "model/state.h"
#include "slipway/config.h"

namespace slipway::convert {

/// What to run, and with what: all that a case needs to be run again.
struct PartCase {
  std::string scope;                    ///< where types without a library are looked up
  std::string fragment;                 ///< of a model config, as text
  std::string origin = "the fragment";  ///< where it is from, for messages: "model.py, model.head"
  std::string method = "forward";
  uint64_t seed = 0;                              ///< of weights, and of inputs that were not saved
  std::vector<std::vector<int64_t>> shapes;       ///< of the inputs
  double low = -1, high = 1;                      ///< range of random inputs
  std::optional<checkpoint::Checkpoint> saved{};  ///< inputs "input.N" and weights "weight.KEY" of a saved case
  std::vector<std::string> backends;
  std::vector<int64_t> batch{};
  std::string deploy_config{};  ///< as text
  double rtol = 3e-5, atol = 2e-4, pixels = 1e-2, scores = 1e-4;
  std::vector<std::string> plugins{};  ///< files that it needs, for the replay line
};

/// "dict(type='X', ...)" -> its value. Errors: a text that is no dict.
config::Value parse_fragment(const std::string& fragment, const std::string& origin = "the fragment");

/// The module of a case. In a rewrite context it is that which is deployed. @param device meta for shapes only
std::shared_ptr<model::Module> build_part(const PartCase& part, at::Device device = at::kCPU);
/// Gives every parameter, and the statistics of normalisations, a value: saved ones, else made of the seed and the
/// name, of a size that keeps activations near 1.
void fill_part(const torch::nn::Module& module, const PartCase& part);
/// The inputs: saved ones, else random.
model::Tensors inputs_of(const PartCase& part);
/// The same for another batch: the images in other places, and dimmed copies where there are not enough.
model::Tensors with_batch(const model::Tensors& inputs, int64_t batch);

/// Writes DIR/case.json and DIR/tensors.safetensors. @return the folder
std::filesystem::path save_case(const PartCase& part, const torch::nn::Module& module,
                                const std::filesystem::path& folder);
/// Errors: slipway::Error for a folder that holds no case.
PartCase load_case(const std::filesystem::path& folder);

/// What came of a comparison; lines end in \n.
struct PartOutcome {
  bool passed = true;
  std::string text;
};
/// Runs the part as PyTorch does, rewritten, and on each backend. @param save where the case of a failure goes, "" for
/// a new folder below the system's for temporary files
PartOutcome check_part(const PartCase& part, const std::string& save);

}  // namespace slipway::convert
