// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <ATen/Functions.h>

#include <cmath>

#include "codebase/mmpose/codecs/codec.h"
#include "codebase/mmpose/codecs/gaussian.h"

namespace slipway::model {
namespace {

/// SimCCLabel: each axis of a keypoint is a vector of bins, and its place is where that is largest. Outputs x [K,W] and
/// y [K,H], simcc_split_ratio bins for each px.
class SimccLabel : public Codec {
 public:
  explicit SimccLabel(Args& args)
      : split_ratio_(args.number("simcc_split_ratio", 2.0)), use_dark_(args.boolean("use_dark", false)) {
    if (!(split_ratio_ > 0)) args.refuse("simcc_split_ratio", "must be positive");
    if (args.boolean("decode_visibility", false))
      note_ = "decode_visibility: keypoints have their scores, which metrics use; a visibility besides is left out";
    // How labels for training are made.
    args.ignore({"input_size", "smoothing_type", "label_smooth_weight", "normalize", "decode_beta"});
    args.attempt([&] {
      const config::Value* sigma = args.find("sigma");
      if (sigma == nullptr)
        sigma_ = {6, 6};
      else if (sigma->is_number())
        sigma_ = {sigma->as_float(), sigma->as_float()};
      else
        sigma_ = {sigma->at(size_t{0}).as_float(), sigma->at(size_t{1}).as_float()};
      return true;
    });
    for (size_t axis : {size_t{0}, size_t{1}})
      if (use_dark_ && blur_size(axis) < 3)
        args.refuse("sigma", "is too small for use_dark=True: the blur would be none");
  }

  std::string note() const override { return note_; }

  DecodedPoints decode(const Tensors& outputs) const override {
    const auto [x_score, x_place] = at::max(outputs.at(0), 1);
    const auto [y_score, y_place] = at::max(outputs.at(1), 1);
    const Tensor scores = at::minimum(x_score, y_score).to(at::kFloat);
    const Tensor refined[2] = {use_dark_ ? slopes(outputs[0], 0) : Tensor(),
                               use_dark_ ? slopes(outputs[1], 1) : Tensor()};
    DecodedPoints result;
    for (int64_t k = 0; k < scores.size(0); ++k) {
      const float score = scores[k].item<float>();
      std::array<double, 2> place{};
      for (size_t axis : {size_t{0}, size_t{1}}) {
        const Tensor& places = axis == 0 ? x_place : y_place;
        float bin = score > 0 ? static_cast<float>(places[k].item<int64_t>()) : -1.0F;
        if (use_dark_) bin -= offset(refined[axis][k], bin);
        place[axis] = bin / static_cast<float>(split_ratio_);  // f32
      }
      result.places.push_back(place);
      result.scores.push_back(score);
    }
    return result;
  }

 private:
  /// Number of bins that the blur before the refinement reaches over; odd.
  int64_t blur_size(size_t axis) const {
    const auto size = static_cast<int64_t>(std::floor((sigma_[axis] * 20 - 7) / 3));
    return size - (size % 2 == 0 ? 1 : 0);
  }

  /// Logarithms of the blurred vectors, scaled to the same maximum, with their ends repeated twice.
  Tensor slopes(const Tensor& vectors, size_t axis) const {
    const int64_t size = blur_size(axis);
    const Tensor kernel = gaussian_kernel(size).to(vectors.scalar_type());
    const std::vector<int64_t> stride{1}, padding{size / 2};
    Tensor blurred = at::squeeze(
        at::conv1d(at::unsqueeze(vectors, 1), at::reshape(kernel, {1, 1, -1}), /*bias=*/{}, stride, padding), 1);
    blurred = blurred * (at::amax(vectors, {1}, true) / at::amax(blurred, {1}, true));
    return at::squeeze(at::replication_pad1d(at::unsqueeze(at::log(at::clamp(blurred, 1e-3, 50.0)), 0), {2, 2}), 0);
  }

  /// By how many bins a parabola through the logarithms puts the maximum elsewhere.
  static float offset(const Tensor& slopes, float bin) {
    const auto place = static_cast<int64_t>(bin + 2.5F);
    const int64_t length = slopes.size(0);
    // Before the first one comes the last, as in NumPy: for keypoints that are nowhere.
    const auto at = [&](int64_t i) { return slopes[(i + length) % length].item<float>(); };
    const float first = 0.5F * (at(place + 1) - at(place - 1));
    const float second = 1e-9F + 0.25F * (at(place + 2) - 2 * at(place) + at(place - 2));
    return first / second;
  }

  double split_ratio_;
  bool use_dark_;
  std::array<double, 2> sigma_{};
  std::string note_;
};

const Registration kSimccLabel(codecs(), "mmpose.SimCCLabel",
                               [](Args& args) { return std::make_unique<SimccLabel>(args); });

}  // namespace
}  // namespace slipway::model
