// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include "model/layer/conv_module.h"
#include "model/layer/pooling.h"
#include "model/register.h"

namespace slipway::model {
namespace {

const std::map<int64_t, std::array<int64_t, 5>> kVggBlocks{
    {11, {1, 1, 2, 2, 2}}, {13, {2, 2, 2, 2, 2}}, {16, {2, 2, 3, 3, 3}}, {19, {2, 2, 4, 4, 4}}};

/// VGG without its classifier. Keys `features.I.{conv,bn}.*`.
class PoseVgg : public FeatureModule {
 public:
  PoseVgg(Args& args, const BuildContext& context) : features_(add_list("features")) {
    const int64_t depth = args.integer("depth"), stages = args.integer("num_stages", 5);
    if (kVggBlocks.count(depth) == 0)
      args.refuse("depth", fmt::format("{} is not known; known: 11, 13, 16, 19", depth));
    if (stages < 1 || stages > 5) args.refuse("num_stages", "must be from 1 to 5");
    if (args.integer("num_classes", -1) > 0) args.refuse("num_classes", "a classifier gives no feature map");
    args.refuse_if_set("ceil_mode", "it is not supported");
    out_indices_ = args.find("out_indices") == nullptr ? std::vector<int64_t>{4} : args.integers("out_indices", {4});
    const std::vector<int64_t> dilations =
        args.integers("dilations", std::vector<int64_t>(static_cast<size_t>(std::max<int64_t>(stages, 1)), 1));
    if (static_cast<int64_t>(dilations.size()) != stages)
      args.refuse("dilations", fmt::format("has {} entries for num_stages={}", dilations.size(), stages));
    const bool last_pool = args.boolean("with_last_pool", true);
    read_conv(args);
    BlockStyle style{.norm = std::nullopt, .activation = read_activation(args, "ReLU"), .bias = true};
    if (args.find("norm_cfg") != nullptr) style.norm = read_norm(args, {});
    args.ignore({"frozen_stages", "norm_eval", "init_cfg"});
    args.check();
    int64_t channels = 3;
    for (int64_t stage = 0; stage < stages; ++stage) {
      const int64_t width = std::min<int64_t>(64 << stage, 512), dilation = dilations[static_cast<size_t>(stage)];
      for (int64_t block = 0; block < kVggBlocks.at(depth)[static_cast<size_t>(stage)]; ++block) {
        features_.append<ConvModule>(context, channels, width,
                                     ConvSize{.kernel = 3, .padding = dilation, .dilation = dilation}, style);
        channels = width;
      }
      if (stage + 1 < stages || last_pool) features_.append<MaxPool2d>(2, 2, 0);
      ends_.push_back(features_.size());
    }
  }

  int64_t size_step() const override { return int64_t{1} << ends_.size(); }

 protected:
  Tensors forward(const Tensors& inputs) const override {
    Tensor x = inputs.at(0);
    Tensors outputs;
    size_t layer = 0;
    for (size_t stage = 0; stage < ends_.size(); ++stage) {
      for (; layer < ends_[stage]; ++layer) x = features_.run(layer, x);
      if (std::count(out_indices_.begin(), out_indices_.end(), static_cast<int64_t>(stage)) > 0) outputs.push_back(x);
    }
    return outputs;
  }

 private:
  LayerList& features_;
  std::vector<size_t> ends_;  // of stages
  std::vector<int64_t> out_indices_;
};

const RegisterModel<PoseVgg> kPoseVgg("mmpose.models.backbones.vgg.VGG");

}  // namespace
}  // namespace slipway::model
