// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// The steps that run both sides and compare them.
#include <ATen/Parallel.h>

#include <algorithm>

#include "base/io.h"
#include "capture/interpreter.h"
#include "convert/ir.h"
#include "convert/job.h"
#include "convert/precision.h"
#include "convert/torch_device.h"
#include "package/post_processing.h"
#include "verify/half.h"
#include "verify/result/decoded.h"
#include "verify/rounding.h"

namespace slipway::convert {
namespace {

std::string describe(const Job& job, Result TestSample::*side) {
  std::vector<Result> results;
  for (size_t image = 0; image < job.images.size(); ++image) results.push_back(result_of(job, image, side));
  return verify::describe(results);
}

/// What the deploy config cuts of what PyTorch would keep; nothing for tasks that choose nothing.
task::Limits limits_of(const Job& job) {
  if (job.network->task().kind == task::Kind::kLabelMap) return {.labels_only = job.deploy.chooses()};
  const auto how = package::find_post_processing(job.deploy.config, package::read_model_settings(job.model_config));
  if (!how || job.network->task().kind != task::Kind::kInstances) return {};
  task::Limits limits = task::limits_of(task::kept_within(job.deploy.capabilities.max_top_k, *how));
  // An input of any size has any number of candidates, and where each place gives one only, all are let in.
  if (how->candidates_vary && !how->multi_label) limits.pre_top_k = -1;
  return limits;
}

size_t most_instances(const task::Limits& limits) {
  return limits.keep_top_k > 0 ? static_cast<size_t>(limits.keep_top_k) : verify::kNoLimit;
}

/// PyTorch's result of an image under the limits, and which of them cut how many of those that it keeps without.
void judge_limits(const Job& job, TestSample& sample, const model::Tensors& raw, const task::Limits& limits) {
  const auto results = [&](const task::Limits& some) {
    return job.network->results(raw, {sample.ready.meta}, some).at(0);
  };
  sample.reference = results(limits);
  if (limits.labels_only) {
    if (const std::string cut = verify::describe_enlarged(sample.reference, results({})); !cut.empty())
      sample.cuts.push_back(cut);
    return;
  }
  size_t left = verify::count(results({}));
  if (left == verify::count(sample.reference)) return;
  task::Limits some;
  const auto apply = [&](int64_t task::Limits::*limit, const char* key) {
    if (limits.*limit <= 0) return;
    some.*limit = limits.*limit;
    const size_t now = verify::count(results(some));
    if (now < left)
      sample.cuts.push_back(
          fmt::format("{}={} cuts {} of the {} instances that PyTorch keeps", key, limits.*limit, left - now, left));
    left = std::min(left, now);
  };
  apply(&task::Limits::pre_top_k, "pre_top_k");
  apply(&task::Limits::max_per_class, "max_output_boxes_per_class");
  apply(&task::Limits::keep_top_k, "keep_top_k");
}

/// What PyTorch finds with every layer's output moved: the captured graph, decoded as the backend's outputs are.
Result with_moved_layers(const Job& job, const TestSample& sample, uint64_t seed) {
  const auto network = [&](const HostTensor& input) {
    return capture::to_host(verify::run_with_moved_layers(job.graph, capture::from_host(input), seed));
  };
  return job.pipeline->decode(job.pipeline->run(network, sample.ready.input, 1), 0, sample.ready.meta);
}

std::vector<HostTensor> to_host(const model::Tensors& tensors) {
  std::vector<HostTensor> result;
  for (const at::Tensor& tensor : tensors) result.push_back(capture::to_host(tensor.contiguous()));
  return result;
}

/// Judges keypoints that jumped: a sample is a box, and its keypoints are where the outputs are largest.
/// @param half null in f32
void judge_decoding(Job& job, const verify::HalfGraph* half) {
  if (!job.pipeline->takes_boxes()) return;
  const task::Limits limits = limits_of(job);
  for (size_t i = 0; i < job.samples.size(); ++i) {
    verify::ResultDifference& difference = job.report.images[i].difference;
    if (difference.passed()) continue;
    const TestSample& sample = job.samples[i];
    std::vector<Result> decoded;
    for (uint64_t run = 0; run <= verify::kDecodingRuns; ++run) {
      model::Tensors given;
      for (const HostTensor& output : sample.outputs) {
        const at::Tensor tensor = capture::from_host(output);
        given.push_back(run == 0 ? tensor : verify::move_outputs(tensor, run));
      }
      decoded.push_back(job.network->results(given, {sample.ready.meta}, limits).at(0));
    }
    const at::Tensor input = capture::from_host(sample.ready.input);
    const std::vector<HostTensor> expected = to_host(job.network->raw(input));
    const verify::OutputLimit limit = half == nullptr ? verify::plain_limit(job.report.tolerance)
                                                      : verify::half_limit(to_host(half->run(input)), expected);
    difference = verify::allow_decoding(difference, sample.backend, sample.reference, decoded, sample.outputs, expected,
                                        limit, job.report.result_tolerance);
  }
}

/// Judges what failed again, by how far PyTorch's own results move when it rounds otherwise. Uses up the network, which
/// computes in f64 afterwards.
void second_opinion(Job& job, const std::vector<at::Tensor>& inputs, const verify::Outputs& outputs) {
  const task::Limits limits = limits_of(job);
  verify::Report& report = job.report;
  verify::Columns rounding;
  for (size_t i = 0; i < inputs.size(); ++i)
    if (!report.graph[i].passed())
      verify::allow_rounding(report.graph[i], rounding, job.graph, *job.session, inputs[i], outputs, report.tolerance);

  std::vector<size_t> failed;
  for (size_t i = 0; i < report.images.size(); ++i)
    if (!report.images[i].difference.passed()) failed.push_back(i);
  std::vector<std::vector<Result>> moved(failed.size());  // all of them before the network computes in f64
  for (size_t i = 0; i < failed.size(); ++i) {
    const TestSample& sample = job.samples[failed[i]];
    for (uint64_t seed = 0; seed < verify::kMovedRuns; ++seed)
      moved[i].push_back(job.network
                             ->predict(verify::move_by_one_step(capture::from_host(sample.ready.input), seed),
                                       {sample.ready.meta}, limits)
                             .at(0));
    for (uint64_t seed = 0; seed < verify::kMovedRuns; ++seed) moved[i].push_back(with_moved_layers(job, sample, seed));
  }
  for (size_t i = 0; i < failed.size(); ++i) {
    const TestSample& sample = job.samples[failed[i]];
    const auto exact = [&] {
      job.network->to(at::kDouble);
      return job.network->predict(capture::from_host(sample.ready.input).to(at::kDouble), {sample.ready.meta}, limits)
          .at(0);
    };
    verify::ResultDifference& difference = report.images[failed[i]].difference;
    difference = verify::allow_rounding(difference, sample.backend, sample.reference, moved[i], exact,
                                        most_instances(limits), report.result_tolerance);
  }
}

verify::ResultDifference compare_half(const Job& job, const verify::HalfGraph& half, const TestSample& sample,
                                      size_t limit) {
  const cv::Mat& pixels = job.images[sample.image].pixels;
  const auto network = [&](const HostTensor& input) { return to_host(half.run(capture::from_host(input))); };
  const std::vector<HostTensor> outputs = job.pipeline->run(network, sample.ready.input, 1);
  return verify::compare_half(sample.backend, sample.reference, job.pipeline->decode(outputs, 0, sample.ready.meta),
                              std::max(pixels.cols, pixels.rows), limit, job.report.result_tolerance);
}

/// The boxes of an image go through the network together, as in the runtime; images, of any sizes, one by one.
void run_samples(Job& job) {
  for (size_t begin = 0; begin < job.samples.size();) {
    size_t end = begin + 1;
    while (job.pipeline->takes_boxes() && end < job.samples.size() &&
           job.samples[end].image == job.samples[begin].image)
      ++end;
    const auto keep = [&](size_t i, const std::vector<HostTensor>& outputs, size_t index) {
      const auto row = static_cast<int64_t>(index);
      for (const HostTensor& output : outputs)
        job.samples[begin + i].outputs.push_back(
            capture::to_host(at::slice(capture::from_host(output), 0, row, row + 1).contiguous()));
    };
    std::vector<Result> results = runtime::run_samples(
        *job.session, *job.pipeline, end - begin, [&](size_t i) { return job.samples[begin + i].ready; },
        job.pipeline->takes_boxes() ? keep : std::function<void(size_t, const std::vector<HostTensor>&, size_t)>());
    for (size_t i = 0; i < results.size(); ++i) job.samples[begin + i].backend = std::move(results[i]);
    begin = end;
  }
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
  run_samples(job);
  return describe(job, &TestSample::backend);
}

namespace {

/// Where PyTorch's own outputs are no numbers, nothing can be compared, and the conversion is not to blame.
void require_numbers(const TestSample& sample, const model::Tensors& raw) {
  for (size_t i = 0; i < raw.size(); ++i)
    if (at::isnan(raw[i]).any().item<bool>())
      fail(
          "{}: PyTorch itself computes NaN for this image (output {} of the network), so there is nothing to compare "
          "with; the weights are numbers, but too large ones: the checkpoint is of a training that diverged or of "
          "another config",
          sample.name, i);
}

}  // namespace

std::string run_reference(Job& job, const std::string& device) {
  const at::NoGradGuard no_gradients;
  const at::Device place = torch_device(device);
  const task::Limits limits = limits_of(job);
  job.network->to(place);
  for (TestSample& sample : job.samples) {
    const model::Tensors raw = job.network->raw(capture::from_host(sample.ready.input).to(place));
    require_numbers(sample, raw);
    judge_limits(job, sample, raw, limits);
  }
  // The graph, and what a second opinion needs, is computed on the CPU.
  job.network->to(at::kCPU);
  return describe(job, &TestSample::reference);
}

std::string verify_model(Job& job, const verify::Tolerance& tolerance, bool allow_rounding) {
  const at::NoGradGuard no_gradients;
  verify::Report& report = job.report;
  report.done = true;
  report.tolerance = tolerance;
  const verify::Outputs outputs = verify::outputs_of(job.network->task(), job.deploy.form, job.deploy.chooses());

  std::vector<at::Tensor> examples;
  std::vector<HostTensor> network_inputs;  // the tensors refer to them
  for (const TestSample& sample : job.samples)
    network_inputs.push_back(job.pipeline->network_input(sample.ready.input));
  for (const HostTensor& input : network_inputs) examples.push_back(capture::from_host(input));
  const std::vector<at::Tensor> inputs = verify::check_inputs(
      examples, job.deploy.dynamic_batch(), !job.deploy.axis_name(2).empty(), !job.deploy.axis_name(3).empty());
  const at::Tensor* failed = nullptr;
  std::optional<verify::HalfGraph> half;
  if (allow_rounding && job.deploy.precision == "FP16")
    half.emplace(job.graph, job.deploy.capabilities.half_precision_in_file);
  report.precision = job.deploy.precision;
  report.by_own_moves = half.has_value();
  if (const auto options = half_options(job.deploy); half && options && !options->keep_io) {
    // Outputs that are f16 in the file are off by half a step besides.
    report.tolerance.rtol += verify::kHalfStep / 2;
    report.result_tolerance.scores += verify::kHalfStep / 2;
  }
  report.half_activations = job.deploy.capabilities.half_precision_in_file;
  for (const at::Tensor& input : inputs) {
    // Sizes beyond those that the backend's files were made for.
    if (!job.session->inputs().at(0).takes(input.sizes().vec())) continue;
    report.graph.push_back(
        half ? verify::check_half_graph(job.graph, *half, *job.session, input, outputs, report.tolerance)
             : verify::check_graph(job.graph, *job.session, input, outputs, tolerance));
    if (!report.graph.back().passed() && failed == nullptr) failed = &input;
  }

  const size_t limit = most_instances(limits_of(job));
  for (const TestSample& sample : job.samples)
    report.images.push_back({sample.name,
                             half ? compare_half(job, *half, sample, limit)
                                  : verify::compare(sample.backend, sample.reference, limit, report.result_tolerance),
                             sample.cuts});

  if (allow_rounding) judge_decoding(job, half ? &*half : nullptr);
  if (!report.passed() && !report.cannot_be_half()) {
    report.first_difference = verify::find_first_difference(
        job.graph, {failed != nullptr ? *failed : inputs.front()},
        [&](const std::vector<graph::ValueId>& extra_outputs) {
          const lower::Exported all = export_graph(job.deploy, job.graph, extra_outputs);
          const backend::SessionOptions options{.device = "cpu", .threads = at::get_num_threads()};
          return verify::LayerSession{backend::get(job.deploy.backend).open_memory(all.bytes, options), all.names};
        },
        half.has_value());
    const bool gross = report.first_difference && report.first_difference->gross;
    if (allow_rounding && !half && !gross) second_opinion(job, inputs, outputs);
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

}  // namespace slipway::convert
