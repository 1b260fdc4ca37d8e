// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/head/selection.h"

#include <ATen/Functions.h>

#include <algorithm>
#include <numeric>
#include <tuple>

#include "base/error.h"
#include "operator/nms_mask/nms_mask.h"

namespace slipway::model {
namespace {

/// Candidates on their way through the choice: a score each, and what it is of.
struct Pool {
  Tensor boxes;   // f32[B,K,4]
  Tensor scores;  // f32[B,K]
  Tensor labels;  // i64[B,K]; undefined where there is one class
  Tensor places;  // i64[B,K]; undefined where candidate k is place k
};

Tensor at_index(const Tensor& values, const Tensor& index) { return at::gather(values, 1, index); }

/// The best `count` along the last dimension. Where the number of candidates varies it may be less, and the best so
/// many of less is an error: then zeros, which no threshold lets pass, fill up, and stand for the last candidate.
/// @param sorted  best first; where the suppression comes next, which orders by score itself, sorting thousands of
///                candidates would take longer than all else that follows
std::tuple<Tensor, Tensor> best(const Tensor& scores, int64_t count, bool varies, bool sorted) {
  const int64_t size = scores.size(1);
  if (!varies) return at::topk(scores, std::min(count, size), 1, /*largest=*/true, sorted);
  auto [values, index] = at::topk(at::constant_pad_nd(scores, {0, count}, 0), count, 1, /*largest=*/true, sorted);
  return {values, at::minimum(index, at::full({1}, size - 1, index.options()))};
}

/// How many candidates enter the suppression at most; -1 for all.
int64_t limit_of_all(const task::PostProcessing& how) {
  if (how.nms_pre <= 0 || how.nms_pre_of_level) return how.pre_top_k;
  return how.pre_top_k > 0 ? std::min(how.nms_pre, how.pre_top_k) : how.nms_pre;
}

/// Whether `nms_pre` cuts levels. Where it is the larger number, the best pre_top_k of all are among the best nms_pre
/// of each level.
bool limits_levels(const Candidates& all, const task::PostProcessing& how) {
  if (!how.nms_pre_of_level || how.nms_pre <= 0 || (how.pre_top_k > 0 && how.pre_top_k <= how.nms_pre)) return false;
  return how.candidates_vary || std::any_of(all.level_sizes.begin(), all.level_sizes.end(),
                                            [&](int64_t size) { return size * all.scores.size(2) > how.nms_pre; });
}

/// Every class of every place, as far as `nms_pre` and `pre_top_k` let them in.
Pool pairs(const Candidates& all, const task::PostProcessing& how) {
  const int64_t classes = all.scores.size(2);
  const bool by_level = limits_levels(all, how);
  const std::vector<int64_t> levels = by_level ? all.level_sizes : std::vector<int64_t>{all.scores.size(1)};
  const int64_t limit = by_level ? how.nms_pre : limit_of_all(how);
  // What the suppression will not take anyhow is no candidate: the best 5,000 of 670,000 numbers are found several
  // times faster where nearly all of them are equal.
  const Tensor candidates =
      limit > 0 && how.score_threshold > 0 ? at::threshold(all.scores, how.score_threshold, 0) : all.scores;
  std::vector<Tensor> scores, index;
  int64_t start = 0;
  for (int64_t size : levels) {
    const Tensor flat = at::flatten(by_level ? at::slice(candidates, 1, start, start + size) : candidates, 1);
    auto [values, found] = best(flat, limit > 0 ? limit : flat.size(1), how.candidates_vary && limit > 0, false);
    scores.push_back(values);
    index.push_back(start == 0 ? found : found + start * classes);
    start += size;
  }
  Pool pool;
  pool.scores = scores.size() == 1 ? scores[0] : at::cat(scores, 1);
  Tensor pair = index.size() == 1 ? index[0] : at::cat(index, 1);
  if (by_level && how.pre_top_k > 0 && (how.candidates_vary || how.pre_top_k < pool.scores.size(1))) {
    auto [values, found] = best(pool.scores, how.pre_top_k, how.candidates_vary, false);
    pool.scores = values;
    pair = at_index(pair, found);
  }
  pool.places = at::div(pair, classes, "floor");
  pool.labels = pair - pool.places * classes;
  pool.boxes = take_rows(all.boxes, pool.places);
  return pool;
}

/// The best class of every place, as far as the limits let them in.
Pool places(const Candidates& all, const task::PostProcessing& how) {
  Pool pool;
  pool.boxes = all.boxes;
  if (all.scores.size(2) == 1)
    pool.scores = at::select(all.scores, 2, 0);
  else
    std::tie(pool.scores, pool.labels) = at::max(all.scores, 2);
  const int64_t limit = limit_of_all(how);
  if (limit <= 0 || (!how.candidates_vary && limit >= pool.scores.size(1))) return pool;
  auto [values, found] = best(pool.scores, limit, how.candidates_vary, false);
  pool.scores = values;
  pool.boxes = take_rows(all.boxes, found);
  if (pool.labels.defined()) pool.labels = at_index(pool.labels, found);
  pool.places = found;
  return pool;
}

}  // namespace

Tensor take_rows(const Tensor& rows, const Tensor& index) {
  return at::gather(rows, 1, index.unsqueeze(-1).expand({-1, -1, rows.size(2)}));
}

Tensor frame_limits(int64_t width, int64_t height, const at::TensorOptions& options) {
  const Tensor x = at::full({1}, width, options);
  const Tensor y = at::full({1}, height, options);
  return at::cat({x, y, x, y}, 0);
}

Tensor Candidates::all() const { return at::cat({boxes, scores}, 2); }

Tensor Selected::dets() const { return at::cat({boxes, scores.unsqueeze(-1)}, 2); }

Tensor Selected::take(const Tensor& rows) const { return at::masked_fill(take_rows(rows, place), absent, 0); }

Selected select(const Candidates& candidates, const task::PostProcessing& how, const Tensor& clamp) {
  const int64_t classes = candidates.scores.size(2);
  const bool by_pairs = how.multi_label && (classes > 1 || limits_levels(candidates, how));
  Pool pool = by_pairs ? pairs(candidates, how) : places(candidates, how);
  if (how.drop_empty) {
    const Tensor size = at::slice(pool.boxes, 2, 2, 4) - at::slice(pool.boxes, 2, 0, 2);
    pool.scores = pool.scores * at::gt(at::amin(size, {2}), 0).to(pool.scores.scalar_type());
  }
  const bool one_class = classes == 1 || how.class_agnostic;
  // No class can have more rows of the outputs than there are.
  const int64_t most = how.max_per_class > 0 ? std::min(how.max_per_class, how.keep_top_k) : how.keep_top_k;
  const Tensor keep =
      ops::nms_mask(pool.boxes, pool.scores, one_class ? std::optional<Tensor>() : std::optional(pool.labels),
                    one_class ? 1 : classes, how.iou_threshold, how.score_threshold, most);
  // The suppression only marks; the order comes from the scores, so it does not depend on how a runtime orders its
  // selection.
  const Tensor kept = pool.scores * keep.to(pool.scores.scalar_type());
  auto [scores, row] = best(kept, how.keep_top_k, how.candidates_vary, true);

  Selected selected;
  selected.absent = at::le(scores, 0).unsqueeze(-1);
  selected.scores = scores;
  Tensor boxes = take_rows(pool.boxes, row);
  if (clamp.defined()) boxes = at::minimum(at::clamp_min(boxes, 0), clamp);
  selected.boxes = at::masked_fill(boxes, selected.absent, 0);
  const Tensor labels = pool.labels.defined() ? at_index(pool.labels, row) : at::zeros_like(row);
  selected.labels = at::masked_fill(labels, at::squeeze(selected.absent, -1), -1);
  selected.place = pool.places.defined() ? at_index(pool.places, row) : row;
  return selected;
}

Tensor Kept::take(const Tensor& rows) const {
  const Tensor absent = at::lt(index, 0);
  return at::masked_fill(take_rows(rows, at::clamp_min(index, 0)), absent.unsqueeze(-1), 0);
}

Kept multiclass_nms(const Tensor& boxes, const Tensor& scores, const task::PostProcessing& how) {
  if (boxes.dim() == 3 && boxes.size(2) == 5)
    fail("multiclass_nms: boxes with an angle (x,y,w,h,angle) are not supported: no backend's suppression knows them");
  if (boxes.dim() != 3 || boxes.size(2) != 4 || scores.dim() != 3 || boxes.size(1) != scores.size(1))
    fail(
        "multiclass_nms takes boxes f32[B,P,4] and scores f32[B,P,C], not tensors of {} and {} dimensions with {} and "
        "{} places",
        boxes.dim(), scores.dim(), boxes.dim() > 1 ? boxes.size(1) : 0, scores.dim() > 1 ? scores.size(1) : 0);
  // A NaN is no number that orders or overlaps: what it is in has no score, and lies nowhere.
  const Tensor nothing = at::zeros({1}, boxes.options());
  const Tensor number = at::eq(boxes, boxes);
  const Tensor whole = at::amin(number.to(boxes.scalar_type()), {2}, /*keepdim=*/true);
  const Tensor places = at::where(number, boxes, nothing);
  const int64_t classes = scores.size(2);
  const Tensor flat = at::flatten(at::where(at::eq(scores, scores), scores, nothing) * whole, 1);

  // Every class of every place, in the order of the places: the suppression orders them itself, equal ones by this
  // order.
  Pool pool;
  pool.scores = flat;
  Tensor pair;
  if (how.pre_top_k > 0 && (how.candidates_vary || how.pre_top_k < flat.size(1))) {
    // Sorted, since it promises what happens to equal ones.
    std::tie(pool.scores, pair) = best(flat, how.pre_top_k, how.candidates_vary, true);
  } else {
    const at::TensorOptions integers = boxes.options().dtype(at::kLong);
    pair = at::zeros_like(flat, integers) + at::arange(flat.size(1), integers);
  }
  pool.places = classes == 1 ? pair : at::div(pair, classes, "floor");
  pool.labels = pair - pool.places * classes;
  pool.boxes = take_rows(places, pool.places);

  const bool one_class = classes == 1 || how.class_agnostic;
  const int64_t most = how.max_per_class > 0 ? std::min(how.max_per_class, how.keep_top_k) : how.keep_top_k;
  const Tensor keep =
      ops::nms_mask(pool.boxes, pool.scores, one_class ? std::optional<Tensor>() : std::optional(pool.labels),
                    one_class ? 1 : classes, how.iou_threshold, how.score_threshold, most);
  auto [kept_scores, row] =
      best(pool.scores * keep.to(pool.scores.scalar_type()), how.keep_top_k, how.candidates_vary, true);
  const Tensor absent = at::le(kept_scores, 0);
  Kept kept;
  kept.index = at::masked_fill(at_index(pool.places, row), absent, -1);
  kept.labels = at::masked_fill(at_index(pool.labels, row), absent, -1);
  const Tensor rows = at::masked_fill(take_rows(pool.boxes, row), absent.unsqueeze(-1), 0);
  kept.dets = at::cat({rows, kept_scores.unsqueeze(-1)}, 2);
  return kept;
}

}  // namespace slipway::model
