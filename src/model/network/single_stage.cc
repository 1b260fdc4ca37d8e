// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/network/single_stage.h"

#include <algorithm>

#include "base/error.h"

namespace slipway::model {

SingleStage::SingleStage(Args& args, const BuildContext& context, std::string head_key)
    : head_key_(std::move(head_key)) {
  args.ignore({"pretrained", "train_cfg", "use_syncbn", "data_preprocessor", "init_cfg"});
  const config::Value* test_cfg = args.find("test_cfg");
  const auto build_head = [&](const BuildContext& place) {
    config::Value config = args.require(head_key_);
    if (test_cfg != nullptr) config.set_item(std::string_view("test_cfg"), *test_cfg);
    return build_as<Head>(config, place, "head of a network with one stage");
  };
  if (context.program) {
    args.ignore({"backbone", "neck"});
    program_ = &adopt_program(context.program);
    BuildContext without_weights = context;
    without_weights.device = at::kMeta;
    auto head = args.attempt([&] { return build_head(without_weights); });
    args.finish();
    head->take_program();
    head_ = &hold(head_key_, std::move(head));
    warnings_ = head_->warnings();
    return;
  }
  const config::Value* neck_config = args.find("neck");
  auto backbone = args.attempt([&] { return build_as<FeatureModule>(args.require("backbone"), context, "backbone"); });
  auto neck = args.attempt(
      [&] { return neck_config == nullptr ? nullptr : build_as<FeatureModule>(*neck_config, context, "neck"); });
  auto head = args.attempt([&] { return build_head(context); });
  // All problems at once, unknown keys too: nothing more is asked for.
  args.finish();
  backbone_ = &adopt("backbone", std::move(backbone));
  if (neck) neck_ = &adopt("neck", std::move(neck));
  head_ = &adopt(head_key_, std::move(head));
  warnings_ = head_->warnings();
}

Tensors SingleStage::extract(const Tensor& input) const {
  if (program_ != nullptr) return (*program_)({input});
  const Tensors features = (*backbone_)({input});
  return neck_ != nullptr ? (*neck_)(features) : features;
}

Tensors SingleStage::deploy_forward(const Tensor& input) const {
  const Tensors features = extract(input);
  return head_->scoped([&] { return head_->deploy(features); });
}

Tensors SingleStage::raw(const Tensor& input) const {
  const Tensors features = extract(input);
  return head_->scoped([&] { return head_->layer_outputs(features); });
}

Tensors SingleStage::raw_flip_tested(const Tensor& input, const std::vector<int64_t>& flip_indices) const {
  return head_->merge_flipped(raw(input), raw(at::flip(input, {-1})), flip_indices);
}

std::vector<Result> SingleStage::results(const Tensors& raw, const std::vector<ImageMeta>& metas,
                                         const task::Limits& limits) const {
  // Choices read single numbers.
  Tensors outputs;
  for (const Tensor& output : raw) outputs.push_back(output.to(at::kCPU));
  require(outputs.empty() || outputs.front().size(0) == static_cast<int64_t>(metas.size()), "one meta per image");
  return head_->results(outputs, metas, limits);
}

std::vector<std::string> SingleStage::ignorable_keys() const {
  std::vector<std::string> prefixes{"data_preprocessor."};
  for (const std::string& key : head_->ignorable_keys()) prefixes.push_back(head_key_ + "." + key);
  return prefixes;
}

std::vector<RawOutput> SingleStage::program_outputs(const std::vector<int64_t>& input) const {
  return head_->raw_outputs(input.at(0), input.at(2), input.at(3));
}

int64_t SingleStage::size_step() const {
  if (program_ != nullptr) return std::max(program_->size_step(), head_->size_step());
  const int64_t neck = neck_ != nullptr ? neck_->size_step() : 1;
  return std::max({backbone_->size_step(), neck, head_->size_step()});
}

}  // namespace slipway::model
