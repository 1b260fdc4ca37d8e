// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <set>

#include "base/log.h"
#include "base/strings.h"
#include "cli/convert/backend_config.h"
#include "cli/convert/ir.h"
#include "cli/convert/job.h"
#include "cli/convert/precision.h"
#include "cli/convert/torch_device.h"
#include "package/config_options.h"
#include "package/model_config.h"

namespace slipway::cli {
namespace {

/// Outputs by task: names and number are the deploy config's.
void require_outputs(const package::DeployConfig& deploy, const std::string& file) {
  const std::map<std::string, size_t> kOutputs{{"Classification", 1}, {"PoseDetection", 2}};
  auto expected = kOutputs.find(deploy.task);
  if (expected == kOutputs.end())
    fail("{}: task '{}' is not supported; supported: Classification, PoseDetection", file, deploy.task);
  if (deploy.output_names.size() != expected->second)
    fail("{}: {} output_names ({}), but {} models have {}", file, deploy.output_names.size(),
         join(deploy.output_names, ", "), deploy.task,
         expected->second == 1 ? "1 output: the class scores" : "2 outputs: dets and keypoints");
}

/// A deploy config is for one codebase, and a model config is of one library.
void require_codebase(const Job& job, const ReadRequest& request) {
  static const std::map<std::string, std::set<std::string>> kCodebases{{"mmpose", {"mmpose"}},
                                                                       {"mmyolo", {"mmpose", "mmyolo"}},
                                                                       {"mmdet", {"mmdet", "mmpose", "mmyolo"}},
                                                                       {"mmpretrain", {"mmpretrain", "mmcls"}},
                                                                       {"mmcls", {"mmpretrain", "mmcls"}},
                                                                       {"mmengine", {}}};
  const std::string scope = package::default_scope(job.model_config);
  if (scope.empty()) return;
  auto known = kCodebases.find(scope);
  if (known == kCodebases.end()) {
    std::vector<std::string> names;
    for (const auto& [name, codebases] : kCodebases) names.push_back(name);
    fail("{}: default_scope is '{}', a library that Slipway does not know{}", request.model_config, scope,
         did_you_mean(scope, names));
  }
  if (!known->second.empty() && known->second.count(job.deploy.codebase) == 0)
    fail("{} is for {} (codebase_config.type), but {} is a model config of {} (default_scope); take one of configs/{}",
         request.deploy_config, job.deploy.codebase, request.model_config, scope, *known->second.begin());
}

}  // namespace

std::string read_configs(Job& job, const ReadRequest& request) {
  job.deploy_config_value = config::load(request.deploy_config);
  job.model_config = config::load(request.model_config);
  package::apply_config_options(request.config_options, job.deploy_config_value, job.model_config);
  if (job.deploy_config_value.find("backend_config") == nullptr && job.model_config.find("backend_config") != nullptr)
    fail("{} is a model config and {} a deploy config: the deploy config comes first", request.deploy_config,
         request.model_config);
  job.deploy = package::read_deploy_config(job.deploy_config_value, backend::known_backends());
  if (request.opset > 0) job.deploy.opset = request.opset;
  require_known_precision(job.deploy, request.deploy_config);
  with_context(request.deploy_config, [&] {
    const backend::Backend& backend = backend::get(job.deploy.backend);
    job.deploy.fit_to_backend(backend.selects_detections(), backend.batches(), backend.max_top_k());
  });
  check_backend_config(job.deploy, request.deploy_config);
  with_context("--device", [&] {
    backend::get(job.deploy.backend).check_device(request.device);
    torch_device(request.device);
  });
  require_supported_ir(job.deploy, request.deploy_config, request.opset);
  require_supported_precision(job.deploy, request.deploy_config);
  require_outputs(job.deploy, request.deploy_config);
  if (!job.model_config.contains("model")) fail("{}: no `model`, so this is no model config", request.model_config);
  require_codebase(job, request);

  with_context(request.model_config, [&] { job.pipeline_file = package::make_pipeline(job.model_config, job.deploy); });
  for (const std::string& note : job.pipeline_file.notes) log::warning("{}", note);
  job.pipeline = std::make_unique<runtime::Pipeline>(job.pipeline_file.json);

  std::set<std::string> seen;
  for (const std::string& file : request.images) {
    if (!seen.insert(std::filesystem::weakly_canonical(file).string()).second) continue;
    TestImage image;
    image.file = file;
    image.pixels = runtime::read_image(file);
    with_context(file, [&] { image.ready = job.pipeline->preprocess(image.pixels); });
    job.images.push_back(std::move(image));
  }
  return fmt::format("{} of {} for {}, input {}", job.deploy.task, job.deploy.codebase, job.deploy.backend,
                     job.images.front().ready.input.describe());
}

}  // namespace slipway::cli
