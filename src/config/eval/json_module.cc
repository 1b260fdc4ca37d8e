// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "config/eval/builtin_help.h"
#include "config/load/data_files.h"

namespace slipway::config {
namespace {

Object* json_loads(Evaluator& e, Object*, Arguments& a) {
  positional_only(e, a, "loads", 1, 1);
  if (!is(a[0], Type::kString) && !is(a[0], Type::kBytes)) e.fail("loads() needs a text");
  e.charge(static_cast<int64_t>(as_text(a[0]).size()) / 8);
  return read_json_text(e.session(), as_text(a[0]), e.place());
}

}  // namespace

const ModuleFunctions& json_functions() {
  static const ModuleFunctions functions{{"json.loads", json_loads}};
  return functions;
}

}  // namespace slipway::config
