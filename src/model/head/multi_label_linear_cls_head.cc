// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <optional>

#include "model/args.h"
#include "model/head/class_head.h"
#include "model/layer/linear.h"

namespace slipway::model {
namespace {

/// MultiLabelLinearClsHead of mmpretrain: a score for each class on its own. Positive are those that score at least
/// `thr`, or else the `topk` best. Keys `fc.*`.
class MultiLabelLinearClsHead : public ClassHead {
 public:
  MultiLabelLinearClsHead(const BuildContext& context, int64_t in_channels, int64_t num_classes,
                          std::optional<double> threshold, int64_t topk)
      : threshold_(threshold), topk_(topk) {
    fc_ = add_layer(*this, "fc", std::make_shared<Linear>(context, in_channels, num_classes));
  }

  at::Tensor forward(const std::vector<at::Tensor>& features) const override { return (*fc_)(features.back()); }
  at::Tensor scores(const at::Tensor& logits) const override { return at::sigmoid(logits); }

  Result result(std::vector<float> scores) const override {
    MultiLabelResult result;
    const at::Tensor row = at::from_blob(scores.data(), {static_cast<int64_t>(scores.size())}, at::kFloat);
    at::Tensor labels;
    if (threshold_) {
      labels = at::where(row >= *threshold_).at(0);
      result.threshold = static_cast<float>(*threshold_);
    } else {
      labels = std::get<1>(row.topk(topk_));
      result.threshold = row.index({labels}).min().item<float>();
    }
    labels = labels.contiguous();
    result.labels.assign(labels.data_ptr<int64_t>(), labels.data_ptr<int64_t>() + labels.numel());
    result.scores = std::move(scores);
    return result;
  }

 private:
  std::optional<double> threshold_;
  int64_t topk_;  // where there is no threshold
  std::shared_ptr<Linear> fc_;
};

std::shared_ptr<torch::nn::Module> build_multi_label_linear_cls_head(const config::Value& config,
                                                                     const BuildContext& context) {
  Args args(config, "mmpretrain.MultiLabelLinearClsHead");
  const int64_t num_classes = args.integer("num_classes");
  const int64_t in_channels = args.integer("in_channels");
  std::optional<double> threshold;
  if (args.find("thr") != nullptr) threshold = args.number("thr", 0);
  int64_t topk = 0;
  if (args.find("topk") != nullptr)
    topk = args.integer("topk");
  else if (!threshold)
    threshold = 0.5;  // the original's default
  if (!threshold && (topk < 1 || topk > num_classes))
    args.refuse("topk", fmt::format("{} must be between 1 and the number of classes, {}", topk, num_classes));
  args.ignore({"loss", "init_cfg"});
  args.finish();
  return with_context(place(config), [&] {
    return std::make_shared<MultiLabelLinearClsHead>(context, in_channels, num_classes, threshold, topk);
  });
}

}  // namespace

static const Registration kRegistered(models(), "mmpretrain.MultiLabelLinearClsHead",
                                      ModelType{
                                          build_multi_label_linear_cls_head,
                                          "mmpretrain.models.heads.multi_label_linear_head.MultiLabelLinearClsHead"});

}  // namespace slipway::model
