// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "base/strict_keys.h"

#include "base/strings.h"

namespace slipway {

void Problems::raise() const {
  if (!texts_.empty()) throw Error(join(texts_, "\n"));
}

void Problems::raise(std::string_view input) const {
  if (texts_.size() == 1) fail("{}: {}", input, texts_.front());
  if (!texts_.empty()) fail("{} has {} problems:\n  {}", input, texts_.size(), join(texts_, "\n  "));
}

void StrictKeys::allow(std::initializer_list<std::string_view> keys) {
  for (std::string_view key : keys) allowed_.emplace(key);
}

std::vector<StrictKeys::Unknown> StrictKeys::judge(const std::vector<Given>& given, std::string_view owner) const {
  const std::vector<std::string> known(known_.begin(), known_.end());
  std::vector<Unknown> unknown;
  for (const auto& [key, place] : given) {
    if (knows(key)) continue;
    const std::string near = did_you_mean(key, known);
    unknown.push_back({place, owner.empty() ? fmt::format("unknown key '{}'{}", key, near)
                                            : fmt::format("'{}' has no argument '{}'{}", owner, key, near)});
  }
  return unknown;
}

}  // namespace slipway
