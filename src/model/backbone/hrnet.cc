// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/backbone/hrnet.h"

#include "base/error.h"
#include "model/layer/enlarge.h"
#include "model/layer/residual_block.h"

namespace slipway::model {

/// A list with gaps: layers by their numbers, where there is one. Keys `I.*`.
class SparseList : public Module {
 public:
  void set(size_t index, std::shared_ptr<Layer> layer) {
    layers_.resize(std::max(layers_.size(), index + 1), nullptr);
    layers_[index] = &adopt(std::to_string(index), std::move(layer));
  }
  bool has(size_t index) const { return index < layers_.size() && layers_[index] != nullptr; }
  Tensor run(size_t index, const Tensor& x) const {
    return scoped([&] { return (*layers_[index])(x); });
  }

 private:
  std::vector<const Layer*> layers_;
};

namespace {

struct HrStage {
  int64_t modules = 1;
  bool bottleneck = false;
  std::vector<int64_t> blocks, channels;  ///< of each branch; channels without the expansion

  int64_t expansion() const { return bottleneck ? 4 : 1; }
  int64_t width(size_t branch) const { return channels[branch] * expansion(); }
};

HrStage read_stage(Args& args, const config::Value& extra, size_t number) {
  HrStage stage;
  const std::string key = "stage" + std::to_string(number);
  const config::Value* config = extra.find(key);
  if (config == nullptr || !config->is_dict()) {
    args.refuse("extra", fmt::format("has no '{}'", key));
    return stage;
  }
  Args own(*config, key);
  stage.modules = own.integer("num_modules");
  stage.bottleneck = own.choice("block", "BASIC", {"BASIC", "BOTTLENECK"}) == "BOTTLENECK";
  const int64_t branches = own.integer("num_branches");
  stage.blocks = own.integers("num_blocks");
  stage.channels = own.integers("num_channels");
  own.ignore({"multiscale_output", "num_joints"});
  if (branches != static_cast<int64_t>(number) || stage.blocks.size() != number || stage.channels.size() != number)
    own.refuse("num_branches", fmt::format("must be {}, with as many num_blocks and num_channels", number));
  own.finish();
  return stage;
}

/// Convolution and normalisation, and ReLU where `active`. Keys `0.*`, `1.*`.
std::shared_ptr<Sequence> conv_norm(const BuildContext& context, int64_t in_channels, int64_t out_channels,
                                    const ConvSize& size, const NormSpec& norm, bool active) {
  auto layers = std::make_shared<Sequence>();
  layers->append<Conv2d>(context, in_channels, out_channels, size, /*bias=*/false);
  layers->append(make_norm(context, out_channels, norm));
  if (active) layers->append<ActivationLayer>(activation("ReLU"));
  return layers;
}

constexpr ConvSize kHalve{.kernel = 3, .stride = 2, .padding = 1};

/// Residual blocks one after the other. @param width of the output
std::shared_ptr<Sequence> make_blocks(const BuildContext& context, bool bottleneck, int64_t in_channels, int64_t width,
                                      int64_t count, const NormSpec& norm) {
  auto layers = std::make_shared<Sequence>();
  for (int64_t i = 0; i < count; ++i) {
    std::shared_ptr<Layer> shortcut;
    if (in_channels != width) shortcut = conv_norm(context, in_channels, width, ConvSize{}, norm, false);
    layers->append<ResidualBlock>(
        context, bottleneck,
        ResidualSize{
            .in_channels = in_channels, .out_channels = width, .middle_channels = bottleneck ? width / 4 : width},
        norm, std::move(shortcut));
    in_channels = width;
  }
  return layers;
}

}  // namespace

/// A module of a stage: each branch by itself, then each takes from all others.
class HrModule : public Module {
 public:
  HrModule(const BuildContext& context, const HrStage& stage, size_t outputs, bool bilinear, const NormSpec& norm)
      : bilinear_(bilinear), branches_(add_list("branches")) {
    const size_t count = stage.channels.size();
    for (size_t i = 0; i < count; ++i)
      branches_.append(make_blocks(context, stage.bottleneck, stage.width(i), stage.width(i), stage.blocks[i], norm));
    fuse_layers_ = &add<List>("fuse_layers");
    for (size_t to = 0; to < outputs; ++to) {
      SparseList& row = fuse_layers_->append();
      for (size_t from = 0; from < count; ++from) {
        if (from > to) {
          auto layers = conv_norm(context, stage.width(from), stage.width(to), ConvSize{}, norm, false);
          const int64_t factor = int64_t{1} << (from - to);
          if (bilinear)
            layers->append<Enlarge>(static_cast<double>(factor), false);
          else
            layers->append<NearestEnlarge>(factor);
          row.set(from, std::move(layers));
        } else if (from < to) {
          auto layers = std::make_shared<Sequence>();
          for (size_t step = from; step < to; ++step) {
            const bool last = step + 1 == to;
            layers->append(
                conv_norm(context, stage.width(from), last ? stage.width(to) : stage.width(from), kHalve, norm, !last));
          }
          row.set(from, std::move(layers));
        }
      }
    }
  }

  Tensors operator()(Tensors x) const {
    return scoped([&] {
      for (size_t i = 0; i < branches_.size(); ++i) x[i] = branches_.run(i, x[i]);
      Tensors outputs;
      for (size_t to = 0; to < fuse_layers_->size(); ++to) outputs.push_back(at::relu(fuse(x, to)));
      return outputs;
    });
  }

 private:
  /// Keys `I.J.*`.
  class List : public Module {
   public:
    SparseList& append() {
      rows_.push_back(&add<SparseList>(std::to_string(rows_.size())));
      return *rows_.back();
    }
    size_t size() const { return rows_.size(); }
    const SparseList& row(size_t index) const { return *rows_[index]; }

