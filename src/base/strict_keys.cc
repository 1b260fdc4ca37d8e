// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "base/strict_keys.h"

#include <algorithm>

#include "base/strings.h"

namespace slipway {

namespace {

/// Each problem once: the same one, found again by another reader, may have more contexts before it.
std::vector<std::string> without_repeats(const std::vector<std::string>& texts) {
  std::vector<std::string> result;
  for (const std::string& text : texts)
    if (std::none_of(result.begin(), result.end(), [&](const std::string& known) { return text.ends_with(known); }))
      result.push_back(text);
  return result;
}

}  // namespace

void Problems::raise() const {
  if (!texts_.empty()) throw Error(join(without_repeats(texts_), "\n"));
}

void Problems::raise(std::string_view input) const {
  const std::vector<std::string> texts = without_repeats(texts_);
  if (texts.size() == 1) fail("{}: {}", input, texts.front());
  if (!texts.empty()) fail("{} has {} problems:\n  {}", input, texts.size(), join(texts, "\n  "));
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
