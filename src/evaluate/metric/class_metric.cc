// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluate/metric/class_metric.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "evaluate/metric/bytes.h"
#include "evaluate/metric/python_numbers.h"
#include "evaluate/metric/records.h"

namespace slipway::evaluate {
namespace {

using Scored = std::pair<float, int32_t>;

/// The best `count` classes in the order of torch.topk on the CPU. Equal scores come as its algorithm leaves them,
/// which is why this is the same one.
std::vector<Scored> top_classes(const std::vector<float>& scores, size_t count) {
  std::vector<Scored> queue;
  queue.reserve(scores.size());
  for (size_t i = 0; i < scores.size(); ++i) queue.emplace_back(scores[i], static_cast<int32_t>(i));
  const auto better = [](const Scored& a, const Scored& b) { return a.first > b.first; };
  const auto middle = queue.begin() + static_cast<std::ptrdiff_t>(count);
  constexpr size_t kPartialSortFrom = 64;  // classes for each of the best
  if (count * kPartialSortFrom <= queue.size()) {
    std::partial_sort(queue.begin(), middle, queue.end(), better);
  } else {
    std::nth_element(queue.begin(), middle - 1, queue.end(), better);
    std::sort(queue.begin(), middle - 1, better);
  }
  queue.resize(count);
  return queue;
}

std::string cell_text(const nlohmann::ordered_json& value) {
  return value.is_number_float() ? python_text(value.get<double>()) : value.dump();
}

}  // namespace

ClassMetric::ClassMetric(const config::Value& metric, const char* default_prefix, size_t best)
    : name_(metric.at("type").as_string()), prefix_(metric_prefix(metric, default_prefix)), best_(best) {}

const std::vector<float>& ClassMetric::all_scores(const Result& result) const {
  // The library's metrics look at scores where there are any, whether or not classes exclude each other.
  const auto* classes = std::get_if<Classes>(&result);
  if (classes == nullptr) fail("{} judges classes of images, but the model gives instances or maps", name_);
  return classes->scores;
}

void ClassMetric::check(const Result& result, const GroundTruth& truth) const {
  const size_t count = all_scores(result).size();
  if (truth.label < 0) fail("{} needs labels, but the dataset has none", name_);
  if (count > 0 && best_ > count)
    fail("top-{} accuracy is not defined: the model has {} classes; check topk of {}", best_, count, name_);
}

void ClassMetric::add(const Sample& sample) {
  const std::vector<float>& scores = all_scores(sample.prediction);
  const auto& result = std::get<Classes>(sample.prediction);
  if (sample.truth.label < 0) fail("sample {} has no label, which {} needs", sample.index, name_);
  if (!result.exclusive() && scores.empty()) fail("the result of sample {} has no scores", sample.index);
  if (records_.empty()) {
    has_scores_ = !scores.empty();
    num_scores_ = scores.size();
    if (has_scores_ && best_ > scores.size()) {
      fail("top-{} accuracy is not defined: the model has {} classes; check topk of {}", best_, scores.size(), name_);
    }
    if (!has_scores_ && needs_classes_ && fallback_classes_ == 0) {
      fail("{} needs num_classes where results have no scores", name_);
    }
  }
  if (scores.size() != num_scores_) {
    fail("the result of sample {} has {} scores, those before it {}", sample.index, scores.size(), num_scores_);
  }
  ClassRecord record;
  record.index = sample.index;
  record.label = static_cast<int32_t>(sample.truth.label);
  if (!scores.empty()) {
    for (float score : scores) {
      if (!std::isfinite(score)) fail("the result of sample {} has a score that is not finite", sample.index);
    }
    const std::vector<Scored> best = top_classes(scores, best_);
    // One class may be picked in another way than several; what is predicted is the pick of one.
    const Scored top = best_ == 1 ? best.front() : top_classes(scores, 1).front();
    record.top = top.second;
    record.top_score = top.first;
    record.first_top = static_cast<int32_t>(std::max_element(scores.begin(), scores.end()) - scores.begin());
    for (size_t i = 0; i < best.size(); ++i) {
      if (best[i].second != record.label) continue;
      record.rank = static_cast<int32_t>(i);
      record.label_score = best[i].first;
    }
  } else {
    record.top = record.first_top = static_cast<int32_t>(result.label());
    record.rank = record.top == record.label ? 0 : -1;
  }
  const size_t classes = needs_classes_ ? num_classes() : 0;
  if (classes > 0 && sample.truth.label >= static_cast<int64_t>(classes)) {
    fail("sample {} has the label {}, but there are {} classes", sample.index, sample.truth.label, classes);
  }
  if (classes > 0 && (record.top < 0 || record.top >= static_cast<int64_t>(classes))) {
    fail("the model gives sample {} the label {}, but there are {} classes", sample.index, record.top, classes);
  }
  records_.push_back(record);
}

size_t ClassMetric::num_classes() const { return has_scores_ ? num_scores_ : static_cast<size_t>(fallback_classes_); }

Outcome ClassMetric::compute(const ComputeOptions& /*options*/) {
  if (records_.empty()) fail("{} has no samples", name_);
  sort_by_index(records_);
  Outcome outcome = compute(records_);
  if (outcome.text.empty()) outcome.text = log_line(outcome.metrics) + "\n";
  return outcome;
}

std::string ClassMetric::serialise() const {
  ByteWriter out;
  out.put_text(name_);
  out.put<uint64_t>(num_scores_);
  out.put_all(records_);
  return out.take();
}

void ClassMetric::merge(std::string_view bytes) {
  with_context("merging predictions of " + name_, [&] {
    ByteReader in(bytes);
    if (in.get_text() != name_) fail("they are of another metric");
    const auto num_scores = in.get<uint64_t>();
    const auto merged = in.get_all<ClassRecord>();
    in.finish();
    if (merged.empty()) return;
    if (!records_.empty() && num_scores != num_scores_) {
      fail("they have {} classes, those before them {}", num_scores, num_scores_);
    }
    num_scores_ = num_scores;
    has_scores_ = num_scores > 0;
    records_.insert(records_.end(), merged.begin(), merged.end());
  });
}

Thresholds read_thresholds(const config::Value& metric) {
  const config::Value* given = metric.find("thrs");
  if (given == nullptr) return {0.0};
  const auto one = [](const config::Value& value) -> std::optional<double> {
    if (value.is_none()) return std::nullopt;
    return value.as_float();
  };
  if (!given->is_sequence()) return {one(*given)};
  Thresholds thresholds;
  for (const config::Value& value : given->as_sequence()) thresholds.push_back(one(value));
  if (thresholds.empty()) fail("thrs must not be empty");
  return thresholds;
}

std::string threshold_suffix(const Thresholds& thresholds, size_t index) {
  if (thresholds.size() == 1) return "";
  return thresholds[index] ? fmt::format("_thr-{:.2f}", *thresholds[index]) : "_no-thr";
}

int64_t read_num_classes(const config::Value& metric) {
  const config::Value* value = metric.find("num_classes");
  if (value == nullptr || value->is_none()) return 0;
  const int64_t count = value->as_int();
  if (count < 1) fail("num_classes must be positive, not {}", count);
  return count;
}

std::string log_line(const nlohmann::ordered_json& metrics) {
  std::string line;
  for (const auto& [key, value] : metrics.items()) {
    if (!line.empty()) line += "  ";
    line += key + ": ";
    if (value.is_number_float()) {
      line += fmt::format("{:.4f}", value.get<double>());
    } else if (value.is_array()) {
      line += '[';
      for (size_t i = 0; i < value.size(); ++i) line += (i > 0 ? ", " : "") + cell_text(value[i]);
      line += ']';
    } else {
      line += value.dump();
    }
  }
  return line;
}

}  // namespace slipway::evaluate
