#include <gtest/gtest.h>

#include "slipway/extend/metric.h"

namespace {

using namespace slipway::extend;

std::unique_ptr<Metric> make(const char* config) {
  return slipway::evaluate::make_metric(slipway::config::parse(config).at("m"), "@library@", DatasetInfo{});
}

EvaluatedSample sample(int64_t index, size_t annotated, size_t found) {
  EvaluatedSample result;
  result.index = index;
  result.truth.boxes.resize(annotated);
  Instances instances;
  instances.boxes.resize(found);
  instances.scores.resize(found, 0.5F);
  result.prediction = instances;
  return result;
}

TEST(@Name@, CountsImages) {
  const auto metric = make("m = dict(type='@Name@')");
  metric->add(sample(1, 2, 2));
  metric->add(sample(0, 2, 3));
  EXPECT_EQ(metric->compute().metrics.at("@name@/right"), 50.0);
}

TEST(@Name@, OfSeveralProcessesIsThatOfOne) {
  const auto one = make("m = dict(type='@Name@', slack=1)"), other = make("m = dict(type='@Name@', slack=1)");
  one->add(sample(0, 2, 3));
  other->add(sample(1, 2, 5));
  one->merge(other->serialise());
  EXPECT_EQ(one->compute().metrics.at("@name@/right"), 50.0);
}

TEST(@Name@, RefusesUnknownKeys) { EXPECT_THROW(make("m = dict(type='@Name@', slak=1)"), slipway::Error); }

}  // namespace
