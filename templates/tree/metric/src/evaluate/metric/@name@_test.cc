// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "base/error.h"
#include "evaluate/metric/metric.h"

namespace slipway::evaluate {
namespace {

std::unique_ptr<Metric> make_@name@(const char* config) {
  return make_metric(config::parse(config).at("m"), "@library@", DatasetInfo{});
}

Sample @name@_sample(int64_t index, size_t annotated, size_t found) {
  Sample result;
  result.index = index;
  result.truth.boxes.resize(annotated);
  Instances instances;
  instances.boxes.resize(found);
  instances.scores.resize(found, 0.5F);
  result.prediction = instances;
  return result;
}

// Better: numbers recorded from the real library by test/data/metric/record.py.
TEST(@Name@, CountsImages) {
  const auto metric = make_@name@("m = dict(type='@Name@')");
  metric->add(@name@_sample(1, 2, 2));
  metric->add(@name@_sample(0, 2, 3));
  EXPECT_EQ(metric->compute().metrics.at("@name@/right"), 50.0);
}

TEST(@Name@, OfSeveralProcessesIsThatOfOne) {
  const auto one = make_@name@("m = dict(type='@Name@', slack=1)");
  const auto other = make_@name@("m = dict(type='@Name@', slack=1)");
  one->add(@name@_sample(0, 2, 3));
  other->add(@name@_sample(1, 2, 5));
  one->merge(other->serialise());
  EXPECT_EQ(one->compute().metrics.at("@name@/right"), 50.0);
}

TEST(@Name@, RefusesUnknownKeys) { EXPECT_THROW(make_@name@("m = dict(type='@Name@', slak=1)"), Error); }

}  // namespace
}  // namespace slipway::evaluate
