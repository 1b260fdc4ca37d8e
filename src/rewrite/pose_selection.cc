// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "rewrite/pose_selection.h"

#include <ATen/Functions.h>

#include <algorithm>

#include "rewrite/nms_mask.h"

namespace slipway::rewrite {
namespace {

/// rows f32[B,P,C] at index i64[B,N] -> f32[B,N,C]
at::Tensor take_rows(const at::Tensor& rows, const at::Tensor& index) {
  return at::gather(rows, 1, index.unsqueeze(-1).expand({-1, -1, rows.size(2)}));
}

/// f32[4]: the upper limits of x1,y1,x2,y2. Made of the sizes themselves, so that it follows them where they are
/// dynamic.
at::Tensor upper_limits(int64_t width, int64_t height, const at::TensorOptions& options) {
  const at::Tensor x = at::full({1}, width, options);
  const at::Tensor y = at::full({1}, height, options);
  return at::cat({x, y, x, y}, 0);
}

}  // namespace

std::vector<at::Tensor> select_people(const at::Tensor& boxes, const at::Tensor& scores, const at::Tensor& keypoints,
                                      int64_t width, int64_t height, const SelectionParameters& parameters) {
  at::Tensor candidates = boxes;
  at::Tensor candidate_scores = scores;
  at::Tensor people = keypoints.flatten(2);
  // Where the number of candidates varies it may be less than any limit, and the best so many of less is an error.
  // PyTorch has no such limit.
  if (parameters.pre_top_k > 0 && parameters.pre_top_k < scores.size(1) && !parameters.candidates_vary) {
    auto [best_scores, best] = at::topk(scores, parameters.pre_top_k, 1);
    candidate_scores = best_scores;
    candidates = take_rows(boxes, best);
    people = take_rows(people, best);
  }
  const at::Tensor keep = nms_mask(candidates, candidate_scores, parameters.iou_threshold, parameters.score_threshold,
                                   parameters.max_output);
  // The suppression only marks; the order comes from the scores, so it does not depend on how a runtime orders its
  // selection.
  at::Tensor kept_scores = at::mul(candidate_scores, keep.to(candidate_scores.scalar_type()));
  int64_t rows = parameters.keep_top_k;
  if (parameters.candidates_vary)
    kept_scores = at::constant_pad_nd(kept_scores, {0, rows}, 0);
  else
    rows = std::min(rows, candidate_scores.size(1));
  auto [row_scores, row] = at::topk(kept_scores, rows, 1);
  // A padded candidate is never kept; any real one may stand in for it.
  if (parameters.candidates_vary) row = at::minimum(row, at::full({1}, candidate_scores.size(1) - 1, row.options()));

  const at::Tensor absent = at::le(row_scores, 0).unsqueeze(-1);
  const at::Tensor limits = upper_limits(width, height, boxes.options());
  const at::Tensor row_boxes = at::minimum(at::clamp_min(take_rows(candidates, row), 0), limits);
  const at::Tensor dets = at::masked_fill(at::cat({row_boxes, row_scores.unsqueeze(-1)}, 2), absent, 0);
  const at::Tensor row_people = at::masked_fill(take_rows(people, row), absent, 0);
  return {dets, row_people.reshape({row_people.size(0), rows, keypoints.size(2), keypoints.size(3)})};
}

}  // namespace slipway::rewrite
