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

}  // namespace

std::unique_ptr<evaluate::Reference> open_reference(const evaluate::ReferenceRequest& request) {
  at::set_num_threads(request.threads);
  const at::Device device = with_context("--device", [&] { return torch_device(request.device); });
  const at::NoGradGuard no_gradients;
  Job job;
  job.model_config = without_flip_test(request.model_config);
  job.network = model::build_network(job.model_config);
  job.network->eval();
  for (const std::string& warning : job.network->warnings()) log::warning("{}", warning);
  load_checkpoint(job, request.checkpoint, request.allow_missing, request.key_map);
  return std::make_unique<EagerReference>(std::move(job.network), device, request.flip_indices);
}

}  // namespace slipway::convert
