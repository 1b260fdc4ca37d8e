// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "slipway/extend/rewriter.h"

namespace {

using namespace slipway::extend;

Tensors without_context(const PoseHead&, const Tensors& raw) { return raw; }
const RewriteFunction kWrong({"my_models.Head.predict"}, without_context);

/// Of one tensor, where a FeatureModule's is of all.
class OtherForward : public FeatureModule {
 public:
  OtherForward(Args&, const BuildContext&) {}

 protected:
  Tensor forward(const Tensor& x) const { return x; }
};
const RegisterModel<OtherForward> kOtherForward("mmpose:my_models.signature.OtherForward");

class OtherConstructor : public FeatureModule {
 public:
  explicit OtherConstructor(const BuildContext&) {}

 protected:
  Tensors forward(const Tensors& inputs) const override { return inputs; }
};
const RegisterModel<OtherConstructor> kOtherConstructor("mmpose:my_models.signature.OtherConstructor");

}  // namespace
