// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// YOLOXPoseDecode: outputs dets f32[B,N,5] (x1,y1,x2,y2,score in input_px) and keypoints f32[B,N,K,3] (x,y in input_px,
// visibility), in any order, to instances in image_px; rows with a score of 0 or less are padding and are left out,
// order is kept.
//   rescale (required): how input_px become image_px, which is how pre-processing made the input:
//     "input_scale"   BottomupResize: p / input_size * input_scale + input_center - input_scale / 2, in f64, as mmpose
//     "scale_factor"  Resize and Pad: p / scale_factor, in f32, as mmyolo
//     "none"          the input is the image
//   clamp: "none" (default) or "ori_shape": boxes, not keypoints, are clamped to [0,w] x [0,h] of the original image
//   score_threshold: instances must score more than this; 0 by default
//   select: the outputs are all candidates, unclamped, of a network that could not choose among them; see
//     DetectionSelection. Boxes are clamped to the network's input after the suppression, as in PyTorch.
#include <algorithm>
#include <numeric>
#include <optional>

#include "base/error.h"
#include "runtime/decode/decoder.h"
#include "runtime/decode/detection_selection.h"

namespace slipway::runtime {
namespace {

enum class Rescale { kInputScale, kScaleFactor, kNone };

struct Settings {
  Rescale rescale = Rescale::kNone;
  bool clamp = false;
  float score_threshold = 0;
  std::optional<DetectionSelection> select;
};

/// input_px to image_px, one axis.
class Axis {
 public:
  Axis(Rescale rescale, const ImageMeta& meta, size_t axis)
      : rescale_(rescale),
        input_size_(static_cast<double>(meta.input_size[axis])),
        input_scale_(static_cast<double>(meta.input_scale[axis])),
        input_center_(static_cast<double>(meta.input_center[axis])),
        scale_factor_(static_cast<float>(meta.scale_factor[axis])),
        limit_(static_cast<float>(meta.ori_shape[1 - axis])) {}

  float to_image(float p) const {
    switch (rescale_) {
      case Rescale::kInputScale:
        return static_cast<float>(static_cast<double>(p) / input_size_ * input_scale_ + input_center_ -
                                  0.5 * input_scale_);
      case Rescale::kScaleFactor:
        return p / scale_factor_;
      case Rescale::kNone:
        return p;
    }
    return p;
  }
  float clamp(float p) const { return std::clamp(p, 0.0F, limit_); }

 private:
  Rescale rescale_;
  double input_size_, input_scale_, input_center_;
  float scale_factor_, limit_;
};

class YoloxPoseDecode : public Decoder {
 public:
  explicit YoloxPoseDecode(const Settings& settings) : settings_(settings) {}

  Result decode(const std::vector<HostTensor>& outputs, size_t index, const ImageMeta& meta) const override {
    const auto [dets, points] = check(outputs, index);
    if (settings_.rescale == Rescale::kInputScale && (meta.input_size[0] <= 0 || meta.input_size[1] <= 0))
      fail("YOLOXPoseDecode with 'rescale': 'input_scale' needs BottomupResize among the transforms");
    const auto rows = static_cast<size_t>(dets->dim(1));
    const auto count = static_cast<size_t>(points->dim(2));
    const float* first_det = dets->data<float>() + index * rows * 5;
    const float* first_point = points->data<float>() + index * rows * count * 3;
    const Axis axes[2] = {Axis(settings_.rescale, meta, 0), Axis(settings_.rescale, meta, 1)};
    PoseResult result;
    for (size_t row : choose(first_det, rows)) {
      const float* det = first_det + row * 5;
      const float* point = first_point + row * count * 3;
      // Also leaves out NaN.
      if (!(det[4] > settings_.score_threshold)) continue;
      std::array<float, 4> box{};
      for (size_t i = 0; i < 4; ++i) {
        const Axis& axis = axes[i % 2];
        const float limit = static_cast<float>(meta.net_size[i % 2]);
        box[i] = axis.to_image(settings_.select ? std::min(std::max(det[i], 0.0F), limit) : det[i]);
        if (settings_.clamp) box[i] = axis.clamp(box[i]);
      }
      result.bboxes.push_back(box);
      result.bbox_scores.push_back(det[4]);
      std::vector<std::array<float, 2>> keypoints(count);
      std::vector<float> visibility(count);
      for (size_t k = 0; k < count; ++k) {
        keypoints[k] = {axes[0].to_image(point[3 * k]), axes[1].to_image(point[3 * k + 1])};
        visibility[k] = point[3 * k + 2];
      }
      result.keypoints.push_back(std::move(keypoints));
      result.keypoint_scores.push_back(std::move(visibility));
    }
    return result;
  }

 private:
  static std::pair<const HostTensor*, const HostTensor*> check(const std::vector<HostTensor>& outputs, size_t index) {
    const auto rank = [&](size_t i) { return outputs[i].shape().size(); };
    const bool swapped = outputs.size() == 2 && rank(0) == 4;
    const HostTensor* dets = outputs.size() == 2 ? &outputs[swapped ? 1 : 0] : nullptr;
    const HostTensor* points = outputs.size() == 2 ? &outputs[swapped ? 0 : 1] : nullptr;
    const bool good = dets != nullptr && dets->dtype() == DType::kF32 && points->dtype() == DType::kF32 &&
                      dets->shape().size() == 3 && dets->dim(2) == 5 && points->shape().size() == 4 &&
                      points->dim(3) == 3 && points->dim(0) == dets->dim(0) && points->dim(1) == dets->dim(1);
    if (!good) fail("YOLOXPoseDecode takes outputs f32[B,N,5] and f32[B,N,K,3], got {}", describe_all(outputs));
    if (index >= static_cast<size_t>(dets->dim(0))) fail("no image {} in a batch of {}", index, dets->dim(0));
    return {dets, points};
  }

  /// The rows of an image that count, in their order.
  std::vector<size_t> choose(const float* dets, size_t rows) const {
    if (settings_.select) return select_detections(dets, rows, *settings_.select);
    std::vector<size_t> all(rows);
    std::iota(all.begin(), all.end(), size_t{0});
    return all;
  }

  Settings settings_;
};

std::unique_ptr<Decoder> make(Params& params) {
  Settings settings;
  if (!params.has("rescale")) params.problem("'rescale' is missing; give 'input_scale', 'scale_factor' or 'none'");
  const std::string rescale = params.choice("rescale", "none", {"input_scale", "scale_factor", "none"});
  settings.rescale = rescale == "input_scale"    ? Rescale::kInputScale
                     : rescale == "scale_factor" ? Rescale::kScaleFactor
                                                 : Rescale::kNone;
  settings.clamp = params.choice("clamp", "none", {"none", "ori_shape"}) == "ori_shape";
  settings.score_threshold = static_cast<float>(params.number("score_threshold", 0));
  if (const nlohmann::json* select = params.raw("select")) {
    if (select->is_object()) {
      Params how(*select, params.where() + ": select", params.problems());
      settings.select = DetectionSelection::read(how);
      how.finish();
    } else {
      params.problem("'select' must be an object, got " + brief(*select));
    }
  }
  return std::make_unique<YoloxPoseDecode>(settings);
}

const Registration kRegistered(decoders(), "YOLOXPoseDecode", DecoderEntry{"mmpose", make});

}  // namespace
}  // namespace slipway::runtime