   private:
    std::vector<SparseList*> rows_;
  };

  Tensor fuse(const Tensors& x, size_t to) const {
    Tensor sum;
    for (size_t from = 0; from < x.size(); ++from) {
      Tensor part = x[from];
      if (from != to) part = fuse_layers_->scoped([&] { return fuse_layers_->row(to).run(from, part); });
      // Enlarged by a factor it may be larger than what it is added to.
      if (from > to && bilinear_) part = resize_like(part, x[to], false);
      sum = sum.defined() ? sum + part : part;
    }
    return sum;
  }

  bool bilinear_;
  LayerList& branches_;
  List* fuse_layers_ = nullptr;
};

/// Between stages: branches of other widths, and a new one. Keys `I.*`.
class HrNet::Transition : public SparseList {
 public:
  Transition(const BuildContext& context, const std::vector<int64_t>& before, const HrStage& stage,
             const NormSpec& norm) {
    for (size_t i = 0; i < stage.channels.size(); ++i) {
      if (i < before.size()) {
        if (before[i] != stage.width(i))
          set(i, conv_norm(context, before[i], stage.width(i), ConvSize{.kernel = 3, .padding = 1}, norm, true));
        continue;
      }
      auto layers = std::make_shared<Sequence>();
      for (size_t step = before.size(); step <= i; ++step)
        layers->append(
            conv_norm(context, before.back(), step == i ? stage.width(i) : before.back(), kHalve, norm, true));
      set(i, std::move(layers));
    }
  }
};

/// Keys `I.*`.
class HrNet::Stage : public Module {
 public:
  Stage(const BuildContext& context, const HrStage& stage, bool multiscale, bool bilinear, const NormSpec& norm) {
    for (int64_t i = 0; i < stage.modules; ++i) {
      const bool all = multiscale || i + 1 < stage.modules;
      modules_.push_back(
          &add<HrModule>(std::to_string(i), context, stage, all ? stage.channels.size() : 1, bilinear, norm));
    }
  }
  Tensors operator()(Tensors x) const {
    return scoped([&] {
      for (const HrModule* module : modules_) x = (*module)(std::move(x));
      return x;
    });
  }

 private:
  std::vector<const HrModule*> modules_;
};

HrNet::HrNet(Args& args, const BuildContext& context, const HrNetVariant& variant) {
  const config::Value& extra = args.require("extra");
  read_conv(args);
  const auto read = read_norm(args, NormSpec{});
  if (!read) args.refuse("norm_cfg", "an HRNet needs one");
  const NormSpec norm = read.value_or(NormSpec{});
  const int64_t in_channels = args.integer("in_channels", 3);
  bool multiscale = args.boolean("multiscale_output", variant.multiscale_output);
  bool bilinear = variant.bilinear;
  args.ignore({"norm_eval", "with_cp", "frozen_stages", "zero_init_residual", "pretrained", "init_cfg"});
  std::vector<HrStage> stages;
  for (size_t number = 1; number <= 4; ++number)
    stages.push_back(args.attempt([&] { return read_stage(args, extra, number); }));
  if (const config::Value* last = extra.find("stage4"); last != nullptr && last->is_dict())
    multiscale = last->get("multiscale_output", multiscale);
  if (const config::Value* upsample = extra.find("upsample"); upsample != nullptr && upsample->is_dict()) {
    bilinear = upsample->get("mode", "nearest") == "bilinear";
    if (bilinear && upsample->get("align_corners", false))
      args.refuse("extra", "its 'upsample' aligns corners, which is not supported");
  }
  args.check();
  constexpr int64_t kStem = 64;
  conv1_ = &add<Conv2d>("conv1", context, in_channels, kStem, kHalve, /*bias=*/false);
  norm1_ = &adopt(norm.short_name() + "1", make_norm(context, kStem, norm));
  conv2_ = &add<Conv2d>("conv2", context, kStem, kStem, kHalve, /*bias=*/false);
  norm2_ = &adopt(norm.short_name() + "2", make_norm(context, kStem, norm));
  layer1_ = &adopt("layer1",
                   make_blocks(context, stages[0].bottleneck, kStem, stages[0].width(0), stages[0].blocks[0], norm));
  std::vector<int64_t> widths{stages[0].width(0)};
  for (size_t i = 1; i < stages.size(); ++i) {
    transitions_.push_back(&add<Transition>("transition" + std::to_string(i), context, widths, stages[i], norm));
    stages_.push_back(&add<Stage>("stage" + std::to_string(i + 1), context, stages[i],
                                  multiscale || i + 1 < stages.size(), bilinear, norm));
    widths.clear();
    for (size_t branch = 0; branch < stages[i].channels.size(); ++branch) widths.push_back(stages[i].width(branch));
  }
}

Tensors HrNet::forward(const Tensors& inputs) const {
  Tensor x = at::relu((*norm1_)((*conv1_)(inputs.at(0))));
  x = at::relu((*norm2_)((*conv2_)(x)));
  Tensors branches{(*layer1_)(x)};
  for (size_t i = 0; i < stages_.size(); ++i) {
    Tensors next;
    for (size_t branch = 0; branch < i + 2; ++branch) {
      // A new branch comes of the coarsest one.
      const Tensor& from = branch < branches.size() ? branches[branch] : branches.back();
      next.push_back(transitions_[i]->has(branch) ? transitions_[i]->run(branch, from) : from);
    }
    branches = (*stages_[i])(std::move(next));
  }
  return branches;
}

}  // namespace slipway::model
