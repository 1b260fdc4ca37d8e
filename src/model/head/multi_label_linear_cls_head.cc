// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/args.h"
#include "model/head/class_head.h"
#include "model/layer/linear.h"

namespace slipway::model {
namespace {

/// MultiLabelLinearClsHead of mmpretrain: a score for each class on its own. The label of a result is the best class;
/// which others are positive is for the reader of the scores to say. Keys `fc.*`.
class MultiLabelLinearClsHead : public ClassHead {
 public:
  MultiLabelLinearClsHead(const BuildContext& context, int64_t in_channels, int64_t num_classes) {
    fc_ = add_layer(*this, "fc", std::make_shared<Linear>(context, in_channels, num_classes));
  }

  at::Tensor forward(const std::vector<at::Tensor>& features) const override { return (*fc_)(features.back()); }
  at::Tensor scores(const at::Tensor& logits) const override { return at::sigmoid(logits); }

 private:
  std::shared_ptr<Linear> fc_;
};

std::shared_ptr<torch::nn::Module> build_multi_label_linear_cls_head(const config::Value& config,
                                                                     const BuildContext& context) {
  Args args(config, "mmpretrain.MultiLabelLinearClsHead");
  const int64_t num_classes = args.integer("num_classes");
  const int64_t in_channels = args.integer("in_channels");
  args.ignore({"loss", "thr", "topk", "init_cfg"});
  args.finish();
  return with_context(place(config),
                      [&] { return std::make_shared<MultiLabelLinearClsHead>(context, in_channels, num_classes); });
}

}  // namespace

static const Registration kRegistered(models(), "mmpretrain.MultiLabelLinearClsHead",
                                      ModelType{
                                          build_multi_label_linear_cls_head,
                                          "mmpretrain.models.heads.multi_label_linear_head.MultiLabelLinearClsHead"});

}  // namespace slipway::model
