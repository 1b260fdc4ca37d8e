// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/args.h"
#include "model/head/class_head.h"
#include "rewrite/rewriter.h"

namespace slipway::model {
namespace {

/// ImageClassifier of mmpretrain. Keys `backbone.*`, `neck.*`, `head.*`.
class ImageClassifier : public Network {
 public:
  ImageClassifier(std::shared_ptr<FeatureModule> backbone, std::shared_ptr<FeatureModule> neck,
                  std::shared_ptr<ClassHead> head) {
    backbone_ = register_module("backbone", std::move(backbone));
    if (neck) neck_ = register_module("neck", std::move(neck));
    head_ = register_module("head", std::move(head));
  }

  std::string task() const override { return "Classification"; }

  std::vector<at::Tensor> deploy_forward(const at::Tensor& input) override {
    return rewrite::call("mmpretrain.models.classifiers.image.ImageClassifier.forward", *this, {input},
                         [&] { return std::vector<at::Tensor>{scores(input)}; });
  }

  std::vector<Result> predict(const at::Tensor& input, const std::vector<ImageMeta>&) override {
    const at::Tensor batch = scores(input).to(at::kCPU, at::kFloat).contiguous();
    std::vector<Result> results;
    for (int64_t image = 0; image < batch.size(0); ++image) {
      const float* row = batch.data_ptr<float>() + image * batch.size(1);
      results.push_back(head_->result(std::vector<float>(row, row + batch.size(1))));
    }
    return results;
  }

  std::vector<std::pair<std::string, at::Tensor>> stages(const at::Tensor& input) override {
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
    record("head", {head_->forward(features)});
    return outputs;
  }

  std::vector<std::string> ignorable_keys() const override { return {"data_preprocessor.", "head.loss_module."}; }

 private:
  at::Tensor scores(const at::Tensor& input) const {
    std::vector<at::Tensor> features = in_scope("backbone", [&] { return backbone_->forward({input}); });
    if (neck_) features = in_scope("neck", [&] { return neck_->forward(features); });
    return in_scope("head", [&] { return head_->scores(head_->forward(features)); });
  }

  std::shared_ptr<FeatureModule> backbone_;
  std::shared_ptr<FeatureModule> neck_;
  std::shared_ptr<ClassHead> head_;
};

std::shared_ptr<torch::nn::Module> build_image_classifier(const config::Value& config, const BuildContext& context) {
  Args args(config, "mmpretrain.ImageClassifier");
  args.ignore({"pretrained", "train_cfg", "data_preprocessor", "init_cfg"});
  Problems problems;
  auto backbone =
      problems.attempt([&] { return build_as<FeatureModule>(args.require("backbone"), context, "backbone"); });
  const config::Value* neck_config = args.find("neck");
  auto neck = problems.attempt(
      [&] { return neck_config == nullptr ? nullptr : build_as<FeatureModule>(*neck_config, context, "neck"); });
  auto head =
      problems.attempt([&] { return build_as<ClassHead>(args.require("head"), context, "head of a classifier"); });
  problems.attempt([&] { return args.finish(), true; });
  problems.raise();
  return std::make_shared<ImageClassifier>(std::move(backbone), std::move(neck), std::move(head));
}

}  // namespace

static const Registration kRegistered(models(), "mmpretrain.ImageClassifier",
                                      ModelType{build_image_classifier,
                                                "mmpretrain.models.classifiers.image.ImageClassifier"});

}  // namespace slipway::model
