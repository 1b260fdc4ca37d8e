// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "convert/check/part.h"

#include <ATen/Functions.h>

#include <cmath>

#include "base/hash64.h"
#include "base/strings.h"
#include "capture/interpreter.h"

namespace slipway::convert {
namespace {

/// A sequence of numbers in [0,1) that is the same everywhere (SplitMix64).
class Numbers {
 public:
  explicit Numbers(uint64_t state) : state_(state) {}
  float next() {
    uint64_t z = (state_ += 0x9E3779B97F4A7C15U);
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return static_cast<float>((z ^ (z >> 31U)) >> 40U) / static_cast<float>(1U << 24U);
  }

 private:
  uint64_t state_;
};

void fill_uniform(const at::Tensor& tensor, const std::string& name, uint64_t seed, double low, double high) {
  Numbers numbers(hash64(name) ^ (seed * 0x9E3779B97F4A7C15U));
  at::Tensor dense = at::empty(tensor.sizes(), at::kFloat);
  float* data = dense.data_ptr<float>();
  for (int64_t i = 0; i < dense.numel(); ++i)
    data[i] = static_cast<float>(low) + numbers.next() * static_cast<float>(high - low);
  tensor.copy_(dense);
}

void fill_entry(const model::Entry& entry, uint64_t seed) {
  const at::Tensor& tensor = entry.tensor;
  if (!tensor.is_floating_point()) return;
  const std::string last = entry.name.substr(entry.name.rfind('.') + 1);
  if (entry.is_buffer) {
    // Other buffers are tables that the type computes itself.
    if (last == "running_mean") fill_uniform(tensor, entry.name, seed, -0.1, 0.1);
    if (last == "running_var") fill_uniform(tensor, entry.name, seed, 0.7, 1.3);
    return;
  }
  if (tensor.dim() < 2) {
    const bool shift = last.find("bias") != std::string::npos;
    return fill_uniform(tensor, entry.name, seed, shift ? -0.2 : 0.8, shift ? 0.2 : 1.2);
  }
  // Uniform weights of this size keep the variance of what goes through a convolution or a linear layer.
  const double bound = std::sqrt(3.0 / static_cast<double>(tensor.numel() / tensor.size(0)));
  fill_uniform(tensor, entry.name, seed, -bound, bound);
}

}  // namespace

config::Value parse_fragment(const std::string& fragment, const std::string& origin) {
  config::Value parsed =
      with_context("the fragment of a config", [&] { return config::parse("part = " + fragment, origin); });
  const config::Value* part = parsed.find("part");
  if (part == nullptr || !part->is_dict() || !part->contains("type"))
    fail("the fragment is no dict(type='...', ...): {}", fragment.substr(0, 80));
  return *part;
}

std::shared_ptr<model::Module> build_part(const PartCase& part, at::Device device) {
  model::BuildContext context;
  context.scope = part.scope;
  context.device = device;
  auto module =
      model::build_as<model::Module>(parse_fragment(part.fragment, part.origin), context, "module of Slipway");
  module->eval();
  return module;
}

void fill_part(const torch::nn::Module& module, const PartCase& part) {
  const at::NoGradGuard no_gradients;
  for (const model::Entry& entry : model::state_dict(module)) {
    const HostTensor* saved = part.saved ? part.saved->find("weight." + entry.name) : nullptr;
    if (saved == nullptr)
      fill_entry(entry, part.seed);
    else if (saved->shape() != entry.tensor.sizes().vec())
      fail("the case has weights {} for '{}', which is {} here", saved->describe(), entry.name,
           format_shape(entry.tensor.sizes().vec()));
    else
      entry.tensor.copy_(capture::from_host(*saved));
  }
}

model::Tensors inputs_of(const PartCase& part) {
  model::Tensors inputs;
  for (size_t i = 0; i < part.shapes.size(); ++i) {
    const std::string name = fmt::format("input.{}", i);
    if (const HostTensor* saved = part.saved ? part.saved->find(name) : nullptr) {
      inputs.push_back(capture::from_host(*saved).clone());
      continue;
    }
    for (const int64_t size : part.shapes[i])
      if (size < 1) fail("input {} is {}: sizes are 1 or more", i, format_shape(part.shapes[i]));
    inputs.push_back(at::empty(part.shapes[i], at::kFloat));
    fill_uniform(inputs.back(), name, part.seed, part.low, part.high);
  }
  return inputs;
}

model::Tensors with_batch(const model::Tensors& inputs, int64_t batch) {
  model::Tensors result;
  for (const at::Tensor& input : inputs) {
    model::Tensors images;
    const int64_t own = input.size(0);
    // Other images in other places, so that a row that reads a neighbour's data is seen.
    for (int64_t i = 0; i < batch; ++i)
      images.push_back(at::slice(input, 0, (batch - 1 - i) % own, (batch - 1 - i) % own + 1) *
                       (1.0 - 0.125 * static_cast<double>(i / own)));
    result.push_back(batch == own ? input : at::cat(images, 0));
  }
  return result;
}

}  // namespace slipway::convert
