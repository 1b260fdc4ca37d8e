// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

namespace slipway::task {

/// How instances are chosen among candidates: the one description that reference, exported graph, pipeline.json and
/// decoder share. A candidate is a place of a feature map with a class and its score. Limits of -1 do not bind.
struct PostProcessing {
  double score_threshold = 0;     ///< strictly above
  double iou_threshold = 1;       ///< suppressed strictly above; 1: no suppression
  bool multi_label = false;       ///< every class of a place is a candidate; else only the one that scores best
  bool class_agnostic = false;    ///< boxes suppress those of other classes, too
  bool drop_empty = false;        ///< boxes without an area are none
  int64_t nms_pre = -1;           ///< the model's: so many best candidates enter the choice
  bool nms_pre_of_level = false;  ///< of each level; else of all together
  int64_t pre_top_k = -1;         ///< the deploy config's: so many best candidates of all levels enter the suppression
  int64_t max_per_class = -1;     ///< the deploy config's: so many of each class survive it (of all, if class_agnostic)
  int64_t keep_top_k = 100;       ///< so many are returned: rows of the outputs
  bool candidates_vary = false;   ///< their number follows the input's size and may be smaller than keep_top_k
};

/// Calls `visit(name, member)` for all that a decoder has to know, by the names in pipeline.json.
template <typename Visit>
void visit_fields(PostProcessing& how, Visit&& visit) {
  visit("score_threshold", how.score_threshold);
  visit("iou_threshold", how.iou_threshold);
  visit("multi_label", how.multi_label);
  visit("class_agnostic", how.class_agnostic);
  visit("drop_empty", how.drop_empty);
  visit("nms_pre", how.nms_pre);
  visit("nms_pre_of_level", how.nms_pre_of_level);
  visit("pre_top_k", how.pre_top_k);
  visit("max_per_class", how.max_per_class);
  visit("keep_top_k", how.keep_top_k);
}

/// What a model's own test_cfg says about its post-processing, and what its type of head does with it; no value where
/// nothing is said.
struct ModelSettings {
  std::optional<double> score_threshold{};
  std::optional<double> iou_threshold{};
  std::optional<int64_t> max_per_image{};
  bool keeps_all = false;  ///< PyTorch takes no notice of max_per_image; a deployed model does, as MMDeploy's
  std::optional<int64_t> nms_pre{};
  bool nms_pre_of_level = false;
  bool multi_label = false;
  bool class_agnostic = false;
  bool drop_empty = false;
  bool clamp_to_original = false;  ///< boxes that are kept are clamped to the original image
};

/// What a deploy config cuts of what PyTorch would keep. -1: nothing.
struct Limits {
  int64_t pre_top_k = -1;
  int64_t max_per_class = -1;
  int64_t keep_top_k = -1;
  /// The class of each pixel is chosen in the network's input, and classes are enlarged to the image; PyTorch enlarges
  /// the scores and chooses then.
  bool labels_only = false;
};

/// What of the limits is kept on a backend that gives the best `most` of something at most (0: any number). Where each
/// place is one candidate, a higher limit only bounds the work and is left out. Where each class of each place is one,
/// they are too many to do without: the best `most` enter the suppression then.
inline PostProcessing kept_within(int64_t most, PostProcessing how) {
  if (most <= 0) return how;
  if (how.nms_pre > most) how.nms_pre = -1;
  if (how.pre_top_k <= 0 || how.pre_top_k > most) how.pre_top_k = how.multi_label ? most : -1;
  return how;
}

inline Limits limits_of(const PostProcessing& how) { return {how.pre_top_k, how.max_per_class, how.keep_top_k}; }

}  // namespace slipway::task
