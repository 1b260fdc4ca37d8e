// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "package/transform.h"

namespace slipway::package {
namespace {

std::vector<nlohmann::ordered_json> translate_@name@(const config::Value& transform, TransformContext&) {
  config::Args args(transform, written_type(transform));
  const double factor = args.number("factor");
  if (factor <= 0) args.refuse("factor", "must be above 0");
  args.finish();
  return {{{"type", "@Name@"}, {"factor", factor}}};
}

const RegisterTransform k@Name@({"@library@.@Name@"}, translate_@name@);

}  // namespace
}  // namespace slipway::package
