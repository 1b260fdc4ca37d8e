// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <set>

#include "base/log.h"
#include "base/strings.h"
#include "config/config_command.h"
#include "config/scope.h"
#include "convert/backend_config.h"
#include "convert/boxes.h"
#include "convert/ir.h"
#include "convert/job.h"
#include "convert/precision.h"
#include "convert/torch_device.h"
#include "image/image.h"
#include "package/config_options.h"
#include "package/model_config.h"
#include "package/slide.h"
#include "plugin/plugin.h"
#include "task/task.h"

namespace slipway::convert {
namespace {

void add_image(Job& job, const std::string& file, BoxSource* source) {
  TestImage image{file, image::read_image(file)};
  const size_t position = job.images.size();
  const std::string name = image.file.filename().string();
  const auto add = [&](const std::string& sample_name, const std::optional<InputBox>& box) {
    TestSample sample{position, sample_name, {}, {}, {}};
    with_context(file, [&] { sample.ready = job.pipeline->preprocess(image.pixels, box); });
    job.samples.push_back(std::move(sample));
  };
  if (source == nullptr) {
    add(name, std::nullopt);
  } else {
    const std::vector<InputBox> boxes = source->boxes(image.file, image.pixels, position == 0);
    if (boxes.empty() && position == 0)
      fail("{}: {}, and the model is captured with a box of this image", file, source->why_none());
    if (boxes.empty()) log::warning("{}: {}", file, source->why_none());
    for (size_t i = 0; i < boxes.size(); ++i)
      add(boxes.size() == 1 ? name : fmt::format("{}, box {}", name, i + 1), boxes[i]);
  }
  job.images.push_back(std::move(image));
}

/// Reads the images, and makes of each a sample, or one for each box.
void read_samples(Job& job, const ReadRequest& request) {
  std::unique_ptr<BoxSource> source;
  if (job.pipeline->takes_boxes())
    source = std::make_unique<BoxSource>(request.boxes, request.device);
  else if (request.boxes.any())
    fail("{}: boxes (--bbox, --bboxes, --detector) are for top-down models; this one takes whole images",
         request.model_config);
  std::set<std::string> seen;
  for (const std::string& file : request.images)
    if (seen.insert(std::filesystem::weakly_canonical(file).string()).second) add_image(job, file, source.get());
}

/// Says what is wrong with the model where its pipeline, or what comes after it, cannot be deployed: a model that is not
/// supported, or is used for another task than its own, has odd settings for these.
void explain_by_model(const Job& job, const Error& pipeline) {
  std::shared_ptr<model::Network> network;
  try {
    network = model::build_network(job.model_config, at::kMeta);
  } catch (const Error& model) {
    fail("{}\n{}", model.what(), pipeline.what());
  }
  require_task(job, network->task());
}

}  // namespace

std::string read_configs(Job& job, const ReadRequest& request) {
  const config::LoadOptions roots = config::parse_config_roots(request.config_roots);
  job.deploy_config_value = config::load(request.deploy_config, roots);
  job.model_config = config::load(request.model_config, roots);
  package::apply_config_options(request.config_options, job.deploy_config_value, job.model_config);
  plugin::load_imports(job.model_config);
  if (job.deploy_config_value.find("backend_config") == nullptr && job.model_config.find("backend_config") != nullptr)
    fail("{} is a model config and {} a deploy config: the deploy config comes first", request.deploy_config,
         request.model_config);
  job.deploy = package::read_deploy_config(job.deploy_config_value, backend::known_backends());
  for (const std::string& warning : job.deploy.warnings) log::warning("{}", warning);
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
  with_context(request.deploy_config, [&] { task::get(job.deploy.task); });
  if (job.model_config.contains("model")) job.deploy.slides = package::read_slide(job.model_config).has_value();
  if (!job.model_config.contains("model")) fail("{}: no `model`, so this is no model config", request.model_config);
  config::require_known_scope(package::model_scope(job.model_config), request.model_config);
  package::require_codebase(job.deploy, request.deploy_config, job.model_config, request.model_config);

  try {
    with_context(request.model_config,
                 [&] { job.pipeline_file = package::make_pipeline(job.model_config, job.deploy); });
    job.pipeline = std::make_unique<runtime::Pipeline>(job.pipeline_file.json);
  } catch (const Error& pipeline) {
    explain_by_model(job, pipeline);
    throw;
  }
  for (const std::string& note : job.pipeline_file.notes) log::warning("{}", note);

  read_samples(job, request);
  return fmt::format("{} of {} for {}, input {}", job.deploy.task, job.deploy.codebase, job.deploy.backend,
                     job.samples.front().ready.input.describe());
}

}  // namespace slipway::convert
