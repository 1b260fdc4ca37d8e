// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Dropout does nothing but in training.
#include "base/error.h"
#include "program/composed/composed.h"

namespace slipway::program {
namespace {

/// input, p, train
std::vector<c10::IValue> pass_dropout(const std::vector<c10::IValue>& a) {
  if (a[2].toBool() && a[1].toDouble() > 0) fail("it drops values: export the model after model.eval()");
  return {a[0]};
}

const RegisterComposed kDropout("aten::dropout(Tensor input, float p, bool train) -> Tensor", pass_dropout);
const RegisterComposed kDropoutInPlace("aten::dropout_(Tensor(a!) self, float p, bool train) -> Tensor(a!)",
                                       pass_dropout);
const RegisterComposed kFeatureDropout("aten::feature_dropout(Tensor input, float p, bool train) -> Tensor",
                                       pass_dropout);
const RegisterComposed kFeatureDropoutInPlace(
    "aten::feature_dropout_(Tensor(a!) self, float p, bool train) -> Tensor(a!)", pass_dropout);
const RegisterComposed kAlphaDropout("aten::alpha_dropout(Tensor input, float p, bool train) -> Tensor", pass_dropout);
const RegisterComposed kAlphaDropoutInPlace("aten::alpha_dropout_(Tensor(a!) self, float p, bool train) -> Tensor(a!)",
                                            pass_dropout);

}  // namespace
}  // namespace slipway::program
