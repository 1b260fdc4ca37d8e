// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <onnx/defs/schema.h>

#include <algorithm>

#include "lower/onnx/builder.h"
#include "lower/onnx/lower.h"

namespace slipway::lower::onnx {

int min_opset() { return kMinOpset; }

int max_opset() {
  const auto& versions = ::onnx::OpSchemaRegistry::DomainToVersionRange::Instance().Map();
  const auto standard = versions.find("");
  return standard == versions.end() ? kMinOpset : std::min(kMaxOpset, standard->second.second);
}

}  // namespace slipway::lower::onnx
