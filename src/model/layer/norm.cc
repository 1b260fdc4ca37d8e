// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/layer/norm.h"

#include <algorithm>

#include "base/strings.h"
#include "model/type_name.h"

namespace slipway::model {
namespace {

// SyncBN is batch normalisation once it does not train.
const std::vector<std::string> kBatchNorms{"BN", "BN2d", "SyncBN", "BatchNorm2d", "SyncBatchNorm"};
const std::vector<std::string> kConvs{"Conv2d", "Conv"};

void check_type(const config::Value& config, const std::vector<std::string>& known, const char* what) {
  const config::Value& type = config.at("type");
  const std::string name = parse_type_name(type.as_string()).name;
  if (std::find(known.begin(), known.end(), name) == known.end())
    fail("{}: {} '{}' is not supported; known: {}", place(type), what, type.as_string(), join(known, ", "));
}

}  // namespace

std::optional<NormSpec> read_norm(Args& args, const NormSpec& fallback) {
  const config::Value* config = args.entry("norm_cfg");
  if (config == nullptr) return fallback;
  if (config->is_none()) return std::nullopt;
  check_type(*config, kBatchNorms, "normalisation");
  Args norm(*config, "norm_cfg");
  NormSpec spec;
  spec.eps = norm.number("eps", spec.eps);
  // None is a cumulative average; like any momentum it means something in training only.
  if (norm.find("momentum") != nullptr) spec.momentum = norm.number("momentum", spec.momentum);
  norm.ignore({"requires_grad"});
  if (!norm.boolean("affine", true)) norm.refuse("affine", "normalisation without weights is not supported");
  if (!norm.boolean("track_running_stats", true))
    norm.refuse("track_running_stats", "statistics of the batch at hand are not supported");
  norm.finish();
  return spec;
}

std::shared_ptr<BatchNorm2d> make_norm(const BuildContext& context, int64_t channels, const NormSpec& spec) {
  return std::make_shared<BatchNorm2d>(context, channels, spec.eps, spec.momentum);
}

void read_conv(Args& args) {
  const config::Value* config = args.find("conv_cfg");
  if (config == nullptr) return;
  check_type(*config, kConvs, "convolution");
  Args conv(*config, "conv_cfg");
  conv.finish();
}

}  // namespace slipway::model
