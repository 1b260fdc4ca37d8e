// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "verify/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "verify/half.h"

namespace slipway::verify {
namespace {

using Json = nlohmann::ordered_json;

/// JSON has no infinity; a number that could not be measured is null.
Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

const char* verdict(bool passed) { return passed ? "ok" : "FAILED"; }

/// What stands behind a verdict that rests on measured rounding.
std::string rounding_text(const std::string& limits, const std::string& run) {
  std::string text = fmt::format(", by rounding (which may move {} here)", limits);
  if (!run.empty()) text += fmt::format("; equals PyTorch {}", run);
  return text;
}

std::string remark(const Difference& difference) {
  if (!difference.problem.empty()) return ": " + difference.problem;
  const std::string note = difference.note.empty() ? "" : ", " + difference.note;
  // In f16 the note says what it moves.
  if (!difference.by_rounding() || difference.note.find("f16") != std::string::npos) return note;
  return rounding_text(fmt::format("it by {:.2g}", difference.rounding), difference.run) + note;
}

std::string remark(const ResultDifference& difference) {
  if (!difference.problem.empty()) return ": " + difference.problem;
  const std::string note = difference.note.empty() ? "" : ", " + difference.note;
  if (!difference.rounding) return note;
  return rounding_text(fmt::format("points by {:.2g} px, scores by {:.2g}", difference.rounding->pixels,
                                   difference.rounding->scores),
                       difference.run) +
         note;
}

Json graph_json(const GraphCheck& check) {
  Json outputs = Json::array();
  for (size_t i = 0; i < check.outputs.size(); ++i) {
    const Difference& difference = check.differences[i];
    Json output{{"name", check.outputs[i]},
                {"max_abs", number(difference.max_abs)},
                {"mean_abs", number(difference.mean_abs)},
                {"passed", difference.passed()}};
    if (!difference.problem.empty()) output["problem"] = difference.problem;
    if (!difference.note.empty()) output["note"] = difference.note;
    if (difference.by_rounding()) output["rounding"] = {{"allowed", difference.rounding}, {"equals", difference.run}};
    outputs.push_back(output);
  }
  return {{"input_shape", check.input_shape},
          {"batch", check.input_shape.at(0)},
          {"outputs", outputs},
          {"passed", check.passed()}};
}

Json image_json(const ImageCheck& check) {
  const ResultDifference& difference = check.difference;
  Json result{{"image", check.image},
              {"backend_count", difference.actual_count},
              {"reference_count", difference.reference_count},
              {"max_box_px", number(difference.max_box)},
              {"max_keypoint_px", number(difference.max_keypoint)},
              {"max_score", number(difference.max_score)},
              {"passed", difference.passed()}};
  if (!difference.problem.empty()) result["problem"] = difference.problem;
  if (!difference.note.empty()) result["note"] = difference.note;
  if (!check.cuts.empty()) result["cut_by_limits"] = check.cuts;
  if (difference.rounding)
    result["rounding"] = {{"allowed_px", difference.rounding->pixels},
                          {"allowed_score", difference.rounding->scores},
                          {"equals", difference.run}};
  return result;
}

/// Why the limits of this precision are what they are.
std::string reason(const Report& report) {
  if (report.by_own_moves)
    return fmt::format(
        "FP16: {} hold 11 bits. What that does to this network was measured on PyTorch alone; a backend that rounds in "
        "other places may differ by {:g} times as much, never by more than {:g} steps of 2^-11 of the largest value",
        report.half_activations ? "weights and the outputs of layers" : "weights", kHalfFactor, kMostHalfSteps);
  if (report.precision != "FP32") return report.precision + ": held to the limits that were asked for";
  return "FP32: sums of f32 numbers in another order";
}

}  // namespace

bool Report::passed() const {
  return std::all_of(graph.begin(), graph.end(), [](const GraphCheck& check) { return check.passed(); }) &&
         std::all_of(images.begin(), images.end(), [](const ImageCheck& check) { return check.difference.passed(); });
}

bool Report::cannot_be_half() const {
  bool failed = false, own = true;
  for (const GraphCheck& check : graph)
    for (const Difference& difference : check.differences)
      if (!difference.passed()) failed = true, own = own && difference.reference_too;
  for (const ImageCheck& check : images)
    if (!check.difference.passed()) failed = true, own = own && check.difference.reference_too;
  return failed && own;
}

bool Report::needed_rounding() const {
  const auto moved = [](const Difference& difference) { return difference.by_rounding(); };
  if (by_own_moves) return false;  // all of it does, and the table says so
  return std::any_of(graph.begin(), graph.end(),
                     [&](const GraphCheck& check) {
                       return std::any_of(check.differences.begin(), check.differences.end(), moved);
                     }) ||
         std::any_of(images.begin(), images.end(),
                     [](const ImageCheck& check) { return check.difference.rounding.has_value(); });
}

namespace {

Json rewriters_json(const std::vector<rewrite::Use>& uses) {
  Json result = Json::array();
  for (const rewrite::Use& use : uses)
    result.push_back({{"kind", use.kind},
                      {"name", use.name},
                      {"backend", use.target.backend.empty() ? Json(nullptr) : Json(use.target.backend)},
                      {"ir", use.target.ir.empty() ? Json(nullptr) : Json(use.target.ir)},
                      {"where", use.where}});
  return result;
}

}  // namespace

nlohmann::ordered_json to_json(const LayerDifference& layer) {
  return {{"operator", layer.op},
          {"layer", layer.scope},
          {"tensor", layer.value},
          {"max_abs", number(layer.max_abs)},
          {"largest", number(layer.largest)}};
}

std::string describe(const LayerDifference& layer) {
  return fmt::format("the first layer that differs: {} ({}), tensor {}: by {:.3g}, its largest value is {:.3g}",
                     layer.scope.empty() ? "the network's own code" : layer.scope, layer.op, layer.value, layer.max_abs,
                     layer.largest);
}

Json to_json(const Report& report) {
  Json result{{"verified", report.done}};
  if (!report.rewriters.empty()) result["rewriters"] = rewriters_json(report.rewriters);
  if (!report.done) {
    result["passed"] = nullptr;
    return result;
  }
  result["passed"] = report.passed();
  result["precision"] = report.precision;
  result["tolerance"] = {{"rtol", report.tolerance.rtol},
                         {"atol", report.tolerance.atol},
                         {"pixels", report.result_tolerance.pixels},
                         {"scores", report.result_tolerance.scores},
                         {"reason", reason(report)}};
  result["graph"] = Json::array();
  for (const GraphCheck& check : report.graph) result["graph"].push_back(graph_json(check));
  result["images"] = Json::array();
  for (const ImageCheck& check : report.images) result["images"].push_back(image_json(check));
  if (report.cannot_be_half()) result["cannot_be_half"] = true;
  if (report.first_difference) result["first_difference"] = to_json(*report.first_difference);
  return result;
}

std::string table(const Report& report, const std::string& backend) {
  if (!report.done) return "not verified (--no-verify)\n";
  std::string text = fmt::format(
      "{} in {} against the captured graph on LibTorch (allowed: {:g} + {:g} of an output's largest value{})\n",
      backend, report.precision, report.tolerance.atol, report.tolerance.rtol,
      report.by_own_moves ? ", or what f16 moves" : "");
  text += fmt::format("  {:<20} {:<12} {:>11} {:>11}\n", "input", "output", "max abs", "mean abs");
  for (const GraphCheck& check : report.graph)
    for (size_t i = 0; i < check.outputs.size(); ++i) {
      const Difference& difference = check.differences[i];
      text += fmt::format("  {:<20} {:<12} {:>11.3g} {:>11.3g}  {}{}\n", i == 0 ? format_shape(check.input_shape) : "",
                          check.outputs[i], difference.max_abs, difference.mean_abs, verdict(difference.passed()),
                          remark(difference));
    }
  text += fmt::format("results against eager PyTorch (allowed: {:g} px, {:g} in scores)\n",
                      report.result_tolerance.pixels, report.result_tolerance.scores);
  text += fmt::format("  {:<28} {:>9} {:>10} {:>10} {:>10}\n", "image", "instances", "boxes px", "points px", "scores");
  for (const ImageCheck& check : report.images) {
    const ResultDifference& difference = check.difference;
    text +=
        fmt::format("  {:<28} {:>4}/{:<4} {:>10.3g} {:>10.3g} {:>10.3g}  {}{}\n", check.image, difference.actual_count,
                    difference.reference_count, difference.max_box, difference.max_keypoint, difference.max_score,
                    verdict(difference.passed()), remark(difference));
  }
  for (const ImageCheck& check : report.images)
    for (const std::string& cut : check.cuts) text += fmt::format("  {}: {}\n", check.image, cut);
  text += "limits of " + reason(report) + "\n";
  if (report.passed() && report.needed_rounding() && !report.by_own_moves)
    text +=
        "this network amplifies rounding beyond the plain limits: what it may move was measured on PyTorch alone "
        "(with every value\nof its input, or of its layers, moved by one f32 step, and in f64), and no layer differs "
        "by more "
        "than 1e-3 of its\nlargest value\n";
  if (report.first_difference) {
    text += describe(*report.first_difference) + "\n";
  } else if (report.cannot_be_half()) {
    text +=
        "PyTorch's own run with FP16 is as far off: this network amplifies what FP16 rounds, and a converted model "
        "cannot be told from a\nfaulty one; use FP32, or keep layers in f32 where the backend can\n";
  } else if (!report.passed()) {
    text += report.by_own_moves ? "no layer differs by more than FP16 rounds\n"
                                : "no layer differs by more than rounding, 1e-4 of its largest value\n";
  }
  return text;
}

}  // namespace slipway::verify
