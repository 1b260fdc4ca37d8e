// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "codebase/mmpretrain/heads/class_head.h"
#include "model/register.h"

namespace slipway::model {
namespace {

/// LinearClsHead: classes that exclude each other.
class LinearClsHead : public FcHead {
 public:
  LinearClsHead(Args& args, const BuildContext& context) : FcHead(args, context) { args.ignore({"topk"}); }

 protected:
  Tensor scores(const Tensor& logits) const override { return at::softmax(logits, 1); }
};

const RegisterModel<LinearClsHead> kLinearClsHead("mmpretrain.models.heads.linear_head.LinearClsHead");

}  // namespace
}  // namespace slipway::model
