// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <optional>

#include "codebase/mmpretrain/heads/class_head.h"
#include "model/register.h"

namespace slipway::model {
namespace {

/// MultiLabelLinearClsHead: a score for each class on its own. Positive are those that score at least `thr`, or else
/// the `topk` best.
class MultiLabelLinearClsHead : public FcHead {
 public:
  MultiLabelLinearClsHead(Args& args, const BuildContext& context) : FcHead(args, context) {
    if (args.find("thr") != nullptr) threshold_ = args.number("thr", 0);
    if (args.find("topk") != nullptr)
      topk_ = args.integer("topk");
    else if (!threshold_)
      threshold_ = 0.5;  // the original's default
    if (!threshold_ && (topk_ < 1 || topk_ > num_classes()))
      args.refuse("topk", fmt::format("{} must be between 1 and the number of classes, {}", topk_, num_classes()));
  }

 protected:
  Tensor scores(const Tensor& logits) const override { return at::sigmoid(logits); }

  Classes judge(std::vector<float> scores) const override {
    const Tensor row = at::from_blob(scores.data(), {static_cast<int64_t>(scores.size())}, at::kFloat);
    const Tensor labels =
        (threshold_ ? at::where(row >= *threshold_).at(0) : std::get<1>(row.topk(topk_))).contiguous();
    Classes result;
    result.threshold = threshold_ ? static_cast<float>(*threshold_) : row.index({labels}).min().item<float>();
    result.labels.assign(labels.data_ptr<int64_t>(), labels.data_ptr<int64_t>() + labels.numel());
    result.scores = std::move(scores);
    return result;
  }

 private:
  std::optional<double> threshold_;
  int64_t topk_ = 0;  // where there is no threshold
};

const RegisterModel<MultiLabelLinearClsHead> kMultiLabelLinearClsHead(
    "mmpretrain.models.heads.multi_label_linear_head.MultiLabelLinearClsHead");

}  // namespace
}  // namespace slipway::model
