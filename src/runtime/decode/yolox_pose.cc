// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// YOLOXPoseDecode: outputs dets f32[B,N,5] (x1,y1,x2,y2,score in input_px) and keypoints f32[B,N,K,3] (x,y in input_px,
// visibility), in any order, to instances in image_px; rows with a score of 0 or less are padding and are left out,
// order is kept.
//   rescale (required), clamp: how input_px become image_px; see decode/frame.h
//   score_threshold: instances must score more than this; 0 by default
//   select: the outputs are all candidates, unclamped, of a network that could not choose among them; see
//     decode/selection.h. Boxes are clamped to the network's input after the suppression, as in PyTorch.
#include <numeric>
#include <optional>

#include "base/error.h"
#include "runtime/decode/decoder.h"
#include "runtime/decode/frame.h"
#include "runtime/decode/selection.h"

namespace slipway::runtime {
namespace {

constexpr const char* kYoloxPose = "YOLOXPoseDecode";

struct YoloxPoseSettings {
  FrameSettings frame;
  float score_threshold = 0;
  std::optional<Selection> select;
};

class YoloxPoseDecode : public Decoder {
 public:
  explicit YoloxPoseDecode(YoloxPoseSettings settings) : settings_(std::move(settings)) {}

  Result decode(const std::vector<HostTensor>& outputs, size_t index, const ImageMeta& meta) const override {
    const auto [dets, points] = check(outputs, index);
    const Frame frame(settings_.frame, meta, settings_.select.has_value(), kYoloxPose);
    const auto rows = static_cast<size_t>(dets->dim(1));
    const auto count = static_cast<size_t>(points->dim(2));
    const float* first_det = dets->data<float>() + index * rows * 5;
    const float* first_point = points->data<float>() + index * rows * count * 3;
    Instances result;
    for (size_t row : choose(first_det, rows, meta)) {
      const float* det = first_det + row * 5;
      const float* point = first_point + row * count * 3;
      // Also leaves out NaN.
      if (!(det[4] > settings_.score_threshold)) continue;
      result.boxes.push_back(frame.box(det));
      result.scores.push_back(det[4]);
      std::vector<std::array<float, 2>> keypoints(count);
      std::vector<float> visibility(count);
      for (size_t k = 0; k < count; ++k) {
        keypoints[k] = {frame.x(point[3 * k]), frame.y(point[3 * k + 1])};
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
    if (!good) fail("{} takes outputs f32[B,N,5] and f32[B,N,K,3], got {}", kYoloxPose, describe_all(outputs));
    if (index >= static_cast<size_t>(dets->dim(0))) fail("no image {} in a batch of {}", index, dets->dim(0));
    return {dets, points};
  }

  /// The rows of an image that count, in their order.
  std::vector<size_t> choose(const float* dets, size_t rows, const ImageMeta& meta) const {
    std::vector<size_t> chosen(rows);
    std::iota(chosen.begin(), chosen.end(), size_t{0});
    if (!settings_.select) return chosen;
    chosen.clear();
    for (const Choice& choice : select(dets, rows, 1, *settings_.select, meta.net_size[0], meta.net_size[1]))
      chosen.push_back(choice.place);
    return chosen;
  }

  YoloxPoseSettings settings_;
};

std::unique_ptr<Decoder> make_yolox_pose(Params& params) {
  YoloxPoseSettings settings;
  settings.frame = read_frame(params);
  settings.score_threshold = static_cast<float>(params.number("score_threshold", 0));
  settings.select = find_selection(params);
  return std::make_unique<YoloxPoseDecode>(std::move(settings));
}

const Registration kYoloxPoseDecode(decoders(), kYoloxPose, DecoderEntry{"mmpose", make_yolox_pose});

}  // namespace
}  // namespace slipway::runtime
