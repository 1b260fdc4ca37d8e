// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "operator/nms_mask/nms_mask.h"

#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>
#include <torch/library.h>

#include <algorithm>
#include <vector>

namespace slipway::ops {
namespace {

struct Box {
  float x1, y1, x2, y2;
};

/// In float and in this order of operations, as torchvision and mmpose compute it.
bool overlaps(const Box& a, const Box& b, float threshold) {
  const float width = std::max(0.0F, std::min(a.x2, b.x2) - std::max(a.x1, b.x1));
  const float height = std::max(0.0F, std::min(a.y2, b.y2) - std::max(a.y1, b.y1));
  const float intersection = width * height;
  const float area_a = (a.x2 - a.x1) * (a.y2 - a.y1);
  const float area_b = (b.x2 - b.x1) * (b.y2 - b.y1);
  return intersection / (area_a + area_b - intersection) > threshold;
}

struct Limits {
  float iou_threshold, score_threshold;
  int64_t max_output;
};

/// @param labels null where all boxes are of one class
void mask_image(const Box* boxes, const float* scores, const int64_t* labels, int64_t count, int64_t num_classes,
                const Limits& limits, bool* mask) {
  std::vector<int64_t> order;
  for (int64_t i = 0; i < count; ++i)
    if (scores[i] > limits.score_threshold) order.push_back(i);
  std::stable_sort(order.begin(), order.end(), [&](int64_t a, int64_t b) { return scores[a] > scores[b]; });
  std::vector<std::vector<int64_t>> kept(static_cast<size_t>(num_classes));
  for (int64_t candidate : order) {
    const int64_t label = labels == nullptr ? 0 : labels[candidate];
    TORCH_CHECK(label >= 0 && label < num_classes, "nms_mask: label ", label, " of ", num_classes, " classes");
    std::vector<int64_t>& rivals = kept[static_cast<size_t>(label)];
    if (static_cast<int64_t>(rivals.size()) >= limits.max_output) continue;
    const bool suppressed = std::any_of(rivals.begin(), rivals.end(), [&](int64_t other) {
      return overlaps(boxes[other], boxes[candidate], limits.iou_threshold);
    });
    if (suppressed) continue;
    rivals.push_back(candidate);
    mask[candidate] = true;
  }
}

at::Tensor nms_mask_cpu(const at::Tensor& boxes, const at::Tensor& scores, const c10::optional<at::Tensor>& labels,
                        int64_t num_classes, double iou_threshold, double score_threshold, int64_t max_output) {
  TORCH_CHECK(boxes.dim() == 3 && boxes.size(2) == 4 && scores.dim() == 2 && boxes.size(0) == scores.size(0) &&
                  boxes.size(1) == scores.size(1),
              "nms_mask wants boxes [B,P,4] and scores [B,P], not ", boxes.sizes(), " and ", scores.sizes());
  TORCH_CHECK(boxes.is_floating_point() && scores.is_floating_point(), "nms_mask wants floats");
  TORCH_CHECK(!labels || (labels->sizes() == scores.sizes() && labels->scalar_type() == at::kLong),
              "nms_mask wants labels i64[B,P]");
  // In f64 only while rounding is studied; what is chosen then should be what f32 chooses, too.
  const at::Tensor dense_boxes = boxes.to(at::kFloat).contiguous();
  const at::Tensor dense_scores = scores.to(at::kFloat).contiguous();
  const at::Tensor dense_labels = labels ? labels->contiguous() : at::Tensor();
  at::Tensor mask = at::zeros(scores.sizes(), at::TensorOptions(at::kBool));
  const int64_t count = scores.size(1);
  const Limits limits{static_cast<float>(iou_threshold), static_cast<float>(score_threshold), max_output};
  for (int64_t image = 0; image < scores.size(0); ++image)
    mask_image(reinterpret_cast<const Box*>(dense_boxes.data_ptr<float>()) + image * count,
               dense_scores.data_ptr<float>() + image * count,
               labels ? dense_labels.data_ptr<int64_t>() + image * count : nullptr, count, labels ? num_classes : 1,
               limits, mask.data_ptr<bool>() + image * count);
  return mask;
}

at::Tensor nms_mask_meta(const at::Tensor&, const at::Tensor& scores, const c10::optional<at::Tensor>&, int64_t, double,
                         double, int64_t) {
  return at::empty(scores.sizes(), at::TensorOptions(at::kBool).device(at::kMeta));
}

}  // namespace

at::Tensor nms_mask(const at::Tensor& boxes, const at::Tensor& scores, const std::optional<at::Tensor>& labels,
                    int64_t num_classes, double iou_threshold, double score_threshold, int64_t max_output) {
  static const auto op = c10::Dispatcher::singleton()
                             .findSchemaOrThrow("slipway::nms_mask", "")
                             .typed<at::Tensor(const at::Tensor&, const at::Tensor&, const c10::optional<at::Tensor>&,
                                               int64_t, double, double, int64_t)>();
  const c10::optional<at::Tensor> classes = labels ? c10::optional<at::Tensor>(*labels) : c10::nullopt;
  return op.call(boxes, scores, classes, num_classes, iou_threshold, score_threshold, max_output);
}

}  // namespace slipway::ops

TORCH_LIBRARY(slipway, library) {
  library.def(
      "nms_mask(Tensor boxes, Tensor scores, Tensor? labels, int num_classes, float iou_threshold, "
      "float score_threshold, int max_output) -> Tensor");
}
TORCH_LIBRARY_IMPL(slipway, CPU, library) { library.impl("nms_mask", slipway::ops::nms_mask_cpu); }
TORCH_LIBRARY_IMPL(slipway, Meta, library) { library.impl("nms_mask", slipway::ops::nms_mask_meta); }
