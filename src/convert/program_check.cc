// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "convert/program_check.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/strings.h"
#include "capture/interpreter.h"
#include "verify/rounding.h"

namespace slipway::convert {
namespace {

using program::Program;
using program::ProgramAxis;
using program::ProgramInput;

/// The absolute tolerance is at most this part of an output's largest value.
constexpr double kMostOfLargest = 1e-3;

at::Tensor as_double(const HostTensor& tensor) { return capture::from_host(tensor).to(at::kDouble).flatten(); }

bool is_real(DType dtype) {
  return dtype == DType::kF32 || dtype == DType::kF64 || dtype == DType::kF16 || dtype == DType::kBF16;
}

double largest_of(const at::Tensor& values) {
  const at::Tensor finite = values.masked_select(at::isfinite(values));
  return finite.numel() == 0 ? 0 : finite.abs().max().item<double>();
}

/// The largest difference; infinite where a number stands against a NaN or another infinity.
double difference_of(const at::Tensor& a, const at::Tensor& b) {
  if (a.numel() == 0) return 0;
  const at::Tensor same = a.eq(b).logical_or(at::isnan(a).logical_and(at::isnan(b)));
  const at::Tensor difference = (a - b).abs().masked_fill(same, 0);
  return at::isnan(difference).any().item<bool>() ? INFINITY : difference.max().item<double>();
}

/// How many integers are others.
int64_t count_others(const at::Tensor& a, const at::Tensor& b) { return a.ne(b).sum().item<int64_t>(); }

/// Session inputs are found by name, else by place.
std::vector<HostTensor> in_order_of(const backend::Session& session, const graph::Graph& graph,
                                    const std::vector<HostTensor>& inputs) {
  std::vector<HostTensor> result;
  for (size_t i = 0; i < session.inputs().size(); ++i) {
    size_t index = i;
    for (size_t j = 0; j < graph.inputs.size(); ++j)
      if (graph.value(graph.inputs[j]).name == session.inputs()[i].name) index = j;
    result.push_back(inputs.at(index));
  }
  return result;
}

/// The session's outputs in the order of the graph's.
std::vector<HostTensor> outputs_of_session(backend::Session& session, const graph::Graph& graph,
                                           const std::vector<HostTensor>& inputs) {
  std::vector<HostTensor> given = session.run(in_order_of(session, graph, inputs));
  if (given.size() != graph.outputs.size())
    fail("the backend gives {} outputs, the program {}", given.size(), graph.outputs.size());
  std::vector<HostTensor> result = given;
  for (size_t i = 0; i < graph.outputs.size(); ++i)
    for (size_t j = 0; j < given.size(); ++j)
      if (session.outputs()[j].name == graph.value(graph.outputs[i]).name) result[i] = given[j];
  return result;
}

std::vector<HostTensor> run_program(const Program& program, const std::vector<HostTensor>& inputs) {
  std::vector<at::Tensor> tensors;
  for (const HostTensor& input : inputs) tensors.push_back(capture::from_host(input));
  std::vector<HostTensor> outputs;
  for (const at::Tensor& output : program::run_on_cpu(program, tensors).tensors)
    outputs.push_back(capture::to_host(output.contiguous()));
  return outputs;
}

/// Moves real numbers by one f32 step.
std::vector<HostTensor> moved(const std::vector<HostTensor>& inputs, uint64_t seed) {
  std::vector<HostTensor> result;
  for (const HostTensor& input : inputs)
    result.push_back(input.dtype() != DType::kF32
                         ? input
                         : capture::to_host(verify::move_by_one_step(capture::from_host(input), seed)));
  return result;
}

/// Judges an output that missed its limit by what PyTorch's own runs on moved inputs give.
void ask_again(OutputCheck& check, DType dtype, const at::Tensor& actual, const at::Tensor& reference,
               const std::vector<at::Tensor>& others) {
  if (!is_real(dtype)) {
    // A choice (an index, a class) that PyTorch itself makes otherwise when its inputs move by one step.
    at::Tensor known = actual.eq(reference);
    for (const at::Tensor& other : others) known = known.logical_or(actual.eq(other));
    if (!known.all().item<bool>()) return;
    check.note = fmt::format("{} choices are others, as PyTorch's own where rounding moves its inputs",
                             count_others(actual, reference));
    check.allowed = check.max_abs;
    return;
  }
  double most = 0;
  for (const at::Tensor& other : others) most = std::max(most, difference_of(other, reference));
  const double limit = std::min(verify::kRoundingFactor * most, verify::kMostRounding * check.allowed);
  if (!(check.max_abs <= limit)) return;
  check.note = fmt::format("by rounding (which may move it by {:.2g} here)", limit);
  check.allowed = limit;
}

/// In f16: twice what it does to PyTorch's own run.
void judge_half(OutputCheck& check, DType dtype, const at::Tensor& actual, const at::Tensor& reference,
                const at::Tensor& half) {
  if (!is_real(dtype)) {
    const int64_t others = count_others(actual, reference);
    const int64_t own = count_others(half, reference);
    // The same share of choices as in the results of tasks: twice PyTorch's own, and one more.
    if (others > 2 * own + 1) return;
    check.allowed = check.max_abs;
    if (others > 0) check.note = fmt::format("{} choices are others in f16, {} in PyTorch's own run", others, own);
    return;
  }
  const double most = (verify::kMostHalfSteps + 0.5) * verify::kHalfStep * check.largest + check.allowed;
  // Outputs that are f16 in the file are off by half a step besides.
  const double own =
      verify::kHalfFactor * difference_of(half, reference) + verify::kHalfStep / 2 * check.largest + check.allowed;
  check.allowed = std::min(most, own);
  check.note = fmt::format("f16 alone moves it by {:.2g}", difference_of(half, reference));
}

/// In f16 where nothing says what it does to this network: 16 steps of f16, which a deployment never allows more than.
/// Choices (indices, classes) must stay, since nothing shows that f16 is to blame for another one.
void judge_half_of_file(OutputCheck& check, DType dtype) {
  if (is_real(dtype)) check.allowed += (verify::kMostHalfSteps + 0.5) * verify::kHalfStep * check.largest;
}

}  // namespace

bool SampleCheck::passed() const {
  return std::all_of(outputs.begin(), outputs.end(), [](const OutputCheck& output) { return output.passed(); });
}

std::vector<ProgramSample> random_samples(const Program& program) {
  const at::NoGradGuard no_gradients;
  constexpr int kRuns = 3;
  at::Generator generator = at::detail::createCPUGenerator(1);
  std::vector<ProgramSample> samples;
  for (int run = 0; run < (program.axes.empty() ? 1 : kRuns); ++run) {
    std::vector<int64_t> sizes;
    for (const ProgramAxis& axis : program.axes) {
      // A step more, then a step less, or two more where there is nothing less.
      const int64_t more = axis.example + run * axis.step;
      const int64_t less = axis.example - axis.step;
      int64_t size = run == 2 && less >= axis.minimum ? less : more;
      if (axis.maximum >= 0 && size > axis.maximum) size = axis.example;
      sizes.push_back(size);
    }
    ProgramSample sample{"random numbers", {}};
    for (const ProgramInput& input : program.inputs) {
      std::vector<int64_t> shape;
      for (const program::Size& size : input.shape)
        shape.push_back(size.axis < 0 ? size.example
                                      : size.factor * sizes[static_cast<size_t>(size.axis)] + size.offset);
      const auto type = capture::scalar_type_of(input.dtype);
      const at::Tensor values =
          is_real(input.dtype) ? at::randn(shape, generator).to(type) : at::randint(0, 2, shape, generator).to(type);
      sample.inputs.push_back(capture::to_host(values));
    }
    samples.push_back(std::move(sample));
  }
  return samples;
}

bool takes(const backend::Session& session, const graph::Graph& graph, const ProgramSample& sample) {
  const std::vector<HostTensor> inputs = in_order_of(session, graph, sample.inputs);
  for (size_t i = 0; i < inputs.size(); ++i)
    if (!session.inputs()[i].takes(inputs[i].shape())) return false;
  return true;
}

SampleCheck check_sample(const Program& program, const graph::Graph& graph, backend::Session& session,
                         const ProgramSample& sample, const ProgramTolerance& tolerance,
                         const verify::HalfGraph* half) {
  const at::NoGradGuard no_gradients;
  SampleCheck result{sample.name, {}, {}};
  for (size_t i = 0; i < sample.inputs.size(); ++i)
    result.shapes.push_back(program.inputs.at(i).name + "=" + sample.inputs[i].describe());
  const std::vector<HostTensor> reference = run_program(program, sample.inputs);
  const std::vector<HostTensor> actual = outputs_of_session(session, graph, sample.inputs);
  std::vector<at::Tensor> halves;
  if (half != nullptr) {
    std::vector<at::Tensor> inputs;
    for (const HostTensor& input : sample.inputs) inputs.push_back(capture::from_host(input));
    halves = half->run(inputs);
  }
  std::vector<std::vector<HostTensor>> others;
  for (size_t i = 0; i < reference.size(); ++i) {
    OutputCheck check;
    check.name = graph.value(graph.outputs[i]).name;
    if (actual[i].shape() != reference[i].shape() || is_real(actual[i].dtype()) != is_real(reference[i].dtype())) {
      check.problem = fmt::format("it is {}, PyTorch's {}", actual[i].describe(), reference[i].describe());
      result.outputs.push_back(std::move(check));
      continue;
    }
    const at::Tensor given = as_double(actual[i]);
    const at::Tensor expected = as_double(reference[i]);
    const DType dtype = reference[i].dtype();
    check.largest = largest_of(expected);
    check.max_abs = difference_of(given, expected);
    // Where outputs are tiny themselves, the absolute part must not pass anything: unless the user asked for it.
    const double atol = tolerance.allow_rounding && check.largest > 0
                            ? std::min(tolerance.atol, kMostOfLargest * check.largest)
                            : tolerance.atol;
    check.allowed = is_real(dtype) ? atol + tolerance.rtol * check.largest : 0;
    if (half != nullptr && tolerance.allow_rounding) {
      judge_half(check, dtype, given, expected, as_double(capture::to_host(halves.at(i).contiguous())));
    } else if (tolerance.half_of_file && tolerance.allow_rounding) {
      judge_half_of_file(check, dtype);
    } else if (!check.passed() && tolerance.allow_rounding) {
      if (others.empty())
        for (uint64_t seed = 0; seed < verify::kMovedRuns; ++seed)
          others.push_back(run_program(program, moved(sample.inputs, seed)));
      std::vector<at::Tensor> values;
      for (const auto& other : others)
        if (other.at(i).shape() == reference[i].shape()) values.push_back(as_double(other[i]));
      ask_again(check, dtype, given, expected, values);
    }
    result.outputs.push_back(std::move(check));
  }
  return result;
}

nlohmann::ordered_json to_json(const std::vector<SampleCheck>& checks, const ProgramTolerance& tolerance,
                               const std::string& precision) {
  using Json = nlohmann::ordered_json;
  const auto number = [](double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); };
  Json samples = Json::array();
  bool passed = true;
  for (const SampleCheck& check : checks) {
    Json outputs = Json::array();
    for (const OutputCheck& output : check.outputs) {
      Json entry{{"name", output.name},
                 {"max_abs", number(output.max_abs)},
                 {"largest", output.largest},
                 {"allowed", number(output.allowed)},
                 {"passed", output.passed()}};
      if (!output.problem.empty()) entry["problem"] = output.problem;
      if (!output.note.empty()) entry["note"] = output.note;
      outputs.push_back(std::move(entry));
    }
    samples.push_back(
        {{"what", check.name}, {"inputs", check.shapes}, {"outputs", outputs}, {"passed", check.passed()}});
    passed = passed && check.passed();
  }
  return {{"passed", passed},
          {"precision", precision},
          {"tolerance", {{"rtol", tolerance.rtol}, {"atol", tolerance.atol}}},
          {"samples", samples}};
}

std::string to_table(const std::vector<SampleCheck>& checks, const std::string& backend, const std::string& precision,
                     const std::string& reference) {
  std::string text = fmt::format("{} ({}) against {}\n", backend, precision, reference);
  for (const SampleCheck& check : checks) {
    text += fmt::format("  {}: {}\n", check.name, join(check.shapes, ", "));
    for (const OutputCheck& output : check.outputs) {
      if (!output.problem.empty()) {
        text += fmt::format("    {:<20} FAILED: {}\n", output.name, output.problem);
        continue;
      }
      text += fmt::format("    {:<20} {:>9.2e} of {:<9.3g} {}{}{}\n", output.name, output.max_abs, output.largest,
                          output.passed() ? "ok" : "FAILED",
                          output.passed() ? "" : fmt::format(" (allowed {:.2e})", output.allowed),
                          output.note.empty() ? "" : ", " + output.note);
    }
  }
  return text;
}

}  // namespace slipway::convert
