// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/args.h"
#include "model/head/class_head.h"
#include "model/layer/linear.h"

namespace slipway::model {
namespace {

/// LinearClsHead of mmpretrain. Keys `fc.*`.
class LinearClsHead : public ClassHead {
 public:
  LinearClsHead(const BuildContext& context, int64_t in_channels, int64_t num_classes) {
    fc_ = add_layer(*this, "fc", std::make_shared<Linear>(context, in_channels, num_classes));
  }

  at::Tensor forward(const std::vector<at::Tensor>& features) const override { return (*fc_)(features.back()); }
  at::Tensor scores(const at::Tensor& logits) const override { return at::softmax(logits, 1); }

 private:
  std::shared_ptr<Linear> fc_;
};

std::shared_ptr<torch::nn::Module> build_linear_cls_head(const config::Value& config, const BuildContext& context) {
  Args args(config, "mmpretrain.LinearClsHead");
  const int64_t num_classes = args.integer("num_classes");
  const int64_t in_channels = args.integer("in_channels");
  args.ignore({"loss", "topk", "cal_acc", "init_cfg"});
  args.finish();
  return with_context(place(config),
                      [&] { return std::make_shared<LinearClsHead>(context, in_channels, num_classes); });
}

}  // namespace

static const Registration kRegistered(models(), "mmpretrain.LinearClsHead",
                                      ModelType{build_linear_cls_head,
                                                "mmpretrain.models.heads.linear_head.LinearClsHead"});

}  // namespace slipway::model
