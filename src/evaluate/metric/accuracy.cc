// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// mmpretrain's Accuracy: how often the right class is among the best k.
#include <algorithm>

#include "base/error.h"
#include "evaluate/metric/class_metric.h"

namespace slipway::evaluate {
namespace {

std::vector<int64_t> read_topk(const config::Value& metric) {
  const config::Value* given = metric.find("topk");
  if (given == nullptr) return {1};
  const std::vector<int64_t> topk = given->is_int() ? std::vector<int64_t>{given->as_int()} : given->as_ints();
  if (topk.empty()) fail("topk must not be empty");
  for (int64_t k : topk) {
    if (k < 1) fail("topk must be positive, not {}", k);
  }
  return topk;
}

class Accuracy : public ClassMetric {
 public:
  explicit Accuracy(const config::Value& metric) : Accuracy(metric, read_topk(metric)) {}

 protected:
  Outcome compute(const std::vector<ClassRecord>& records) override {
    Outcome outcome;
    // Counts are scaled in single precision, as the library does.
    const auto scale = static_cast<float>(100.0 / static_cast<double>(records.size()));
    if (!has_scores()) {
      const auto right =
          std::count_if(records.begin(), records.end(), [](const ClassRecord& r) { return r.rank == 0; });
      outcome.metrics[key("top1")] = static_cast<double>(static_cast<float>(right) * scale);
      return outcome;
    }
    for (int64_t k : topk_) {
      for (size_t i = 0; i < thresholds_.size(); ++i) {
        const std::optional<double>& threshold = thresholds_[i];
        const auto right = std::count_if(records.begin(), records.end(), [&](const ClassRecord& record) {
          return record.rank >= 0 && record.rank < k &&
                 (!threshold || record.label_score > static_cast<float>(*threshold));
        });
        outcome.metrics[key("top" + std::to_string(k) + threshold_suffix(thresholds_, i))] =
            static_cast<double>(static_cast<float>(right) * scale);
      }
    }
    return outcome;
  }

 private:
  Accuracy(const config::Value& metric, std::vector<int64_t> topk)
      : ClassMetric(metric, "accuracy", static_cast<size_t>(*std::max_element(topk.begin(), topk.end()))),
        topk_(std::move(topk)),
        thresholds_(read_thresholds(metric)) {
    check_metric_keys(metric, {"topk", "thrs"});
    needs_classes_ = false;
  }

  std::vector<int64_t> topk_;
  Thresholds thresholds_;
};

const RegisterMetric kAccuracy({"mmpretrain.Accuracy"}, [](const config::Value& metric, const DatasetInfo&) {
  return std::make_unique<Accuracy>(metric);
});

}  // namespace
}  // namespace slipway::evaluate
