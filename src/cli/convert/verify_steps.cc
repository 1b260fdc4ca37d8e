// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// The steps that run both sides and compare them.
#include <ATen/Parallel.h>

#include <algorithm>

#include "base/io.h"
#include "capture/interpreter.h"
#include "cli/convert/ir.h"
#include "cli/convert/job.h"
#include "cli/convert/precision.h"
#include "cli/convert/torch_device.h"
#include "package/post_processing.h"
#include "verify/half.h"
#include "verify/rounding.h"

namespace slipway::cli {
namespace {

/// "7 instances on 2 images", or "class 4 (0.1102)" of the first image.
std::string describe(const Job& job, Result TestImage::*side) {
  if (const auto* classes = std::get_if<ClassResult>(&(job.images.front().*side)))
    return fmt::format("class {} ({:.4f})", classes->label, classes->scores.at(static_cast<size_t>(classes->label)));
  if (const auto* labels = std::get_if<MultiLabelResult>(&(job.images.front().*side)))
    return fmt::format("{} positive classes of {}", labels->labels.size(), labels->scores.size());
  size_t total = 0;
  for (const TestImage& image : job.images) total += std::get<PoseResult>(image.*side).size();
  return fmt::format("{} instances on {} image{}", total, job.images.size(), job.images.size() == 1 ? "" : "s");
}

/// How many instances the deployed model gives at most: the rows of its output, or what the runtime keeps of them.
size_t most_instances(const Job& job) {
  if (job.deploy.selects_detections)
    return static_cast<size_t>(job.graph.value(job.graph.outputs.at(0)).shape.at(1).constant());
  const package::PostProcessing how =
      package::read_post_processing(job.deploy.config, package::read_model_thresholds(job.model_config));
  return static_cast<size_t>(std::min(how.max_output, how.keep_top_k));
}

/// Judges what failed again, by how far PyTorch's own results move when it rounds otherwise. Uses up the network, which
/// computes in f64 afterwards.
void second_opinion(Job& job, const std::vector<at::Tensor>& inputs, bool detections, size_t limit) {
  verify::Report& report = job.report;
  verify::Columns rounding;
  for (size_t i = 0; i < inputs.size(); ++i)
    if (!report.graph[i].passed())
      verify::allow_rounding(report.graph[i], rounding, job.graph, *job.session, inputs[i], detections,
                             report.tolerance);

  std::vector<size_t> failed;
  for (size_t i = 0; i < report.images.size(); ++i)
    if (!report.images[i].difference.passed()) failed.push_back(i);
  std::vector<std::vector<Result>> moved(failed.size());  // all of them before the network computes in f64
  for (size_t i = 0; i < failed.size(); ++i) {
    const TestImage& image = job.images[failed[i]];
    for (uint64_t seed = 0; seed < verify::kMovedRuns; ++seed)
      moved[i].push_back(
          job.network
              ->predict(verify::move_by_one_step(capture::from_host(image.ready.input), seed), {image.ready.meta})
              .at(0));
  }
  for (size_t i = 0; i < failed.size(); ++i) {
    const TestImage& image = job.images[failed[i]];
    const auto exact = [&] {
      job.network->to(at::kDouble);
      return job.network->predict(capture::from_host(image.ready.input).to(at::kDouble), {image.ready.meta}).at(0);
    };
    verify::ResultDifference& difference = report.images[failed[i]].difference;
    difference = verify::allow_rounding(difference, image.backend, image.reference, moved[i], exact, limit,
                                        report.result_tolerance);
  }
}

verify::ResultDifference compare_half(const Job& job, const verify::HalfGraph& half, const TestImage& image,
                                      size_t limit) {
  std::vector<HostTensor> outputs;
  for (const at::Tensor& output : half.run(capture::from_host(image.ready.input)))
    outputs.push_back(capture::to_host(output.contiguous()));
  return verify::compare_half(image.backend, image.reference, job.pipeline->decode(outputs, 0, image.ready.meta),
                              std::max(image.pixels.cols, image.pixels.rows), limit, job.report.result_tolerance);
}

}  // namespace

std::string run_backend(Job& job, const std::filesystem::path& folder, const std::string& device) {
  const backend::Backend& backend = backend::get(job.deploy.backend);
  const std::filesystem::path model = folder / job.deploy.save_file;
  io::write_file(model, job.exported.bytes);
  // The file is what ships, so the file is what runs.
  job.exported.bytes.clear();
  job.exported.bytes.shrink_to_fit();
  job.model_files = backend.compile(model, config::to_json(job.deploy.config.at("backend_config")));
  backend::SessionOptions options;
  options.device = device;
  options.threads = at::get_num_threads();
  options.release_memory = true;
  job.session = backend.open(job.model_files, options);
  for (TestImage& image : job.images)
    image.backend = job.pipeline->decode(job.session->run({image.ready.input}), 0, image.ready.meta);
  return describe(job, &TestImage::backend);
}

std::string run_reference(Job& job, const std::string& device) {
  const at::NoGradGuard no_gradients;
  const at::Device place = torch_device(device);
  job.network->to(place);
  for (TestImage& image : job.images)
    image.reference = job.network->predict(capture::from_host(image.ready.input).to(place), {image.ready.meta}).at(0);
  // The graph, and what a second opinion needs, is computed on the CPU.
  job.network->to(at::kCPU);
  return describe(job, &TestImage::reference);
}

std::string verify_model(Job& job, const verify::Tolerance& tolerance, bool allow_rounding) {
  const at::NoGradGuard no_gradients;
  verify::Report& report = job.report;
  report.done = true;
  report.tolerance = tolerance;
  const bool detections = job.deploy.task == "PoseDetection";

  std::vector<at::Tensor> examples;
  for (const TestImage& image : job.images) examples.push_back(capture::from_host(image.ready.input));
  const std::vector<at::Tensor> inputs = verify::check_inputs(
      examples, job.deploy.dynamic_batch(), !job.deploy.axis_name(2).empty(), !job.deploy.axis_name(3).empty());
  const at::Tensor* failed = nullptr;
  std::optional<verify::HalfGraph> half;
  if (allow_rounding && job.deploy.precision == "FP16")
    half.emplace(job.graph, backend::get(job.deploy.backend).half_precision_in_file());
  report.precision = job.deploy.precision;
  report.by_own_moves = half.has_value();
  if (const auto options = half_options(job.deploy); half && options && !options->keep_io) {
    // Outputs that are f16 in the file are off by half a step besides.
    report.tolerance.rtol += verify::kHalfStep / 2;
    report.result_tolerance.scores += verify::kHalfStep / 2;
  }
  report.half_activations = backend::get(job.deploy.backend).half_precision_in_file();
  for (const at::Tensor& input : inputs) {
    // Sizes beyond those that the backend's files were made for.
    if (!job.session->inputs().at(0).takes(input.sizes().vec())) continue;
    // Candidates that nobody has chosen among stand in the same rows on both sides.
    const bool chosen = detections && job.deploy.selects_detections;
    report.graph.push_back(
        half ? verify::check_half_graph(job.graph, *half, *job.session, input, chosen, report.tolerance)
             : verify::check_graph(job.graph, *job.session, input, detections, tolerance));
    if (!report.graph.back().passed() && failed == nullptr) failed = &input;
  }

  const size_t limit = detections ? most_instances(job) : 1;
  for (const TestImage& image : job.images)
    report.images.push_back({image.file.filename().string(),
                             half ? compare_half(job, *half, image, limit)
                                  : verify::compare(image.backend, image.reference, limit, report.result_tolerance)});

  if (!report.passed() && !report.cannot_be_half()) {
    report.first_difference = verify::find_first_difference(
        job.graph, failed != nullptr ? *failed : inputs.front(),
        [&](const std::vector<graph::ValueId>& extra_outputs) {
          const lower::Exported all = export_graph(job.deploy, job.graph, extra_outputs);
          const backend::SessionOptions options{.device = "cpu", .threads = at::get_num_threads()};
          return verify::LayerSession{backend::get(job.deploy.backend).open_memory(all.bytes, options), all.names};
        },
        half.has_value());
    const bool gross = report.first_difference && report.first_difference->gross;
    if (allow_rounding && !half && !gross) second_opinion(job, inputs, detections, limit);
    if (report.passed()) report.first_difference.reset();
  }
  if (report.graph.empty())
    fail("verification has no input of a size that the backend was made for (backend_config.model_inputs)");
  return fmt::format("{} inputs, {} images: {}", report.graph.size(), report.images.size(),
                     !report.passed()           ? "DIFFERENT from PyTorch"
                     : report.needed_rounding() ? "equal to PyTorch but for rounding"
                     : half                     ? "equal to PyTorch but for what f16 moves"
                                                : "equal to PyTorch");
}

}  // namespace slipway::cli
