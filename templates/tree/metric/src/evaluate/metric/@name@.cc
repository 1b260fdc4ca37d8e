// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// @Name@: on how many images a model finds as many instances as were annotated, in percent.
#include "base/error.h"
#include "evaluate/metric/bytes.h"
#include "evaluate/metric/metric.h"
#include "evaluate/metric/records.h"

namespace slipway::evaluate {
namespace {

class @Name@ : public Metric {
 public:
  explicit @Name@(const config::Value& metric) : prefix_(metric_prefix(metric, "@name@")) {
    check_metric_keys(metric, {"slack"});
    slack_ = metric.get("slack", 0);
  }

  const std::string& name() const override { return name_; }
  void check(const Result& result, const GroundTruth&) const override {
    if (!std::holds_alternative<Instances>(result)) fail("@Name@ judges models that find instances");
  }
  void add(const Sample& sample) override {
    const auto found = static_cast<int64_t>(std::get<Instances>(sample.prediction).size());
    const auto annotated = static_cast<int64_t>(sample.truth.boxes.size());
    records_.push_back({sample.index, std::abs(found - annotated) <= slack_});
  }
  size_t size() const override { return records_.size(); }

  Outcome compute(const ComputeOptions&) override {
    sort_by_index(records_);  // the order of add() must not matter
    if (records_.empty()) fail("@Name@: there are no samples");
    int64_t right = 0;
    for (const @Name@Record& record : records_) right += record.right ? 1 : 0;
    Outcome outcome;
    outcome.metrics[prefix_ + "/right"] = 100.0 * static_cast<double>(right) / static_cast<double>(records_.size());
    return outcome;
  }

  std::string serialise() const override {
    ByteWriter out;
    out.put<uint64_t>(records_.size());
    for (const @Name@Record& record : records_) {
      out.put(record.index);
      out.put(record.right);
    }
    return out.take();
  }
  void merge(std::string_view bytes) override {
    ByteReader in(bytes);
    for (auto count = in.get<uint64_t>(); count > 0; --count) {
      const auto index = in.get<int64_t>();
      records_.push_back({index, in.get<bool>()});
    }
    in.finish();
  }

 private:
  struct @Name@Record {
    int64_t index = 0;
    bool right = false;
  };
  std::string name_ = "@Name@", prefix_;
  int64_t slack_ = 0;
  std::vector<@Name@Record> records_;
};

const RegisterMetric k@Name@({"@library@.@Name@"}, [](const config::Value& metric, const DatasetInfo&) {
  return std::make_unique<@Name@>(metric);
});

}  // namespace
}  // namespace slipway::evaluate
