// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Where a program and what was made of it part.
#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/io.h"
#include "capture/interpreter.h"
#include "convert/ir.h"
#include "convert/program_job.h"
#include "verify/report.h"

namespace slipway::convert {
namespace {

/// The largest difference of the captured graph from the program, both on LibTorch, as a part of the largest value.
double graph_difference(const ProgramJob& job, const std::vector<at::Tensor>& inputs) {
  const std::vector<at::Tensor> expected = program::run_on_cpu(*job.program, inputs).tensors;
  const std::vector<at::Tensor> actual = capture::run(job.graph, inputs);
  double worst = 0;
  for (size_t i = 0; i < expected.size() && i < actual.size(); ++i) {
    if (expected[i].sizes() != actual[i].sizes()) return INFINITY;
    if (expected[i].numel() == 0) continue;
    const at::Tensor a = actual[i].to(at::kDouble), b = expected[i].to(at::kDouble);
    const double largest = b.abs().max().item<double>();
    worst = std::max(worst, (a - b).abs().max().item<double>() / (largest > 0 ? largest : 1));
  }
  return worst;
}

verify::LayerSession open_with(const ProgramJob& job, const std::vector<graph::ValueId>& extra_outputs,
                               const std::filesystem::path& folder) {
  const lower::Exported all = export_graph(job.deploy, job.graph, extra_outputs);
  const backend::Backend& backend = backend::get(job.deploy.backend);
  const std::filesystem::path model = folder / job.deploy.save_file;
  io::write_file(model, all.bytes);
  const auto files = backend.compile(model, config::to_json(job.deploy.config.at("backend_config")));
  return {backend.open(files, {.device = "cpu", .threads = 1}), all.names};
}

}  // namespace

void find_first_layer(ProgramJob& job, const ProgramSample& sample) {
  std::vector<at::Tensor> inputs;
  for (const HostTensor& input : sample.inputs) inputs.push_back(capture::from_host(input));
  constexpr double kSameLibrary = 1e-5;
  try {
    if (const double own = graph_difference(job, inputs); !(own <= kSameLibrary)) {
      job.first_difference = fmt::format(
          "the graph that was captured differs from the program on LibTorch already, by {:.2g} of the largest value: "
          "this is an error of Slipway, or the program computes something else at other sizes",
          own);
      return;
    }
    const io::TemporaryFolder folder("slipway-layers");
    const auto found = verify::find_first_difference(
        job.graph, inputs,
        [&](const std::vector<graph::ValueId>& extra_outputs) { return open_with(job, extra_outputs, folder.path()); },
        job.deploy.precision == "FP16");
    job.first_difference = found ? verify::describe(*found) : "no layer differs by more than rounding";
    if (found) job.first_difference_json = verify::to_json(*found);
  } catch (const Error& e) {
    // The backend may refuse what is no output of a network; the failure itself is told all the same.
    job.first_difference = fmt::format("the first layer that differs was not found: {}", e.what());
  }
}

}  // namespace slipway::convert
