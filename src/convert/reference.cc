// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// PyTorch's side of `slipway test`.
#include <ATen/Parallel.h>
#include <c10/util/Exception.h>

#include "base/log.h"
#include "capture/interpreter.h"
#include "convert/commands.h"
#include "convert/job.h"
#include "convert/torch_device.h"
#include "model/model.h"

namespace slipway::convert {
namespace {

class EagerReference : public evaluate::Reference {
 public:
  EagerReference(std::shared_ptr<model::Network> network, at::Device device, const std::vector<size_t>& flip_indices)
      : network_(std::move(network)), device_(device), flip_indices_(flip_indices.begin(), flip_indices.end()) {
    network_->to(device_);
  }

  std::vector<Result> predict(const HostTensor& batch, const std::vector<ImageMeta>& metas) override {
    const at::NoGradGuard no_gradients;
    try {
      at::Tensor input = capture::from_host(batch);
      const auto count = static_cast<int64_t>(metas.size());
      if (input.size(0) > count) input = input.narrow(0, 0, count);
      input = input.to(device_);
      if (flip_indices_.empty()) return network_->predict(input, metas);
      return network_->results(network_->raw_flip_tested(input, flip_indices_), metas, {});
    } catch (const c10::Error& e) {
      throw InternalError(std::string("LibTorch: ") + e.what_without_backtrace());
    }
  }

 private:
  std::shared_ptr<model::Network> network_;
  at::Device device_;
  std::vector<int64_t> flip_indices_;
};

/// A program, which is matched with the config when the first batch says how large its inputs are.
class ProgramReference : public evaluate::Reference {
 public:
  ProgramReference(Job job, std::shared_ptr<program::Program> program, at::Device device,
                   const std::vector<size_t>& flip_indices)
      : job_(std::move(job)), program_(std::move(program)), device_(device), flip_indices_(flip_indices) {}

  std::vector<Result> predict(const HostTensor& batch, const std::vector<ImageMeta>& metas) override {
    if (!engine_) {
      const at::NoGradGuard no_gradients;
      job_.program = fit_program(program_, job_.model_config, job_.deploy, batch.shape());
      engine_ = std::make_unique<EagerReference>(make_network(job_, at::kCPU), device_, flip_indices_);
    }
    // A program may take batches of one size only, so those that are filled up stay so.
    std::vector<ImageMeta> all = metas;
    all.resize(static_cast<size_t>(batch.dim(0)), metas.back());
    std::vector<Result> results = engine_->predict(batch, all);
    results.resize(metas.size());
    return results;
  }

 private:
  Job job_;
  std::shared_ptr<program::Program> program_;
  at::Device device_;
  std::vector<size_t> flip_indices_;
  std::unique_ptr<EagerReference> engine_;
};

/// `slipway test` says itself what becomes of it.
config::Value without_flip_test(config::Value config) {
  const config::Value* model = config.find("model");
  const config::Value* settings = model == nullptr || !model->is_dict() ? nullptr : model->find("test_cfg");
  if (settings == nullptr || !settings->is_dict() || !settings->contains("flip_test")) return config;
  config::Value edited_settings = *settings, edited_model = *model;
  edited_settings.set_item("flip_test", config::Value(false));
  edited_model.set_item("test_cfg", std::move(edited_settings));
  config.set_item("model", std::move(edited_model));
  return config;
}

std::unique_ptr<evaluate::Reference> open_program(const evaluate::ReferenceRequest& request, Job job,
                                                  at::Device device) {
  if (!request.key_map.empty())
    fail("--key-map is for checkpoints; the program {} has its own weights", request.checkpoint);
  job.deploy = package::read_deploy_config(request.deploy_config, backend::known_backends());
  job.deploy.fit_to_backend(backend::get(job.deploy.backend).capabilities());
  job.pipeline = std::make_unique<runtime::Pipeline>(package::make_pipeline(job.model_config, job.deploy).json);
  return std::make_unique<ProgramReference>(std::move(job), read_program_file(request.checkpoint), device,
                                            request.flip_indices);
}

}  // namespace

std::unique_ptr<evaluate::Reference> open_reference(const evaluate::ReferenceRequest& request) {
  at::set_num_threads(request.threads);
  const at::Device device = with_context("--device", [&] { return torch_device(request.device); });
  const at::NoGradGuard no_gradients;
  Job job;
  job.model_config = without_flip_test(request.model_config);
  if (program::is_program(request.checkpoint)) return open_program(request, std::move(job), device);
  job.network = model::build_network(job.model_config);
  job.network->eval();
  for (const std::string& warning : job.network->warnings()) log::warning("{}", warning);
  load_checkpoint(job, request.checkpoint, request.allow_missing, request.key_map);
  return std::make_unique<EagerReference>(std::move(job.network), device, request.flip_indices);
}

}  // namespace slipway::convert
