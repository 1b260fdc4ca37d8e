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
  EagerReference(std::shared_ptr<model::Network> network, at::Device device)
      : network_(std::move(network)), device_(device) {
    network_->to(device_);
  }

  std::vector<Result> predict(const HostTensor& batch, const std::vector<ImageMeta>& metas) override {
    const at::NoGradGuard no_gradients;
    try {
      at::Tensor input = capture::from_host(batch);
      const auto count = static_cast<int64_t>(metas.size());
      if (input.size(0) > count) input = input.narrow(0, 0, count);
      return network_->predict(input.to(device_), metas);
    } catch (const c10::Error& e) {
      throw InternalError(std::string("LibTorch: ") + e.what_without_backtrace());
    }
  }

 private:
  std::shared_ptr<model::Network> network_;
  at::Device device_;
};

}  // namespace

std::unique_ptr<evaluate::Reference> open_reference(const evaluate::ReferenceRequest& request) {
  at::set_num_threads(request.threads);
  const at::Device device = with_context("--device", [&] { return torch_device(request.device); });
  const at::NoGradGuard no_gradients;
  Job job;
  job.model_config = request.model_config;
  job.network = model::build_network(job.model_config);
  job.network->eval();
  for (const std::string& warning : job.network->warnings()) log::warning("{}", warning);
  load_checkpoint(job, request.checkpoint, request.allow_missing);
  return std::make_unique<EagerReference>(std::move(job.network), device);
}

}  // namespace slipway::convert
