// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/decode/selection.h"

#include <algorithm>
#include <map>

namespace slipway::runtime {
namespace {

bool overlaps(const float* a, const float* b, float threshold) {
  const float width = std::max(0.0F, std::min(a[2], b[2]) - std::max(a[0], b[0]));
  const float height = std::max(0.0F, std::min(a[3], b[3]) - std::max(a[1], b[1]));
  const float intersection = width * height;
  const float area_a = (a[2] - a[0]) * (a[3] - a[1]);
  const float area_b = (b[2] - b[0]) * (b[3] - b[1]);
  return intersection / (area_a + area_b - intersection) > threshold;
}

bool better(const Choice& a, const Choice& b) { return a.score > b.score; }

void keep_best(std::vector<Choice>& choices, int64_t limit) {
  std::stable_sort(choices.begin(), choices.end(), better);
  if (limit > 0 && choices.size() > static_cast<size_t>(limit)) choices.resize(static_cast<size_t>(limit));
}

/// Rows at which the levels end.
std::vector<size_t> level_ends(const Selection& selection, size_t count, int64_t width, int64_t height) {
  std::vector<size_t> ends;
  size_t end = 0;
  for (int64_t stride : selection.strides) {
    end += static_cast<size_t>((width / stride) * (height / stride));
    ends.push_back(std::min(end, count));
  }
  if (ends.empty() || ends.back() < count) ends.push_back(count);
  return ends;
}

/// What scores enough, best first, as far as the model's own limit lets it in.
std::vector<Choice> candidates_of(const float* rows, size_t count, size_t classes, const Selection& selection,
                                  int64_t width, int64_t height) {
  const task::PostProcessing& how = selection.how;
  const auto threshold = static_cast<float>(how.score_threshold);
  std::vector<Choice> all;
  size_t row = 0;
  for (size_t end : how.nms_pre_of_level ? level_ends(selection, count, width, height) : std::vector<size_t>{count}) {
    std::vector<Choice> level;
    for (; row < end; ++row) {
      const float* scores = rows + row * (4 + classes) + 4;
      if (how.multi_label) {
        for (size_t c = 0; c < classes; ++c)
          if (scores[c] > threshold) level.push_back({row, static_cast<int64_t>(c), scores[c]});
        continue;
      }
      const size_t best = static_cast<size_t>(std::max_element(scores, scores + classes) - scores);
      if (scores[best] > threshold) level.push_back({row, static_cast<int64_t>(best), scores[best]});
    }
    keep_best(level, how.nms_pre);
    all.insert(all.end(), level.begin(), level.end());
  }
  return all;
}

}  // namespace

Selection read_selection(Params& params) {
  Selection result;
  const int64_t old_limit = params.integer("max_output", -1, 1);
  task::visit_fields(result.how, [&]<typename T>(const char* name, T& field) {
    if constexpr (std::is_same_v<T, bool>)
      field = params.boolean(name, field);
    else if constexpr (std::is_same_v<T, double>)
      field = params.number(name, field);
    else
      field = params.integer(name, field, -1);
  });
  if (old_limit > 0) result.how.max_per_class = old_limit;
  if (const nlohmann::json* strides = params.raw("strides")) {
    const bool good = strides->is_array() && std::all_of(strides->begin(), strides->end(), [](const auto& item) {
                        return item.is_number_integer() && item.template get<int64_t>() > 0;
                      });
    if (good)
      result.strides = strides->get<std::vector<int64_t>>();
    else
      params.problem("'strides' must be a list of positive integers, got " + brief(*strides));
  }
  return result;
}

std::optional<Selection> find_selection(Params& params) {
  const nlohmann::json* select = params.raw("select");
  if (select == nullptr) return std::nullopt;
  if (!select->is_object()) {
    params.problem("'select' must be an object, got " + brief(*select));
    return std::nullopt;
  }
  Params how(*select, params.where() + ": select", params.problems());
  Selection result = read_selection(how);
  how.finish();
  return result;
}

std::vector<Choice> select(const float* candidates, size_t count, size_t classes, const Selection& selection,
                           int64_t width, int64_t height) {
  const task::PostProcessing& how = selection.how;
  const auto box = [&](const Choice& choice) { return candidates + choice.place * (4 + classes); };
  std::vector<Choice> order = candidates_of(candidates, count, classes, selection, width, height);
  keep_best(order, how.pre_top_k);
  if (how.drop_empty)
    std::erase_if(order, [&](const Choice& c) { return !(box(c)[2] > box(c)[0] && box(c)[3] > box(c)[1]); });
  const auto iou_threshold = static_cast<float>(how.iou_threshold);
  std::map<int64_t, std::vector<Choice>> kept_of_class;
  std::vector<Choice> kept;
  // Best first: those that are cut off would have suppressed nothing that is kept.
  for (const Choice& candidate : order) {
    if (how.keep_top_k > 0 && kept.size() >= static_cast<size_t>(how.keep_top_k)) break;
    std::vector<Choice>& rivals = kept_of_class[how.class_agnostic ? 0 : candidate.label];
    if (how.max_per_class > 0 && rivals.size() >= static_cast<size_t>(how.max_per_class)) continue;
    const bool suppressed = std::any_of(rivals.begin(), rivals.end(), [&](const Choice& other) {
      return overlaps(box(other), box(candidate), iou_threshold);
    });
    if (suppressed) continue;
    rivals.push_back(candidate);
    kept.push_back(candidate);
  }
  return kept;
}

}  // namespace slipway::runtime
