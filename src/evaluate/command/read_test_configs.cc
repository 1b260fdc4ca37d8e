// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <sched.h>

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <thread>

#include "base/io.h"
#include "base/log.h"
#include "base/strings.h"
#include "config/config_command.h"
#include "evaluate/command/job.h"
#include "package/config_options.h"
#include "package/model_config.h"
#include "plugin/plugin.h"

namespace slipway::evaluate {
namespace {

namespace fs = std::filesystem;

/// `test_KEY`, else `val_KEY`, as mmengine's own tools fall back.
const config::Value* find_test(const config::Value& model_config, const std::string& key) {
  for (const char* stage : {"test_", "val_"}) {
    const config::Value* found = model_config.find(stage + key);
    if (found != nullptr && !found->is_none()) return found;
  }
  return nullptr;
}

std::string name_of_config(const config::Value& config) {
  return config.location().file ? *config.location().file : std::string("the model config");
}

config::Value dataset_config(const TestJob& job) {
  const config::Value* loader = find_test(job.model_config, "dataloader");
  if (loader == nullptr || !loader->is_dict() || !loader->contains("dataset"))
    fail("{}: no `test_dataloader` with a dataset, so nothing says what to test on", name_of_config(job.model_config));
  return loader->at("dataset");
}

std::string absolute(const std::string& path) {
  std::error_code ignored;
  return fs::absolute(path, ignored).string();
}

/// What a dataset calls its folder in the dict `data_prefix`; null where the folder stands there itself.
const char* prefix_key(const std::string& type) {
  if (ends_with(type, "CocoDataset")) return "img";
  return ends_with(type, "VOCDataset") ? "sub_data_root" : nullptr;
}

/// --data-prefix in whichever form the dataset has it.
void set_prefix(config::Value& dataset, const std::string& folder) {
  const config::Value* old = dataset.find("data_prefix");
  if (old != nullptr && old->is_dict()) {
    config::Value prefix = config::Value::dict();
    for (const auto& [key, value] : old->as_dict()) prefix.set_item(key, config::Value(folder));
    dataset.set_item("data_prefix", prefix);
  } else if (const char* key = prefix_key(dataset.at("type").as_string()); old == nullptr && key != nullptr) {
    config::Value prefix = config::Value::dict();
    prefix.set_item(key, config::Value(folder));
    dataset.set_item("data_prefix", prefix);
  } else {
    dataset.set_item("data_prefix", config::Value(folder));
  }
}

/// `edit` of every metric's dict: a dict, a list of them, or those of an Evaluator.
config::Value edit_metrics(const config::Value& evaluator, const std::function<void(config::Value&)>& edit) {
  config::Value result = evaluator;
  if (evaluator.is_sequence()) {
    std::vector<config::Value> metrics;
    for (const config::Value& metric : evaluator.as_sequence()) metrics.push_back(edit_metrics(metric, edit));
    return config::Value::list(std::move(metrics));
  }
  if (!evaluator.is_dict()) return result;
  if (const config::Value* metrics = evaluator.find("metrics"))
    result.set_item("metrics", edit_metrics(*metrics, edit));
  else
    edit(result);
  return result;
}

std::string string_of(const config::Value& dict, std::string_view key) {
  const config::Value* value = dict.find(key);
  return value != nullptr && value->is_string() ? value->as_string() : "";
}

/// Metrics of one side: those of the model config.
std::vector<std::unique_ptr<evaluate::Metric>> make_side_metrics(const TestJob& job, const TestOptions& options) {
  const config::Value* found = find_test(job.model_config, "evaluator");
  if (found == nullptr)
    fail("{}: no `test_evaluator`, so nothing says what to measure", name_of_config(job.model_config));
  const config::Value evaluator = edit_metrics(*found, [&](config::Value& metric) {
    // A metric's file follows --ann-file.
    if (!options.ann_file.empty() && !string_of(metric, "ann_file").empty())
      metric.set_item("ann_file", config::Value(job.dataset.info.ann_file));
  });
  evaluate::DatasetInfo info = job.dataset.info;
  if (!job.sides.empty()) info.file_suffix = "_pytorch";
  return evaluate::make_metrics(evaluator, package::default_scope(job.model_config), info);
}

}  // namespace

int default_threads() {
  cpu_set_t set;
  CPU_ZERO(&set);
  int count = sched_getaffinity(0, sizeof(set), &set) == 0 ? CPU_COUNT(&set) : 0;
  if (count < 1) count = static_cast<int>(std::thread::hardware_concurrency());
  for (const char* name : {"OMPI_COMM_WORLD_LOCAL_SIZE", "MPI_LOCALNRANKS"})
    if (const char* ranks = std::getenv(name); ranks != nullptr && std::atoi(ranks) > 1) {
      // Where mpirun has bound each rank to processors of its own, those are its share already.
      const int all = static_cast<int>(std::thread::hardware_concurrency());
      count = std::min(count, std::max(1, all / std::atoi(ranks)));
      break;
    }
  return std::max(1, count);
}

void read_test_configs(TestJob& job, const TestOptions& options) {
  const config::LoadOptions roots = config::parse_config_roots(options.config_roots);
  job.deploy_config = config::load(options.deploy_config, roots);
  job.model_config = config::load(options.model_config, roots);
  package::apply_config_options(options.config_options, job.deploy_config, job.model_config);
  plugin::load_imports(job.model_config);
  if (job.deploy_config.find("backend_config") == nullptr && job.model_config.find("backend_config") != nullptr)
    fail("{} is a model config and {} a deploy config: the deploy config comes first", options.deploy_config,
         options.model_config);
  job.deploy = package::read_deploy_config(job.deploy_config, backend::known_backends());
  const backend::Backend& backend = with_context(
      options.deploy_config, [&]() -> const backend::Backend& { return backend::get(job.deploy.backend); });
  with_context("--device", [&] { backend.check_device(options.device); });
  if (!job.model_config.contains("model")) fail("{}: no `model`, so this is no model config", options.model_config);
  package::require_codebase(job.deploy, options.deploy_config, job.model_config, options.model_config);
  job.threads = options.threads > 0 ? options.threads : default_threads();
}

void read_dataset(TestJob& job, const TestOptions& options) {
  config::Value dataset = dataset_config(job);
  if (!options.ann_file.empty()) dataset.set_item("ann_file", config::Value(absolute(options.ann_file)));
  if (!options.data_prefix.empty()) set_prefix(dataset, absolute(options.data_prefix));
  evaluate::DatasetContext context;
  context.default_scope = package::default_scope(job.model_config);
  context.config_file = options.model_config;
  job.dataset = evaluate::make_dataset(dataset, context);
  for (const std::string& note : job.dataset.notes) log::warning("{}", note);
  const auto limit = static_cast<size_t>(options.limit);
  if (limit > 0 && limit < job.dataset.items.size()) {
    job.dataset.items.resize(limit);
    job.limited = true;
  }
}

void add_side(TestJob& job, const TestOptions& options, std::unique_ptr<evaluate::Engine> engine) {
  job.sides.push_back({std::move(engine), make_side_metrics(job, options)});
  // Metrics know what they need of each annotation; both sides have the same ones.
  std::vector<std::string>& bad = job.dataset.bad;
  for (const auto& metric : job.sides.back().metrics)
    for (const std::string& problem : metric->bad_annotations())
      if (std::find(bad.begin(), bad.end(), problem) == bad.end()) bad.push_back(problem);
}

}  // namespace slipway::evaluate
