// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Verification of programs: tensors of any number and kind, without a task that says what they mean.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "graph/graph.h"
#include "program/program.h"
#include "slipway/backend.h"
#include "verify/compare.h"
#include "verify/half.h"

namespace slipway::convert {

/// Inputs to compare on.
struct ProgramSample {
  std::string name;  ///< "random numbers", "image.npy"
  std::vector<HostTensor> inputs;
};

struct OutputCheck {
  std::string name;
  double max_abs = 0;
  double largest = 0;   ///< absolute value of the reference
  double allowed = 0;   ///< what max_abs may be
  std::string problem;  ///< why it cannot be compared
  std::string note;     ///< what a person should know: by rounding, what f16 moves
  bool passed() const { return problem.empty() && max_abs <= allowed; }
};

struct SampleCheck {
  std::string name;
  std::vector<std::string> shapes;  ///< "x=f32[2,3,32,32]"
  std::vector<OutputCheck> outputs;
  bool passed() const;
};

struct ProgramTolerance {
  double rtol = 3e-5;  ///< of the largest value of an output: sums of f32 numbers in another order
  double atol = 1e-6;
  /// In f16, of a model file: there is no graph that PyTorch could run in f16, so what most networks move is allowed.
  bool half_of_file = false;
  bool allow_rounding = true;  ///< a second opinion where it is missed: what rounding alone moves in this network
};

/// Random inputs (normal; 0 and 1 for integers) at several sizes: the example's, and each dynamic axis at others,
/// within the program's bounds. The same numbers each time.
std::vector<ProgramSample> random_samples(const program::Program& program);

/// Runs backend and program on a sample and compares. The reference is the program itself, call by call on LibTorch.
/// @param graph names of inputs and outputs @param half for FP16: the graph as PyTorch computes it in f16; may be null
SampleCheck check_sample(const program::Program& program, const graph::Graph& graph, backend::Session& session,
                         const ProgramSample& sample, const ProgramTolerance& tolerance, const verify::HalfGraph* half);

/// Whether the session takes inputs of these shapes, in the order of the graph's.
bool takes(const backend::Session& session, const graph::Graph& graph, const ProgramSample& sample);

/// verify.json, and the table that a person reads.
nlohmann::ordered_json to_json(const std::vector<SampleCheck>& checks, const ProgramTolerance& tolerance,
                               const std::string& precision);
std::string to_table(const std::vector<SampleCheck>& checks, const std::string& backend, const std::string& precision,
                     const std::string& reference);

}  // namespace slipway::convert
