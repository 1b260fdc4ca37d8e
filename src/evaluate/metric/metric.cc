// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluate/metric/metric.h"

#include <algorithm>

#include "slipway/error.h"

namespace slipway::evaluate {

namespace {

/// "mmpose.CocoMetric" of a dict's type; one without a scope gets the default one.
std::string full_type(const config::Value& metric, const std::string& default_scope) {
  const std::string& type = metric.at("type").as_string();
  // Configs that import their types write a Python path: the library is its first part, the type its last.
  const size_t last = type.rfind('.');
  if (last != std::string::npos) return type.substr(0, type.find('.')) + type.substr(last);
  const std::string scope = metric.get("_scope_", "");
  return (scope.empty() ? default_scope : scope) + "." + type;
}

std::string unknown_metric(const config::Value& metric, const std::string& key) {
  const std::string place = metric.location().text();
  return "'" + key + "'" + (place.empty() ? "" : " (" + place + ")");
}

}  // namespace

Registry<MetricMaker>& metrics() {
  static Registry<MetricMaker> registry("metric");
  return registry;
}

RegisterMetric::RegisterMetric(std::initializer_list<const char*> keys, MetricMaker make) {
  for (const char* key : keys) metrics().add(key, make);
}

std::unique_ptr<Metric> make_metric(const config::Value& metric, const std::string& default_scope,
                                    const DatasetInfo& dataset) {
  auto made = make_metrics(config::Value::list({metric}), default_scope, dataset);
  return std::move(made.front());
}

std::vector<std::unique_ptr<Metric>> make_metrics(const config::Value& evaluator, const std::string& default_scope,
                                                  const DatasetInfo& dataset) {
  std::vector<config::Value> dicts;
  if (evaluator.is_dict() && evaluator.contains("metrics")) {
    const std::string key = full_type(evaluator, "mmengine");
    if (key != "mmengine.Evaluator" && key != "mmpose.Evaluator" && key != "mmpretrain.Evaluator") {
      fail("{}: evaluator {} is not supported; supported: Evaluator", evaluator.at("type").location().text(), key);
    }
    return make_metrics(evaluator.at("metrics"), default_scope, dataset);
  }
  if (evaluator.is_dict()) {
    dicts.push_back(evaluator);
  } else {
    dicts = evaluator.as_sequence();
  }
  if (dicts.empty()) fail("the evaluator has no metric; known: {}", join(metrics().keys(), ", "));

  std::vector<std::string> unknown;
  std::vector<const MetricMaker*> makers;
  for (const config::Value& dict : dicts) {
    const std::string key = full_type(dict, default_scope);
    makers.push_back(metrics().find(key));
    if (makers.back() == nullptr) unknown.push_back(unknown_metric(dict, key));
  }
  if (!unknown.empty()) {
    fail("unknown metric{} {}; known: {}", unknown.size() > 1 ? "s" : "", join(unknown, ", "),
         join(metrics().keys(), ", "));
  }
  std::vector<std::unique_ptr<Metric>> result;
  for (size_t i = 0; i < dicts.size(); ++i) {
    with_context(name_metric(dicts[i]), [&] { result.push_back((*makers[i])(dicts[i], dataset)); });
  }
  return result;
}

Outcome join_outcomes(const std::vector<Outcome>& outcomes) {
  Outcome joined;
  for (const Outcome& outcome : outcomes) {
    for (const auto& [key, value] : outcome.metrics.items()) {
      if (joined.metrics.contains(key)) {
        fail("two metrics give a number called '{}'; set another prefix for one of them", key);
      }
      joined.metrics[key] = value;
    }
    joined.text += outcome.text;
    joined.files.insert(joined.files.end(), outcome.files.begin(), outcome.files.end());
  }
  return joined;
}

std::string name_metric(const config::Value& metric) {
  const std::string place = metric.location().text();
  const std::string& type = metric.at("type").as_string();
  return place.empty() ? type : type + " (" + place + ")";
}

void check_metric_keys(const config::Value& metric, std::initializer_list<std::string_view> known) {
  std::vector<std::string> names{"prefix", "collect_device", "collect_dir"};
  for (std::string_view key : known) names.emplace_back(key);
  std::vector<std::string> problems;
  for (const auto& [key, value] : metric.as_dict()) {
    const std::string& name = key.as_string();
    if (name == "type" || name == "_scope_" || std::find(names.begin(), names.end(), name) != names.end()) continue;
    const std::string place = value.location().text();
    problems.push_back("unknown option '" + name + "'" + (place.empty() ? "" : " (" + place + ")") +
                       did_you_mean(name, names));
  }
  if (!problems.empty()) fail("{}", join(problems, "; "));
}

std::string metric_prefix(const config::Value& metric, const char* fallback) {
  const config::Value* prefix = metric.find("prefix");
  if (prefix == nullptr || prefix->is_none() || prefix->as_string().empty()) return fallback;
  return prefix->as_string();
}

}  // namespace slipway::evaluate
