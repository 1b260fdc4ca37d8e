// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluate/metric/coco_categories.h"

#include <algorithm>

#include "base/error.h"
#include "base/strings.h"

namespace slipway::evaluate {

std::vector<int64_t> categories_of(const CocoTruth& truth, const std::vector<std::string>& names, bool sorted) {
  std::vector<int64_t> ids;
  for (const int64_t id : truth.category_ids) {
    if (std::find(names.begin(), names.end(), truth.category_names.at(id)) == names.end()) continue;
    if (std::find(ids.begin(), ids.end(), id) != ids.end()) fail("{}: two categories have the id {}", truth.file, id);
    ids.push_back(id);
  }
  if (sorted) std::sort(ids.begin(), ids.end());
  if (!ids.empty()) return ids;
  constexpr size_t kShown = 10;
  std::vector<std::string> found;
  for (const auto& [id, name] : truth.category_names)
    if (found.size() < kShown) found.push_back(name);
  fail("{}: none of its categories ({}{}) is a class of the dataset ({}{}); set metainfo=dict(classes=(...))",
       truth.file, join(found, ", "), truth.category_names.size() > kShown ? ", ..." : "",
       join({names.begin(), names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), kShown))}, ", "),
       names.size() > kShown ? ", ..." : "");
}

}  // namespace slipway::evaluate
