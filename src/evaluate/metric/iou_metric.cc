// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "base/error.h"
#include "config/args.h"
#include "evaluate/metric/ascii_table.h"
#include "evaluate/metric/bytes.h"
#include "evaluate/metric/metric.h"
#include "evaluate/metric/numpy_sum.h"
#include "evaluate/metric/python_numbers.h"
#include "evaluate/metric/records.h"

namespace slipway::evaluate {
namespace {

/// Pixels of one sample, for each class.
struct IouRecord {
  int64_t index = 0;
  std::vector<int64_t> intersection, prediction, truth;
};

/// As the library computes it: totals and quotients of single precision.
using Column = std::vector<float>;

/// prettytable's: text in the middle, the odd blank before it where its length is even, behind it where it is odd.
std::vector<std::vector<std::string>> centred(std::vector<std::vector<std::string>> cells) {
  for (size_t column = 0; column < cells.front().size(); ++column) {
    size_t width = 0;
    for (const auto& row : cells) width = std::max(width, row[column].size());
    for (auto& row : cells) {
      const size_t excess = width - row[column].size();
      const size_t before = excess / 2 + (excess % 2 != 0 && row[column].size() % 2 == 0 ? 1 : 0);
      row[column].insert(0, before, ' ');
    }
  }
  return cells;
}

double rounded(double value) { return std::nearbyint(value * 100) / 100; }

/// numpy.nanmean: of those that are numbers; none where there is none.
double mean_without_nan(const Column& column) {
  Column values = column;
  std::replace_if(
      values.begin(), values.end(), [](float x) { return std::isnan(x); }, 0.0F);
  const auto count = std::count_if(column.begin(), column.end(), [](float x) { return !std::isnan(x); });
  return double{sum_as_numpy<float>(values) / static_cast<float>(count)};
}

class IouMetric : public Metric {
 public:
  IouMetric(const config::Value& metric, const DatasetInfo& dataset)
      : name_(metric.at("type").as_string()), prefix_(metric_prefix(metric, "")), classes_(dataset.classes) {
    check_metric_keys(metric, {"ignore_index", "iou_metrics", "nan_to_num", "beta", "output_dir", "format_only"});
    if (classes_.empty()) fail("the dataset has no classes; set metainfo=dict(classes=(...))");
    config::Args args(metric, name_);
    ignore_ = args.integer("ignore_index", 255);
    if (const config::Value* value = args.find("nan_to_num"); value != nullptr) nan_ = value->as_float();
    beta_ = args.number("beta", 1);
    args.refuse_if_set("output_dir", "maps are written by --out");
    args.refuse_if_set("format_only", "maps are written by --out");
    if (const config::Value* value = args.find("iou_metrics"); value != nullptr)
      kinds_ = value->is_string() ? std::vector<std::string>{value->as_string()} : value->as_strings();
    for (const std::string& kind : kinds_)
      if (kind != "mIoU" && kind != "mDice" && kind != "mFscore")
        args.refuse("iou_metrics", fmt::format("'{}' is not known; known: mIoU, mDice, mFscore", kind));
    args.check();
  }

  const std::string& name() const override { return name_; }
  size_t size() const override { return records_.size(); }

  void check(const Result& result, const GroundTruth& truth) const override {
    map_of(result);
    if (!truth.label_map) fail("{} judges maps of classes, but the dataset has none", name_);
  }
  void check_classes(int64_t num_classes) const override {
    if (num_classes != static_cast<int64_t>(classes_.size()))
      fail("the model has {} classes, but the dataset has {} (metainfo=dict(classes=...))", num_classes,
           classes_.size());
  }

  void add(const Sample& sample) override {
    const LabelMap& found = map_of(sample.prediction);
    const LabelMap truth = sample.truth.label_map();
    if (found.height != truth.height || found.width != truth.width)
      fail("the map of classes has {}x{} px, the image {}x{}", truth.width, truth.height, found.width, found.height);
    const auto count = static_cast<int64_t>(classes_.size());
    IouRecord record{sample.index, std::vector<int64_t>(classes_.size(), 0), std::vector<int64_t>(classes_.size(), 0),
                     std::vector<int64_t>(classes_.size(), 0)};
    const auto add_one = [&](std::vector<int64_t>& pixels, int64_t label) {
      // Labels beyond the classes are counted nowhere.
      if (label >= 0 && label < count) ++pixels[static_cast<size_t>(label)];
    };
    for (size_t i = 0; i < truth.labels.size(); ++i) {
      if (truth.labels[i] == ignore_) continue;
      add_one(record.truth, truth.labels[i]);
      add_one(record.prediction, found.labels[i]);
      if (truth.labels[i] == found.labels[i]) add_one(record.intersection, truth.labels[i]);
    }
    records_.push_back(std::move(record));
  }

