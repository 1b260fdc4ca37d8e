// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "draw/result/result.h"
#include "draw/text.h"

namespace slipway::draw {
namespace {

std::vector<size_t> best_first(const std::vector<float>& scores) {
  std::vector<size_t> order(scores.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return scores[a] > scores[b]; });
  return order;
}

/// Classes and their scores below each other, as far as there is room for them; the first `strong` ones stand out.
void draw_classes(Canvas& canvas, const std::vector<float>& scores, const std::vector<size_t>& order, size_t strong,
                  const Options& options) {
  const int margin = static_cast<int>(canvas.letters * 0.8);
  int y = margin;
  for (size_t rank = 0; rank < order.size(); ++rank) {
    const size_t label = order[rank];
    const std::string name = class_name(options, static_cast<int64_t>(label));
    const bool stands_out = rank < strong;
    const TextBox box(fmt::format("{}  {:.3f}", name, scores[label]), canvas.letters * (stands_out ? 1.5 : 1.0),
                      std::max(1, canvas.picture.cols - 2 * margin));
    if (rank > 0 && y + box.size().height > canvas.picture.rows) break;
    box.draw(canvas.picture, {margin, y}, stands_out ? bgr(kStrong) : bgr(kDark), stands_out ? 1.0 : 0.75);
    y += box.size().height;
  }
}

}  // namespace

void draw(Canvas& canvas, const Classes& classes, const Options& options) {
  std::vector<size_t> order = best_first(classes.scores);
  if (classes.exclusive()) {
    order.resize(std::min<size_t>(order.size(), 3));
    return draw_classes(canvas, classes.scores, order, 1, options);
  }
  // All positive classes, best first; where there is none, the best class, which does not stand out.
  const std::set<int64_t> positive(classes.labels.begin(), classes.labels.end());
  const auto rest = std::stable_partition(
      order.begin(), order.end(), [&](size_t label) { return positive.count(static_cast<int64_t>(label)) > 0; });
  const auto strong = static_cast<size_t>(rest - order.begin());
  order.resize(std::min(order.size(), std::max<size_t>(strong, 1)));
  draw_classes(canvas, classes.scores, order, strong, options);
}

}  // namespace slipway::draw
