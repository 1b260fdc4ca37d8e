// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <vector>

#include "model/args.h"
#include "model/head/head.h"
#include "model/layer/linear.h"

namespace slipway::model {

/// Heads of classifiers. N classes.
class ClassHead : public Head {
 public:
  explicit ClassHead(Args& args) : num_classes_(args.integer("num_classes")) {
    args.ignore({"loss", "cal_acc", "init_cfg", "test_cfg"});
  }

  std::string_view task() const override { return "Classification"; }
  int64_t num_classes() const override { return num_classes_; }
  std::vector<std::string> ignorable_keys() const override { return {"loss_module."}; }
  /// Logits f32[B,N], of the last feature map.
  Tensors raw(const Tensors& features) const override { return {logits(features.back())}; }
  /// Deployed, scores in [0,1], f32[B,N].
  Tensors deploy(const Tensors& features) const override { return {scores(layer_outputs(features).at(0))}; }
  std::vector<RawOutput> raw_outputs(int64_t batch, int64_t, int64_t) const override {
    return {{"logits", {batch, num_classes_}}};
  }
  std::vector<Result> results(const Tensors& raw, const std::vector<ImageMeta>& metas,
                              const task::Limits&) const override {
    const Tensor batch = scores(raw.at(0)).to(at::kFloat).contiguous();
    std::vector<Result> results;
    for (size_t image = 0; image < metas.size(); ++image) {
      const float* row = batch.data_ptr<float>() + static_cast<int64_t>(image) * num_classes_;
      results.push_back(judge(std::vector<float>(row, row + num_classes_)));
    }
    return results;
  }

 protected:
  /// f32[B,C] to f32[B,N].
  virtual Tensor logits(const Tensor& feature) const = 0;
  /// Logits to scores in [0,1].
  virtual Tensor scores(const Tensor& logits) const = 0;
  /// What the scores of one image say: the best class, the first of equal ones, unless a head has another idea.
  virtual Classes judge(std::vector<float> scores) const {
    const int64_t best = std::max_element(scores.begin(), scores.end()) - scores.begin();
    return {std::move(scores), {best}, std::nullopt};
  }

 private:
  int64_t num_classes_;
};

/// Heads with one linear layer. Keys `fc.*`.
class FcHead : public ClassHead {
 public:
  FcHead(Args& args, const BuildContext& context)
      : ClassHead(args), fc_(add<Linear>("fc", context, args.integer("in_channels"), num_classes())) {}

 protected:
  Tensor logits(const Tensor& feature) const override { return fc_(feature); }

 private:
  const Linear& fc_;
};

}  // namespace slipway::model
