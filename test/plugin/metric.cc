// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "slipway/extend/metric.h"

namespace {

using namespace slipway::extend;

/// Counts samples.
class Count : public Metric {
 public:
  const std::string& name() const override { return name_; }
  void check(const Result&, const GroundTruth&) const override {}
  void add(const EvaluatedSample&) override { ++size_; }
  size_t size() const override { return size_; }
  Outcome compute(const ComputeOptions&) override {
    Outcome outcome;
    outcome.metrics["count/samples"] = static_cast<double>(size_);
    return outcome;
  }
  std::string serialise() const override { return std::to_string(size_); }
  void merge(std::string_view bytes) override { size_ += std::stoul(std::string(bytes)); }

 private:
  std::string name_ = "Count";
  size_t size_ = 0;
};

const RegisterMetric kCount({KEY}, [](const Value&, const DatasetInfo&) { return std::make_unique<Count>(); });

}  // namespace
