// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// ResizeBBox: a detector's outputs dets f32[B,N,5] (x1,y1,x2,y2,score in input_px) and labels i64[B,N] (or i32), in any
// order, to instances in image_px; rows with a score of 0 or less are padding and are left out, order is kept.
//   rescale ("scale_factor" by default), clamp: how input_px become image_px; see decode/frame.h
//   select: the one output is all candidates f32[B,P,4+C] of a network that could not choose among them; see
//     decode/selection.h
//   The model's test_cfg stands in MMDeploy's files as well and has been applied already: score_thr, nms, nms_pre,
//   max_per_img, min_bbox_size, multi_label, yolox_style and others; of two-stage detectors below rpn and
//   rcnn.
#include <numeric>
#include <optional>

#include "base/error.h"
#include "runtime/decode/decoder.h"
#include "runtime/decode/frame.h"
#include "runtime/decode/selection.h"

namespace slipway::runtime {
namespace {

constexpr const char* kResizeBbox = "ResizeBBox";

struct ResizeBboxSettings {
  FrameSettings frame;
  std::optional<Selection> select;
};

class ResizeBBox : public Decoder {
 public:
  explicit ResizeBBox(ResizeBboxSettings settings) : settings_(std::move(settings)) {}

  Result decode(const std::vector<HostTensor>& outputs, size_t index, const ImageMeta& meta) const override {
    const Frame frame(settings_.frame, meta, /*clamp_to_input=*/false, kResizeBbox);
    return settings_.select ? choose(outputs, index, meta, frame) : read(outputs, index, frame);
  }

 private:
  static void check_index(const HostTensor& output, size_t index) {
    if (index >= static_cast<size_t>(output.dim(0))) fail("no image {} in a batch of {}", index, output.dim(0));
  }

  static Result read(const std::vector<HostTensor>& outputs, size_t index, const Frame& frame) {
    const bool swapped = outputs.size() == 2 && outputs[0].shape().size() == 2;
    const HostTensor* dets = outputs.size() == 2 ? &outputs[swapped ? 1 : 0] : nullptr;
    const HostTensor* labels = outputs.size() == 2 ? &outputs[swapped ? 0 : 1] : nullptr;
    const bool good = dets != nullptr && dets->dtype() == DType::kF32 && dets->shape().size() == 3 &&
                      dets->dim(2) == 5 && (labels->dtype() == DType::kI64 || labels->dtype() == DType::kI32) &&
                      labels->shape().size() == 2 && labels->dim(0) == dets->dim(0) && labels->dim(1) == dets->dim(1);
    if (!good) fail("{} takes outputs f32[B,N,5] and i64[B,N], got {}", kResizeBbox, describe_all(outputs));
    check_index(*dets, index);
    const auto rows = static_cast<size_t>(dets->dim(1));
    Instances result;
    for (size_t row = 0; row < rows; ++row) {
      const float* det = dets->data<float>() + (index * rows + row) * 5;
      // Also leaves out NaN.
      if (!(det[4] > 0)) continue;
      const size_t at = index * rows + row;
      result.boxes.push_back(frame.box(det));
      result.scores.push_back(det[4]);
      result.labels.push_back(labels->dtype() == DType::kI64 ? labels->data<int64_t>()[at]
                                                             : int64_t{labels->data<int32_t>()[at]});
    }
    return result;
  }

  Result choose(const std::vector<HostTensor>& outputs, size_t index, const ImageMeta& meta, const Frame& frame) const {
    const bool good = outputs.size() == 1 && outputs[0].dtype() == DType::kF32 && outputs[0].shape().size() == 3 &&
                      outputs[0].dim(2) > 4;
    if (!good) fail("{} takes one output f32[B,P,4+C], got {}", kResizeBbox, describe_all(outputs));
    check_index(outputs[0], index);
    const auto rows = static_cast<size_t>(outputs[0].dim(1));
    const auto columns = static_cast<size_t>(outputs[0].dim(2));
    const float* first = outputs[0].data<float>() + index * rows * columns;
    Instances result;
    for (const Choice& choice :
         select(first, rows, columns - 4, *settings_.select, meta.net_size[0], meta.net_size[1])) {
      result.boxes.push_back(frame.box(first + choice.place * columns));
      result.scores.push_back(choice.score);
      result.labels.push_back(choice.label);
    }
    return result;
  }

  ResizeBboxSettings settings_;
};

std::unique_ptr<Decoder> make_resize_bbox(Params& params) {
  ResizeBboxSettings settings;
  settings.frame = read_frame(params, "scale_factor");
  settings.select = find_selection(params);
  params.ignore({"score_thr", "nms", "nms_pre", "max_per_img", "min_bbox_size", "multi_label", "yolox_style", "nms_thr",
                 "mask_thr_binary", "iou_threshold", "is_rcnn", "classes", "rpn", "rcnn"});
  return std::make_unique<ResizeBBox>(std::move(settings));
}

const Registration kResizeBBox(decoders(), kResizeBbox, DecoderEntry{"mmdet", make_resize_bbox});

}  // namespace
}  // namespace slipway::runtime
