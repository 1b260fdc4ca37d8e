// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <optional>

#include "lower/onnx/builder.h"

namespace slipway::lower::onnx {
namespace {

/// The .vec forms call their tensor so.
const char* subject(const Builder& b) { return b.node().overload == "vec" ? "input" : "self"; }

/// to/from where that is the same number at every size.
std::optional<double> constant_ratio(const graph::SymInt& from, const graph::SymInt& to) {
  if (from.is_constant() != to.is_constant()) return std::nullopt;
  if (from.is_constant()) return static_cast<double>(to.constant()) / static_cast<double>(from.constant());
  std::optional<double> ratio;
  if (from.terms().size() != to.terms().size()) return std::nullopt;
  for (const auto& [axes, a] : from.terms()) {
    const auto b = to.terms().find(axes);
    if (b == to.terms().end()) return std::nullopt;
    const double value = static_cast<double>(b->second.numerator) * static_cast<double>(a.denominator) /
                         (static_cast<double>(b->second.denominator) * static_cast<double>(a.numerator));
    if (ratio && *ratio != value) return std::nullopt;
    ratio = value;
  }
  return ratio;
}

/// The factor that the user gave for spatial axis `i`, if any.
std::optional<double> given_factor(const Builder& b, size_t i) {
  static constexpr const char* kNames2d[] = {"scales_h", "scales_w"};
  if (b.node().has("scale_factors")) return b.node().numbers("scale_factors").at(i);
  const char* name = b.out_shape().size() == 3 ? "scales" : kNames2d[i];
  if (b.node().has(name)) return b.node().number(name);
  return std::nullopt;
}

/// Scales say nothing about the sizes that are dynamic, which keeps the model simple; they will do where they give the
/// right output size and the same coordinates as ATen. Else nothing.
std::optional<std::vector<float>> scales_of(const Builder& b, bool coordinates_follow_sizes) {
  const Shape& shape = b.shape_of(subject(b));
  std::vector<float> scales{1, 1};
  for (size_t i = 2; i < shape.size(); ++i) {
    const std::optional<double> ratio = constant_ratio(shape[i], b.out_shape()[i]);
    const std::optional<double> factor = coordinates_follow_sizes ? std::nullopt : given_factor(b, i - 2);
    const std::optional<double> scale = factor ? factor : ratio;
    if (!scale) return std::nullopt;
    const auto rounded = static_cast<float>(*scale);
    const bool whole = rounded == std::floor(rounded);
    if (!shape[i].is_constant() && (!whole || ratio != scale)) return std::nullopt;
    // Some runtimes multiply in f32, others in f64: 3 · 13.33333302 is 40 for the one and less for the other.
    if (shape[i].is_constant()) {
      const int64_t size = shape[i].constant(), wanted = b.out_shape()[i].constant();
      if (static_cast<int64_t>(std::floor(static_cast<float>(size) * rounded)) != wanted ||
          static_cast<int64_t>(std::floor(static_cast<double>(size) * double{rounded})) != wanted)
        return std::nullopt;
    }
    scales.push_back(rounded);
  }
  return scales;
}

void resize(Builder& b, Attributes attributes, bool coordinates_follow_sizes) {
  // Before opset 13 no input may be left out, only be empty.
  const Tensor none = b.opset() < 13 ? b.constant(HostTensor(DType::kF32, {0})) : Tensor{};
  if (const auto scales = scales_of(b, coordinates_follow_sizes)) {
    const auto rank = static_cast<int64_t>(scales->size());
    return b.output(b.emit("Resize",
                           {b.input(subject(b)), none, b.constant(HostTensor::of<float>(DType::kF32, {rank}, *scales))},
                           std::move(attributes)));
  }
  for (size_t i = 2; !coordinates_follow_sizes && i < b.out_shape().size(); ++i) {
    const auto factor = given_factor(b, i - 2);
    const auto ratio = constant_ratio(b.shape_of(subject(b))[i], b.out_shape()[i]);
    if (factor && (!ratio || std::abs(*ratio - *factor) > 1e-6 * *factor))
      fail(
          "its scale factor {} does not give whole sizes, and ONNX would sample at other places; give the size instead",
          *factor);
  }
  b.output(b.emit("Resize", {b.input(subject(b)), none, none, b.ints(b.out_shape())}, std::move(attributes)));
}

void resize_to_nearest(Builder& b, bool coordinates_follow_sizes) {
  resize(b, {{"mode", "nearest"}, {"coordinate_transformation_mode", "asymmetric"}, {"nearest_mode", "floor"}},
         coordinates_follow_sizes);
}
void lower_nearest(Builder& b) { resize_to_nearest(b, false); }

void resize_smoothly(Builder& b, Attributes attributes) {
  const bool corners = b.node().boolean("align_corners");
  attributes.emplace_back("coordinate_transformation_mode", std::string(corners ? "align_corners" : "half_pixel"));
  resize(b, std::move(attributes), corners);
}

void lower_upsample_linear(Builder& b) {
  // A single value has no neighbours, and everywhere stands what it is. ncnn takes 0 times the number before it, which
  // is NaN where that memory holds NaN.
  const Shape& shape = b.shape_of(subject(b));
  if (std::all_of(shape.begin() + 2, shape.end(), [](const graph::SymInt& size) { return size == 1; }))
    return resize_to_nearest(b, true);
  resize_smoothly(b, {{"mode", "linear"}});
}
void lower_cubic(Builder& b) { resize_smoothly(b, {{"mode", "cubic"}, {"cubic_coeff_a", -0.75F}}); }

const RegisterLowering kNearest({"aten::upsample_nearest1d", "aten::upsample_nearest1d.vec", "aten::upsample_nearest2d",
                                 "aten::upsample_nearest2d.vec"},
                                lower_nearest);
const RegisterLowering kUpsampleLinear({"aten::upsample_linear1d", "aten::upsample_linear1d.vec",
                                        "aten::upsample_bilinear2d", "aten::upsample_bilinear2d.vec"},
                                       lower_upsample_linear);
const RegisterLowering kCubic({"aten::upsample_bicubic2d", "aten::upsample_bicubic2d.vec"}, lower_cubic);

}  // namespace
}  // namespace slipway::lower::onnx
