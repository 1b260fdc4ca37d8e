// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <set>

#include "base/log.h"
#include "base/strings.h"
#include "config/scope.h"
#include "convert/backend_config.h"
#include "convert/ir.h"
#include "convert/job.h"
#include "convert/precision.h"
#include "convert/torch_device.h"
#include "image/image.h"
#include "package/config_options.h"
#include "package/model_config.h"
#include "task/task.h"

namespace slipway::convert {
namespace {

/// Outputs by task: names are the deploy config's, and it must have one for each, in order.
void require_outputs(const package::DeployConfig& deploy, const std::string& file) {
  const task::Task& task = with_context(file, [&]() -> const task::Task& { return task::get(deploy.task); });
  const std::vector<task::Role>& roles = task.roles(deploy.capabilities.selects_detections);
  const std::vector<std::string>& names = deploy.output_names;
  std::vector<std::string> expected;
  for (task::Role role : roles) expected.push_back(task::describe(role));
  const std::string wanted =
      fmt::format("{} output{}: {}", roles.size(), roles.size() == 1 ? "" : "s", join(expected, ", "));
  if (names.size() != roles.size())
    fail("{}: {} output_names ({}), but {} models for {} have {}", file, names.size(), join(names, ", "), deploy.task,
         deploy.backend, wanted);
  for (size_t i = 0; i < names.size(); ++i)
    for (size_t other = 0; other < roles.size(); ++other)
      if (other != i && names[i] == task::usual_name(roles[other]) && names[i] != task::usual_name(roles[i]))
        fail("{}: output_names ({}) are in another order than the outputs; {} models have {}", file, join(names, ", "),
             deploy.task, wanted);
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
  with_context(request.deploy_config,
               [&] { job.deploy.fit_to_backend(backend::get(job.deploy.backend).capabilities()); });
  check_backend_config(job.deploy, request.deploy_config);
  with_context("--device", [&] {
    backend::get(job.deploy.backend).check_device(request.device);
    torch_device(request.device);
  });
  require_supported_ir(job.deploy, request.deploy_config, request.opset);
  require_supported_precision(job.deploy, request.deploy_config);
  require_outputs(job.deploy, request.deploy_config);
  if (!job.model_config.contains("model")) fail("{}: no `model`, so this is no model config", request.model_config);
  config::require_known_scope(package::model_scope(job.model_config), request.model_config);
  package::require_codebase(job.deploy, request.deploy_config, job.model_config, request.model_config);

  with_context(request.model_config, [&] { job.pipeline_file = package::make_pipeline(job.model_config, job.deploy); });
  for (const std::string& note : job.pipeline_file.notes) log::warning("{}", note);
  job.pipeline = std::make_unique<runtime::Pipeline>(job.pipeline_file.json);

  std::set<std::string> seen;
  for (const std::string& file : request.images) {
    if (!seen.insert(std::filesystem::weakly_canonical(file).string()).second) continue;
    TestImage image;
    image.file = file;
    image.pixels = image::read_image(file);
    with_context(file, [&] { image.ready = job.pipeline->preprocess(image.pixels); });
    job.images.push_back(std::move(image));
  }
  return fmt::format("{} of {} for {}, input {}", job.deploy.task, job.deploy.codebase, job.deploy.backend,
                     job.images.front().ready.input.describe());
}

}  // namespace slipway::convert
