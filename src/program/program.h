// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/tensor.h"
#include "capture/capture.h"
#include "graph/graph.h"

/// Networks as PyTorch exported them: `torch.export` archives (.pt2) and TorchScript (.pt). Both become graphs in the
/// same way as our own models: their calls run on the meta device while capture records them.
namespace slipway::program {

/// A dynamic axis of a program: a size that may be chosen at run time.
struct ProgramAxis {
  std::string name;      ///< "batch", "height", ...
  int64_t example = 1;   ///< its size at capture
  int64_t step = 1;      ///< by which it may vary
  int64_t minimum = 1;   ///< smallest size that the program was exported for
  int64_t maximum = -1;  ///< the largest; -1 for none
};

/// The size of a dimension of an input: a number, or factor * axis + offset.
struct Size {
  int64_t example = 0;
  int axis = -1;  ///< index into Program::axes; -1: always `example`
  int64_t factor = 1;
  int64_t offset = 0;
};

struct ProgramInput {
  std::string name;
  DType dtype = DType::kF32;
  std::vector<Size> shape;
  bool shape_known = true;  ///< false: the file does not say, the user has to (TorchScript)
};

/// Tensors with the names that nested structures give them: "logits", "features_0".
struct NamedOutputs {
  std::vector<std::string> names;
  std::vector<at::Tensor> tensors;
};

/// A loaded program. Immutable but for what declare_inputs() sets; may be run from several threads at once.
class Program {
 public:
  virtual ~Program() = default;

  std::string source;  ///< file name, for messages
  std::string origin;  ///< "torch.export of PyTorch 2.14.1 (schema 8.20)"
  std::vector<ProgramAxis> axes;
  std::vector<ProgramInput> inputs;
  std::vector<capture::Parameter> parameters;  ///< weights, buffers and constants; `meta` on the meta device
  std::map<std::string, std::string> extra;    ///< what the exporter wrote besides, by name

  /// Makes every call of the program, on the device of `parameters` (in the order of the member). Tensors that the
  /// program makes itself go to that device, too. Absent outputs (None) are left out.
  /// Errors: slipway::Error that names the call, its place in the model and, where known, its source line.
  virtual NamedOutputs run(const std::vector<at::Tensor>& inputs, const std::vector<at::Tensor>& parameters) const = 0;
};

/// Reads a .pt2 archive or a TorchScript file; its content tells which. Nothing in it is executed but the operators
/// that its graph names, when it is run.
/// Errors: slipway::Error that begins with "program FILE".
std::unique_ptr<Program> load(const std::filesystem::path& file);
/// Whether a file is one of these, told by the names of its members; false for anything else, checkpoints among them.
bool is_program(const std::filesystem::path& file);
/// The same of a .pt2 archive in memory (copied first).
std::unique_ptr<Program> load_pt2_from_memory(std::string_view bytes, const std::string& name);

/// Runs it on the CPU with its own weights, without gradients: the reference of verification.
NamedOutputs run_on_cpu(const Program& program, const std::vector<at::Tensor>& inputs);

/// The program as a graph: ATen calls, its dynamic axes found by running it at several sizes.
/// @param output_names what outputs are to be called; empty: as the program does
/// Errors: slipway::Error, those of capture::capture() among them.
graph::Graph capture_program(const Program& program, const std::vector<std::string>& output_names = {});

}  // namespace slipway::program
