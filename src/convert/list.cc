// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <cstdio>

#include "convert/commands.h"
#include "lower/onnx/lower.h"
#include "model/model.h"
#include "package/transform.h"
#include "rewrite/rewriter.h"

namespace slipway::convert {

void list(const std::string& what) {
  std::vector<std::string> names;
  if (what == "models")
    names = model::models().keys();
  else if (what == "rewriters")
    names = rewrite::list_rewriters();
  else if (what == "operators")
    names = lower::onnx::lowered_operators();
  else
    names = package::transform_translators().keys();
  for (const std::string& name : names) fmt::print("{}\n", name);
}

}  // namespace slipway::convert
