// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluate/metric/coco_eval.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <unordered_map>
#include <unordered_set>

#include "base/error.h"
#include "evaluate/metric/coco_match.h"

namespace slipway::evaluate {
namespace {

/// numpy.linspace with its way of rounding.
std::vector<double> linspace(double start, double stop, size_t count) {
  const double step = (stop - start) / static_cast<double>(count - 1);
  std::vector<double> values;
  for (size_t i = 0; i < count; ++i) values.push_back(static_cast<double>(i) * step + start);
  values.back() = stop;
  return values;
}

/// Positions of sorted ids.
class IdIndex {
 public:
  explicit IdIndex(std::vector<int64_t> ids) : ids_(std::move(ids)) {
    std::sort(ids_.begin(), ids_.end());
    ids_.erase(std::unique(ids_.begin(), ids_.end()), ids_.end());
    for (size_t i = 0; i < ids_.size(); ++i) positions_.emplace(ids_[i], static_cast<uint32_t>(i));
  }
  const std::vector<int64_t>& ids() const { return ids_; }
  /// -1 for an unknown id.
  int64_t find(int64_t id) const {
    auto found = positions_.find(id);
    return found == positions_.end() ? -1 : static_cast<int64_t>(found->second);
  }

 private:
  std::vector<int64_t> ids_;
  std::unordered_map<int64_t, uint32_t> positions_;
};

/// Objects of one category, grouped by image: the entries of `objects` from begin to end belong to `image`.
struct Cell {
  uint32_t category;
  uint32_t image;
  uint32_t object;
};

void sort_cells(std::vector<Cell>& cells) {
  std::stable_sort(cells.begin(), cells.end(), [](const Cell& a, const Cell& b) {
    return a.category != b.category ? a.category < b.category : a.image < b.image;
  });
}

std::vector<Cell> truth_cells(const CocoTruth& truth, const IdIndex& images, const IdIndex& categories) {
  // The libraries look annotations up by id: of two with the same id, the last is evaluated, in the place of both.
  std::unordered_map<int64_t, uint32_t> last;
  for (uint32_t i = 0; i < truth.annotations.size(); ++i) last[truth.annotations[i].id] = i;
  std::vector<Cell> listed;
  for (uint32_t i = 0; i < truth.annotations.size(); ++i) {
    const CocoAnnotation& annotation = truth.annotations[i];
    const int64_t image = images.find(annotation.image_id);
    if (image < 0 || categories.find(annotation.category_id) < 0) continue;
    listed.push_back({0, static_cast<uint32_t>(image), last.at(annotation.id)});
  }
  sort_cells(listed);
  std::vector<Cell> cells;
  for (const Cell& cell : listed) {
    const CocoAnnotation& annotation = truth.annotations[cell.object];
    const int64_t image = images.find(annotation.image_id);
    const int64_t category = categories.find(annotation.category_id);
    if (image < 0 || category < 0) continue;
    cells.push_back({static_cast<uint32_t>(category), static_cast<uint32_t>(image), cell.object});
  }
  sort_cells(cells);
  return cells;
}

std::string file_prefix(const CocoResults& results) { return results.file.empty() ? "" : results.file + ": "; }

bool has_no_keypoint(std::span<const double> keypoints) {
  for (size_t i = 2; i < keypoints.size(); i += 3) {
    if (keypoints[i] > 0) return false;
  }
  return true;
}

std::vector<Cell> result_cells(const CocoResults& results, const IdIndex& images, const IdIndex& categories,
                               const CocoParams& params) {
  const bool drops_empty = params.rules == CocoRules::kXtcocotools && params.kind != CocoKind::kBbox;
  std::vector<Cell> cells;
  for (uint32_t i = 0; i < results.detections.size(); ++i) {
    const CocoDetection& detection = results.detections[i];
    const int64_t image = images.find(detection.image_id);
    const int64_t category = categories.find(detection.category_id);
    if (image < 0 || category < 0) continue;
    if (params.kind != CocoKind::kBbox && !detection.has_keypoints)
      fail("{}results[{}] has no 'keypoints'", file_prefix(results), i);
    if (drops_empty && has_no_keypoint(results.keypoints(detection))) continue;
    cells.push_back({static_cast<uint32_t>(category), static_cast<uint32_t>(image), i});
  }
  sort_cells(cells);
  return cells;
}

/// Takes the objects of (category, image) from a sorted list, of which `position` is the first not taken.
void take(const std::vector<Cell>& cells, size_t& position, uint32_t category, uint32_t image,
          std::vector<uint32_t>& objects) {
  objects.clear();
  while (position < cells.size() && cells[position].category == category && cells[position].image == image) {
    objects.push_back(cells[position++].object);
  }
}

/// Precision at every recall, and the largest recall, from verdicts in the order of scores.
void accumulate(const CategoryMatches& matches, const std::vector<uint32_t>& order, size_t category,
                CocoEvaluation& out) {
  const CocoParams& params = out.params;
  std::vector<double> precision;
  std::vector<double> recall;
  std::vector<uint32_t> counted;
  for (size_t m = 0; m < params.max_dets.size(); ++m) {
    counted.clear();
    for (uint32_t i : order) {
      if (matches.ranks[i] < params.max_dets[m]) counted.push_back(i);
    }
    for (size_t a = 0; a < params.areas.size(); ++a) {
      if (matches.to_find[a] == 0) continue;
      const auto to_find = static_cast<double>(matches.to_find[a]);
      const std::vector<Verdict>& verdicts = matches.verdicts[a];
      for (size_t t = 0; t < params.thresholds.size(); ++t) {
        precision.clear();
        recall.clear();
        double right = 0;
        double wrong = 0;
        for (uint32_t i : counted) {
          if (!(verdicts[i].ignored >> t & 1U)) (verdicts[i].found >> t & 1U ? right : wrong) += 1;
          recall.push_back(right / to_find);
          precision.push_back(right / (wrong + right + std::numeric_limits<double>::epsilon()));
        }
        out.recall_at(t, category, a, m) = recall.empty() ? 0 : recall.back();
        for (size_t i = precision.size(); i > 1; --i) precision[i - 2] = std::max(precision[i - 2], precision[i - 1]);
        size_t position = 0;
        for (size_t r = 0; r < params.recalls.size(); ++r) {
          while (position < recall.size() && recall[position] < params.recalls[r]) ++position;
          out.precision_at(t, r, category, a, m) = position < recall.size() ? precision[position] : 0;
        }
      }
    }
  }
}

void check_params(const CocoParams& params) {
  require(!params.thresholds.empty() && params.thresholds.size() <= 32, "1 to 32 thresholds");
  require(!params.max_dets.empty() && std::is_sorted(params.max_dets.begin(), params.max_dets.end()),
          "max_dets must ascend");
  require(std::is_sorted(params.recalls.begin(), params.recalls.end()), "recalls must ascend");
  if (params.max_dets.front() < 1)
    fail("the number of detections per image must be positive, not {}", params.max_dets.front());
}

}  // namespace

const std::vector<double>& coco_sigmas() {
  static const std::vector<double> sigmas = [] {
    std::vector<double> values{.26, .25, .25, .35, .35, .79, .79, .72, .72, .62, .62, 1.07, 1.07, .87, .87, .89, .89};
    for (double& value : values) value /= 10.0;
    return values;
  }();
  return sigmas;
}

std::vector<double> variances_of(std::span<const double> sigmas) {
  std::vector<double> variances;
  for (double sigma : sigmas) {
    if (!(sigma > 0)) fail("sigmas must be positive, not {}", sigma);
    variances.push_back((sigma * 2) * (sigma * 2));
  }
  return variances;
}

CocoParams coco_params(CocoKind kind, CocoRules rules) {
  CocoParams params;
  params.kind = kind;
  params.rules = rules;
  params.thresholds = linspace(.5, .95, 10);
  params.recalls = linspace(.0, 1.0, 101);
  const AreaRange all{"all", 0, 1e10}, small{"small", 0, 1024}, medium{"medium", 1024, 9216},
      large{"large", 9216, 1e10};
  if (kind == CocoKind::kBbox) {
    params.areas = {all, small, medium, large};
    params.max_dets = {1, 10, 100};
  } else {
    params.areas = {all, medium, large};
    params.max_dets = {20};
    params.variances = variances_of(coco_sigmas());
  }
  return params;
}

CocoEvaluation evaluate_coco(const CocoTruth& truth, const CocoResults& results, const CocoParams& params) {
  check_params(params);
  if (!truth.has_annotations) fail("{} has no 'annotations'; ground truth is needed to evaluate", truth.file);
  const IdIndex all_images(truth.image_ids);
  for (size_t i = 0; i < results.detections.size(); ++i) {
    const int64_t image = results.detections[i].image_id;
    if (all_images.find(image) < 0) {
      fail("{}results[{}] is of image {}, which {} does not have", file_prefix(results), i, image, truth.file);
    }
  }
  std::vector<int64_t> wanted = truth.image_ids;
  if (params.images) {
    const std::unordered_set<int64_t> chosen(params.images->begin(), params.images->end());
    std::erase_if(wanted, [&](int64_t id) { return chosen.count(id) == 0; });
  }
  const IdIndex images(std::move(wanted));
  const IdIndex categories(params.categories.value_or(truth.category_ids));
  const std::vector<Cell> annotated = truth_cells(truth, images, categories);
  const std::vector<Cell> detected = result_cells(results, images, categories, params);

  CocoEvaluation out;
  out.params = params;
  out.category_ids = categories.ids();
  for (int64_t id : out.category_ids) out.category_names.push_back(truth.category_names.at(id));
  const size_t settings = out.category_ids.size() * params.areas.size() * params.max_dets.size();
  out.precision.assign(params.thresholds.size() * params.recalls.size() * settings, -1.0);
  out.recall.assign(params.thresholds.size() * settings, -1.0);

  ImageMatcher matcher(truth, results, params);
  std::vector<uint32_t> annotations;
  std::vector<uint32_t> detections;
  std::vector<uint32_t> order;
  size_t a = 0;
  size_t d = 0;
  for (uint32_t category = 0; category < out.category_ids.size(); ++category) {
    CategoryMatches matches;
    matches.verdicts.resize(params.areas.size());
    matches.to_find.assign(params.areas.size(), 0);
    while (true) {
      constexpr uint32_t kNone = std::numeric_limits<uint32_t>::max();
      const uint32_t next_a = a < annotated.size() && annotated[a].category == category ? annotated[a].image : kNone;
      const uint32_t next_d = d < detected.size() && detected[d].category == category ? detected[d].image : kNone;
      const uint32_t image = std::min(next_a, next_d);
      if (image == kNone) break;
      take(annotated, a, category, image, annotations);
      take(detected, d, category, image, detections);
      matcher.match(annotations, detections, matches);
    }
    order.resize(matches.scores.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(),
                     [&](uint32_t x, uint32_t y) { return scores_higher(matches.scores[x], matches.scores[y]); });
    accumulate(matches, order, category, out);
  }
  return out;
}

}  // namespace slipway::evaluate
