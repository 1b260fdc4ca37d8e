// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/estimator/pose_network.h"

namespace slipway::model {

PoseNetwork::PoseNetwork(std::string head_name, std::shared_ptr<FeatureModule> backbone,
                         std::shared_ptr<FeatureModule> neck, std::shared_ptr<PoseHead> head)
    : head_name_(std::move(head_name)) {
  backbone_ = register_module("backbone", std::move(backbone));
  if (neck) neck_ = register_module("neck", std::move(neck));
  head_ = register_module(head_name_, std::move(head));
}

std::vector<at::Tensor> PoseNetwork::extract(const at::Tensor& input) const {
  std::vector<at::Tensor> features = in_scope("backbone", [&] { return backbone_->forward({input}); });
  return neck_ ? in_scope("neck", [&] { return neck_->forward(features); }) : features;
}

std::vector<Result> PoseNetwork::predict(const at::Tensor& input, const std::vector<ImageMeta>& metas) {
  require(input.size(0) == static_cast<int64_t>(metas.size()), "one meta per image");
  std::vector<at::Tensor> raw = head_->raw(extract(input));
  // Selection reads single numbers.
  for (at::Tensor& output : raw) output = output.to(at::kCPU);
  return head_->predict(raw, metas);
}

std::vector<std::pair<std::string, at::Tensor>> PoseNetwork::stages(const at::Tensor& input) {
  std::vector<std::pair<std::string, at::Tensor>> outputs;
  const auto record = [&](const std::string& stage, const std::vector<at::Tensor>& tensors) {
    for (size_t i = 0; i < tensors.size(); ++i) outputs.emplace_back(stage + "/" + std::to_string(i), tensors[i]);
  };
  std::vector<at::Tensor> features = backbone_->forward({input});
  record("backbone", features);
  if (neck_) {
    features = neck_->forward(features);
    record("neck", features);
  }
  record(head_name_ + ".head_module", head_->raw(features));
  return outputs;
}

PoseParts build_pose_parts(Args& args, const BuildContext& context, const std::string& head_key) {
  args.ignore({"train_cfg", "use_syncbn", "data_preprocessor", "init_cfg"});
  PoseParts parts;
  Problems problems;
  parts.backbone =
      problems.attempt([&] { return build_as<FeatureModule>(args.require("backbone"), context, "backbone"); });
  const config::Value* neck = args.find("neck");
  const config::Value* test_cfg = args.find("test_cfg");
  parts.neck =
      problems.attempt([&] { return neck == nullptr ? nullptr : build_as<FeatureModule>(*neck, context, "neck"); });
  parts.head = problems.attempt([&] {
    config::Value head = args.require(head_key);
    if (test_cfg != nullptr) head.set_item(std::string_view("test_cfg"), *test_cfg);
    return build_as<PoseHead>(head, context, "pose head");
  });
  problems.attempt([&] { return args.finish(), true; });
  problems.raise();
  return parts;
}

}  // namespace slipway::model