  Outcome compute(const ComputeOptions&) override {
    if (records_.empty()) fail("{} has no samples", name_);
    sort_by_index(records_);
    const Column intersection = total(&IouRecord::intersection), prediction = total(&IouRecord::prediction);
    const Column truth = total(&IouRecord::truth);
    Column both(classes_.size(), 0);
    for (const IouRecord& record : records_)
      for (size_t c = 0; c < both.size(); ++c)
        both[c] += static_cast<float>(record.prediction[c] + record.truth[c] - record.intersection[c]);
    float all_right = 0, all = 0;
    for (size_t c = 0; c < truth.size(); ++c) {
      all_right += intersection[c];
      all += truth[c];
    }

    Outcome outcome;
    Column accuracy{all_right / all};
    replace_nan(accuracy);
    outcome.metrics[key("aAcc")] = rounded(double{accuracy[0]} * 100);
    std::vector<std::vector<std::string>> cells{{"Class"}};
    for (const std::string& name : classes_) cells.push_back({name});
    std::vector<std::string> done;
    const auto give = [&](const std::string& what, Column column) {
      if (std::find(done.begin(), done.end(), what) != done.end()) return;
      done.push_back(what);
      replace_nan(column);
      outcome.metrics[key("m" + what)] = rounded(mean_without_nan(column) * 100);
      cells[0].push_back(what);
      for (size_t c = 0; c < column.size(); ++c) cells[c + 1].push_back(python_text(rounded(double{column[c] * 100})));
    };
    for (const std::string& kind : kinds_) {
      if (kind == "mIoU") {
        give("IoU", divided(intersection, both));
        give("Acc", divided(intersection, truth));
      } else if (kind == "mDice") {
        Column twice, sum;
        for (size_t c = 0; c < truth.size(); ++c) {
          twice.push_back(2 * intersection[c]);
          sum.push_back(prediction[c] + truth[c]);
        }
        give("Dice", divided(twice, sum));
        give("Acc", divided(intersection, truth));
      } else {
        const Column precision = divided(intersection, prediction), recall = divided(intersection, truth);
        Column score;
        const auto weight = static_cast<float>(beta_ * beta_);
        for (size_t c = 0; c < precision.size(); ++c)
          score.push_back((1 + weight) * (precision[c] * recall[c]) / (weight * precision[c] + recall[c]));
        give("Fscore", score);
        give("Precision", precision);
        give("Recall", recall);
      }
    }
    outcome.text = ascii_table(centred(cells));
    return outcome;
  }

  std::string serialise() const override {
    ByteWriter out;
    out.put_text(name_);
    out.put<uint64_t>(records_.size());
    for (const IouRecord& record : records_) {
      out.put(record.index);
      for (const auto* pixels : {&record.intersection, &record.prediction, &record.truth}) out.put_all(*pixels);
    }
    return out.take();
  }

  void merge(std::string_view bytes) override {
    with_context("merging predictions of " + name_, [&] {
      ByteReader in(bytes);
      if (in.get_text() != name_) fail("they are of another metric");
      std::vector<IouRecord> merged;
      for (auto count = in.get<uint64_t>(); count > 0; --count) {
        IouRecord record;
        record.index = in.get<int64_t>();
        for (auto* pixels : {&record.intersection, &record.prediction, &record.truth}) {
          *pixels = in.get_all<int64_t>();
          if (pixels->size() != classes_.size()) fail("their sizes do not fit");
        }
        merged.push_back(std::move(record));
      }
      in.finish();
      for (IouRecord& record : merged) records_.push_back(std::move(record));
    });
  }

 private:
  const LabelMap& map_of(const Result& result) const {
    const auto* map = std::get_if<LabelMap>(&result);
    if (map == nullptr) fail("{} judges maps of classes, but the model gives none", name_);
    return *map;
  }
  std::string key(const std::string& name) const { return prefix_.empty() ? name : prefix_ + "/" + name; }
  Column total(std::vector<int64_t> IouRecord::*pixels) const {
    Column sums(classes_.size(), 0);
    for (const IouRecord& record : records_)
      for (size_t c = 0; c < sums.size(); ++c) sums[c] += static_cast<float>((record.*pixels)[c]);
    return sums;
  }
  static Column divided(const Column& a, const Column& b) {
    Column result;
    for (size_t c = 0; c < a.size(); ++c) result.push_back(a[c] / b[c]);
    return result;
  }
  void replace_nan(Column& column) const {
    if (nan_)
      std::replace_if(
          column.begin(), column.end(), [](float x) { return std::isnan(x); }, static_cast<float>(*nan_));
  }

  std::string name_, prefix_;
  std::vector<std::string> classes_;
  int64_t ignore_ = 255;
  std::vector<std::string> kinds_{"mIoU"};
  std::optional<double> nan_;
  double beta_ = 1;
  std::vector<IouRecord> records_;
};

const RegisterMetric kIouMetric({"mmseg.IoUMetric"}, [](const config::Value& metric, const DatasetInfo& dataset) {
  return std::make_unique<IouMetric>(metric, dataset);
});

}  // namespace
}  // namespace slipway::evaluate
