// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "slipway/extend/rewriter.h"

namespace {

using namespace slipway::extend;

Tensors without_context(const PoseHead&, const Tensors& raw) { return raw; }
const RewriteFunction kWrong({"my_models.Head.predict"}, without_context);

}  // namespace
