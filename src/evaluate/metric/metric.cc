// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluate/metric/metric.h"

#include <algorithm>

#include "base/strings.h"
#include "config/args.h"
#include "config/scope.h"

namespace slipway::evaluate {

const std::vector<std::string>& Metric::bad_annotations() const {
  static const std::vector<std::string> kNone;
  return kNone;
}

Registry<MetricMaker>& metrics() {
  static Registry<MetricMaker> registry("metric");
  return registry;
}

RegisterMetric::RegisterMetric(std::initializer_list<const char*> keys, MetricMaker make) {
  for (const char* key : keys) metrics().add(key, make);
}

namespace {

/// A dict with `metrics` is mmengine's Evaluator, which may go unsaid. None of the libraries with metrics here has one
/// of its own, so that a type without a library is mmengine's, too.
void require_plain_evaluator(const config::Value& evaluator) {
  if (!evaluator.contains("type")) return;
  const std::vector<std::string> keys = config::lookup_keys(evaluator, "");
  if (std::find(keys.begin(), keys.end(), "mmengine.Evaluator") == keys.end())
    fail("{}: evaluator '{}' is not supported; supported: Evaluator", evaluator.at("type").location().text(),
         evaluator.at("type").as_string());
}

}  // namespace

std::unique_ptr<Metric> make_metric(const config::Value& metric, const std::string& default_scope,
                                    const DatasetInfo& dataset) {
  auto made = make_metrics(config::Value::list({metric}), default_scope, dataset);
  return std::move(made.front());
}

std::vector<std::unique_ptr<Metric>> make_metrics(const config::Value& evaluator, const std::string& default_scope,
                                                  const DatasetInfo& dataset) {
  std::vector<config::Value> dicts;
  if (evaluator.is_dict() && evaluator.contains("metrics")) {
    require_plain_evaluator(evaluator);
    return make_metrics(evaluator.at("metrics"), config::scope_within(evaluator, default_scope), dataset);
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
    makers.push_back(config::find_type(metrics(), dict, default_scope));
    if (makers.back() == nullptr)
      unknown.push_back(config::unknown_type(dict, default_scope, metrics().what(), metrics().keys()));
  }
  if (unknown.size() == 1) fail("{}", unknown.front());
  if (!unknown.empty()) fail("not all metrics are known:\n  {}", join(unknown, "\n  "));
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

std::string optional_text(const config::Value& metric, const char* key) {
  const config::Value* value = metric.find(key);
  return value == nullptr || value->is_none() ? "" : value->as_string();
}

void refuse_remote_files(config::Args& args) {
  const config::Value* backend = args.find("backend_args");
  if (backend != nullptr && !(backend->is_dict() && backend->get("backend", "") == "local"))
    args.refuse("backend_args", "only files on this machine are read; copy them here, and set it to None");
  args.refuse_if_set("file_client_args", "mmdet has given it up; leave it out or set it to None");
}

}  // namespace slipway::evaluate
