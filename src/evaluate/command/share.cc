// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluate/command/share.h"

#include <algorithm>

namespace slipway::evaluate {
namespace {

using nlohmann::json;

json::binary_t to_binary(const std::string& bytes) { return json::binary_t({bytes.begin(), bytes.end()}); }

std::string from_binary(const json& value) {
  const json::binary_t& bytes = value.get_binary();
  return {bytes.begin(), bytes.end()};
}

std::string pack(const TestJob& job, const Share& share) {
  json metrics = json::array();
  for (const Side& side : job.sides)
    for (const auto& metric : side.metrics) metrics.push_back(json::binary(to_binary(metric->serialise())));
  json bad = json::array();
  for (const evaluate::BadSample& sample : share.run.bad)
    bad.push_back({sample.index, json::binary(to_binary(sample.file)), json::binary(to_binary(sample.problem))});
  json predictions = json::array();
  for (const auto& [index, text] : share.predictions) predictions.push_back({index, json::binary(to_binary(text))});
  std::string bytes;
  json::to_cbor({{"total", share.run.total},
                 {"done", share.run.done},
                 {"seconds", share.run.seconds},
                 {"metrics", metrics},
                 {"bad", bad},
                 {"predictions", predictions}},
                bytes);
  return bytes;
}

void add(TestJob& job, Share& whole, const std::string& bytes) {
  const json part = json::from_cbor(bytes);
  whole.run.total += part.at("total").get<size_t>();
  whole.run.done += part.at("done").get<size_t>();
  whole.run.seconds = std::max(whole.run.seconds, part.at("seconds").get<double>());
  size_t next = 0;
  for (Side& side : job.sides)
    for (const auto& metric : side.metrics) metric->merge(from_binary(part.at("metrics").at(next++)));
  for (const json& sample : part.at("bad"))
    whole.run.bad.push_back({sample.at(0).get<int64_t>(), from_binary(sample.at(1)), from_binary(sample.at(2))});
  for (const json& prediction : part.at("predictions"))
    whole.predictions.emplace_back(prediction.at(0).get<int64_t>(), from_binary(prediction.at(1)));
}

}  // namespace

Share merge_shares(TestJob& job, Share& mine, Ranks& ranks) {
  const std::vector<std::string> parts = ranks.gather(ranks.root() ? std::string() : pack(job, mine));
  Share whole = std::move(mine);
  for (size_t i = 1; i < parts.size(); ++i) add(job, whole, parts[i]);
  std::sort(whole.run.bad.begin(), whole.run.bad.end(), [](const auto& a, const auto& b) { return a.index < b.index; });
  return whole;
}

}  // namespace slipway::evaluate
