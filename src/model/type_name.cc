// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/type_name.h"

namespace slipway::model {

TypeName parse_type_name(std::string_view text) {
  const size_t first = text.find('.');
  if (first == std::string_view::npos) return {"", std::string(text)};
  std::string scope(text.substr(0, first));
  if (scope == "models") scope = "mmyolo";
  return {std::move(scope), std::string(text.substr(text.rfind('.') + 1))};
}

}  // namespace slipway::model
