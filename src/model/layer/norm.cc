// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/layer/norm.h"

#include "base/error.h"
#include "base/strings.h"
#include "config/scope.h"
#include "model/layer/parameter.h"

namespace slipway::model {
namespace {

using Kind = NormSpec::Kind;

// SyncBN is batch normalisation once it does not train.
const std::map<std::string, Kind, std::less<>> kNorms{{"BN", Kind::kBatch},
                                                      {"BN2d", Kind::kBatch},
                                                      {"SyncBN", Kind::kBatch},
                                                      {"BatchNorm2d", Kind::kBatch},
                                                      {"SyncBatchNorm", Kind::kBatch},
                                                      {"GN", Kind::kGroup},
                                                      {"GroupNorm", Kind::kGroup},
                                                      {"LN", Kind::kLayer},
                                                      {"LayerNorm", Kind::kLayer},
                                                      {"IN", Kind::kInstance},
                                                      {"IN2d", Kind::kInstance},
                                                      {"InstanceNorm2d", Kind::kInstance}};

std::string short_type(const config::Value& config) {
  return config::parse_type_name(config.at("type").as_string()).name;
}

}  // namespace

std::string NormSpec::short_name() const {
  switch (kind) {
    case Kind::kBatch:
      return "bn";
    case Kind::kGroup:
      return "gn";
    case Kind::kLayer:
      return "ln";
    case Kind::kInstance:
      return "in";
  }
  return "bn";
}

GroupNorm::GroupNorm(const BuildContext& context, int64_t channels, const NormSpec& spec)
    : groups_(spec.num_groups), eps_(spec.eps) {
  if (channels % groups_ != 0)
    fail("a group normalisation of {} channels in {} groups is not possible", channels, groups_);
  if (!spec.affine) return;
  weight_ = add_parameter("weight", at::ones({channels}, context.options()));
  bias_ = add_parameter("bias", zeros({channels}, context));
}

Tensor GroupNorm::forward(const Tensor& x) const {
  return at::group_norm(x, groups_, weight_, bias_, eps_, /*cudnn_enabled=*/true);
}

LayerNorm::LayerNorm(const BuildContext& context, int64_t channels, const NormSpec& spec)
    : channels_(channels), eps_(spec.eps) {
  weight_ = add_parameter("weight", at::ones({channels}, context.options()));
  bias_ = add_parameter("bias", zeros({channels}, context));
}

Tensor LayerNorm::forward(const Tensor& x) const { return at::layer_norm(x, {channels_}, weight_, bias_, eps_); }

InstanceNorm2d::InstanceNorm2d(const BuildContext& context, int64_t channels, const NormSpec& spec) : eps_(spec.eps) {
  if (!spec.affine) return;
  weight_ = add_parameter("weight", at::ones({channels}, context.options()));
  bias_ = add_parameter("bias", zeros({channels}, context));
}

Tensor InstanceNorm2d::forward(const Tensor& x) const {
  return at::instance_norm(x, weight_, bias_, {}, {}, /*use_input_stats=*/true, /*momentum=*/0.1, eps_,
                           /*cudnn_enabled=*/true);
}

std::optional<NormSpec> read_norm(Args& args, const NormSpec& fallback, std::string_view key) {
  const config::Value* config = args.entry(key);
  if (config == nullptr) return fallback;
  if (config->is_none()) return std::nullopt;
  const auto kind = kNorms.find(short_type(*config));
  if (kind == kNorms.end())
    fail("{}: normalisation '{}' is not supported; known: BN, SyncBN, GN, LN, IN", place(config->at("type")),
         config->at("type").as_string());
  Args norm(*config, std::string(key));
  NormSpec spec;
  spec.kind = kind->second;
  spec.eps = norm.number("eps", spec.eps);
  norm.ignore({"requires_grad"});
  // None is a cumulative average; like any momentum it means something in training only.
  if (norm.find("momentum") != nullptr) spec.momentum = norm.number("momentum", spec.momentum);
  if (spec.kind == Kind::kGroup) {
    spec.num_groups = norm.integer("num_groups");
    if (spec.num_groups < 1) norm.refuse("num_groups", "must be positive");
  }
  // PyTorch's InstanceNorm2d has no weights unless it is asked for them, all others have.
  spec.affine = norm.boolean("affine", spec.kind != Kind::kInstance);
  if (!spec.affine && (spec.kind == Kind::kBatch || spec.kind == Kind::kLayer))
    norm.refuse("affine", "normalisation without weights is not supported");
  if (norm.boolean("track_running_stats", spec.kind == Kind::kBatch) != (spec.kind == Kind::kBatch))
    norm.refuse("track_running_stats", "only batch normalisation has statistics of its own, and always has them");
  norm.finish();
  return spec;
}

std::shared_ptr<Layer> make_norm(const BuildContext& context, int64_t channels, const NormSpec& spec) {
  switch (spec.kind) {
    case Kind::kBatch:
      return std::make_shared<BatchNorm2d>(context, channels, spec.eps, spec.momentum);
    case Kind::kGroup:
      return std::make_shared<GroupNorm>(context, channels, spec);
    case Kind::kLayer:
      return std::make_shared<LayerNorm>(context, channels, spec);
    case Kind::kInstance:
      return std::make_shared<InstanceNorm2d>(context, channels, spec);
  }
  throw InternalError("unknown normalisation");
}

void read_conv(Args& args) {
  const config::Value* config = args.find("conv_cfg");
  if (config == nullptr) return;
  const std::string type = short_type(*config);
  if (type.rfind("DCN", 0) == 0 || type.find("Deform") != std::string::npos)
    return args.refuse("conv_cfg", fmt::format("deformable convolution ('{}') is not supported: no standard operator "
                                               "of the backends computes it",
                                               type));
  if (type != "Conv2d" && type != "Conv")
    fail("{}: convolution '{}' is not supported; known: Conv2d, Conv", place(config->at("type")), type);
  Args conv(*config, "conv_cfg");
  conv.finish();
}

}  // namespace slipway::model
