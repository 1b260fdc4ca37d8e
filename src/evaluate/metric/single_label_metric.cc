// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// mmpretrain's SingleLabelMetric: precision, recall, F1 score and support.
#include <algorithm>
#include <limits>

#include "base/error.h"
#include "evaluate/metric/class_metric.h"

namespace slipway::evaluate {
namespace {

constexpr float kPercent = 100;

/// Numbers of one class, or of all together.
struct Counts {
  int64_t right = 0;
  int64_t predicted = 0;
  int64_t present = 0;
};

struct Scores {
  float precision = 0;
  float recall = 0;
  float f1 = 0;
};

/// In single precision, step by step as the library computes it.
Scores scores_of(const Counts& counts) {
  Scores scores;
  scores.precision =
      static_cast<float>(counts.right) / static_cast<float>(std::max<int64_t>(counts.predicted, 1)) * kPercent;
  scores.recall =
      static_cast<float>(counts.right) / static_cast<float>(std::max<int64_t>(counts.present, 1)) * kPercent;
  scores.f1 = 2 * scores.precision * scores.recall /
              std::max(scores.precision + scores.recall, std::numeric_limits<float>::epsilon());
  return scores;
}

class SingleLabelMetric : public ClassMetric {
 public:
  explicit SingleLabelMetric(const config::Value& metric)
      : ClassMetric(metric, "single-label", 1), thresholds_(read_thresholds(metric)) {
    check_metric_keys(metric, {"thrs", "items", "average", "num_classes"});
    fallback_classes_ = read_num_classes(metric);
    const std::vector<std::string> known{"precision", "recall", "f1-score", "support"};
    if (const config::Value* items = metric.find("items")) {
      items_ = items->as_strings();
      for (const std::string& item : items_) {
        if (std::find(known.begin(), known.end(), item) == known.end()) {
          fail("items must be of {}, not '{}'", join(known, ", "), item);
        }
      }
    }
    if (const config::Value* average = metric.find("average"))
      average_ = average->is_none() ? "" : average->as_string();
    if (!average_.empty() && average_ != "macro" && average_ != "micro") {
      fail("average must be 'macro', 'micro' or None, not '{}'", average_);
    }
  }

 protected:
  Outcome compute(const std::vector<ClassRecord>& records) override {
    Outcome outcome;
    if (!has_scores()) {
      pack(count(records, std::nullopt), records.size(), "", outcome);
      return outcome;
    }
    for (size_t i = 0; i < thresholds_.size(); ++i) {
      pack(count(records, thresholds_[i]), records.size(), threshold_suffix(thresholds_, i), outcome);
    }
    return outcome;
  }

 private:
  std::vector<Counts> count(const std::vector<ClassRecord>& records, const std::optional<double>& threshold) const {
    std::vector<Counts> counts(num_classes());
    for (const ClassRecord& record : records) {
      ++counts[static_cast<size_t>(record.label)].present;
      if (threshold && record.top_score <= static_cast<float>(*threshold)) continue;
      Counts& of_class = counts[static_cast<size_t>(record.top)];
      ++of_class.predicted;
      if (record.top == record.label) ++of_class.right;
    }
    return counts;
  }

  void pack(const std::vector<Counts>& counts, size_t samples, const std::string& suffix, Outcome& outcome) const {
    const std::string ending = suffix + (average_.empty() ? "_classwise" : average_ == "micro" ? "_micro" : "");
    std::vector<Scores> scores;
    if (average_ == "micro") {
      Counts all;
      for (const Counts& of_class : counts) {
        all.right += of_class.right;
        all.predicted += of_class.predicted;
        all.present += of_class.present;
      }
      scores.push_back(scores_of(all));
    } else {
      for (const Counts& of_class : counts) scores.push_back(scores_of(of_class));
    }
    const std::pair<const char*, float Scores::*> members[] = {
        {"precision", &Scores::precision}, {"recall", &Scores::recall}, {"f1-score", &Scores::f1}};
    for (const auto& [name, member] : members) {
      if (!wants(name)) continue;
      nlohmann::ordered_json& value = outcome.metrics[key(name + ending)];
      if (average_.empty()) {
        value = nlohmann::ordered_json::array();
        for (const Scores& of_class : scores) value.push_back(static_cast<double>(of_class.*member));
      } else {
        double sum = 0;
        for (const Scores& of_class : scores) sum += static_cast<double>(of_class.*member);
        value = static_cast<double>(static_cast<float>(sum / static_cast<double>(scores.size())));
      }
    }
    if (!wants("support")) return;
    nlohmann::ordered_json& support = outcome.metrics[key("support" + ending)];
    if (!average_.empty()) {
      support = samples;
      return;
    }
    support = nlohmann::ordered_json::array();
    for (const Counts& of_class : counts) support.push_back(of_class.present);
  }

  bool wants(const std::string& item) const { return std::find(items_.begin(), items_.end(), item) != items_.end(); }

  Thresholds thresholds_;
  std::vector<std::string> items_{"precision", "recall", "f1-score"};
  std::string average_ = "macro";  // "": of each class
};

const RegisterMetric kSingleLabelMetric({"mmpretrain.SingleLabelMetric"},
                                        [](const config::Value& metric, const DatasetInfo&) {
                                          return std::make_unique<SingleLabelMetric>(metric);
                                        });

}  // namespace
}  // namespace slipway::evaluate
