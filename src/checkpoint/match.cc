// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "checkpoint/match.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include <fmt/format.h>

#include "base/strings.h"
#include "checkpoint/bytes.h"

namespace slipway::checkpoint {
namespace {

constexpr size_t kMaxListedKeys = 20;

using NameSet = std::unordered_set<std::string_view>;
using Counts = std::map<std::string, size_t, std::less<>>;

/// Counts, for each prefix that ends in a dot, the `longer` names of which the rest is one of `shorter`.
Counts count_prefixes(const std::vector<std::string>& longer, const NameSet& shorter) {
  Counts counts;
  for (const std::string& name : longer)
    for (size_t dot = name.find('.'); dot != std::string::npos; dot = name.find('.', dot + 1))
      if (shorter.count(std::string_view(name).substr(dot + 1)) > 0) ++counts[name.substr(0, dot + 1)];
  return counts;
}

/// A sentence when most of the missing names are in the checkpoint under another prefix.
std::string prefix_hint(const std::vector<std::string>& missing, const std::vector<std::string>& unexpected) {
  const auto best = [](const Counts& counts) {
    return std::max_element(counts.begin(), counts.end(), [](auto& a, auto& b) { return a.second < b.second; });
  };
  const Counts extra = count_prefixes(unexpected, NameSet(missing.begin(), missing.end()));
  const Counts lacking = count_prefixes(missing, NameSet(unexpected.begin(), unexpected.end()));
  const auto extra_best = best(extra);
  const auto lacking_best = best(lacking);
  const size_t extra_count = extra_best == extra.end() ? 0 : extra_best->second;
  const size_t lacking_count = lacking_best == lacking.end() ? 0 : lacking_best->second;
  if (2 * std::max(extra_count, lacking_count) <= missing.size()) return {};
  if (extra_count >= lacking_count)
    return fmt::format(
        "{} of the {} missing names are in the checkpoint with the extra prefix '{}'; remove it from the checkpoint's "
        "names",
        extra_count, missing.size(), shown(extra_best->first));
  return fmt::format(
      "{} of the {} missing names are in the checkpoint without the prefix '{}'; it seems to hold that part of the "
      "model only",
      lacking_count, missing.size(), shown(lacking_best->first));
}

std::string shortened(const std::vector<std::string>& names) {
  std::vector<std::string> first;
  for (size_t i = 0; i < std::min(names.size(), kMaxListedKeys); ++i) first.push_back(shown(names[i]));
  std::string text = join(first, ", ");
  if (names.size() > kMaxListedKeys) text += fmt::format(", and {} more", names.size() - kMaxListedKeys);
  return text;
}

int64_t element_count(const std::vector<int64_t>& shape) {
  int64_t count = 1;
  for (const int64_t size : shape) count *= size;
  return count;
}

bool fits(const std::vector<int64_t>& expected, const std::vector<int64_t>& found) {
  return expected == found || (expected.empty() && element_count(found) == 1);
}

}  // namespace

MatchResult match(std::span<const ExpectedEntry> expected, const Checkpoint& checkpoint) {
  MatchResult result;
  std::unordered_map<std::string_view, const HostTensor*> found;
  for (const NamedTensor& entry : checkpoint.state_dict) found.emplace(entry.name, &entry.tensor);
  NameSet wanted;
  for (const ExpectedEntry& entry : expected) {
    wanted.insert(entry.name);
    const auto position = found.find(entry.name);
    if (position == found.end()) {
      // Batch norm works without its counter, and checkpoints of old versions of PyTorch have none.
      if (!entry.optional && entry.name.find("num_batches_tracked") == std::string::npos)
        result.missing.push_back(entry.name);
      continue;
    }
    const HostTensor& tensor = *position->second;
    if (!fits(entry.shape, tensor.shape())) {
      result.mismatched.push_back({entry.name, entry.shape, tensor.shape()});
    } else if (tensor.dtype() != entry.dtype) {
      result.converted.push_back(fmt::format("{} ({} in the checkpoint, {} in the model)", entry.name,
                                             name_of(tensor.dtype()), name_of(entry.dtype)));
    }
  }
  for (const NamedTensor& entry : checkpoint.state_dict)
    if (wanted.count(entry.name) == 0) result.unexpected.push_back(entry.name);
  if (!result.missing.empty() && !result.unexpected.empty())
    result.hint = prefix_hint(result.missing, result.unexpected);
  return result;
}

std::string MatchResult::report() const {
  if (exact()) return {};
  std::string text = "the model and the checkpoint do not match exactly";
  for (size_t i = 0; i < std::min(mismatched.size(), kMaxListedKeys); ++i)
    text += fmt::format("\n  size mismatch for {}: {} in the checkpoint, {} in the model", shown(mismatched[i].name),
                        format_shape(mismatched[i].found), format_shape(mismatched[i].expected));
  if (mismatched.size() > kMaxListedKeys)
    text += fmt::format("\n  and {} more size mismatches", mismatched.size() - kMaxListedKeys);
  if (!unexpected.empty())
    text += fmt::format("\n  {} in the checkpoint, not in the model: {}", unexpected.size(), shortened(unexpected));
  if (!missing.empty()) text += fmt::format("\n  {} missing in the checkpoint: {}", missing.size(), shortened(missing));
  if (!hint.empty()) text += "\n  " + hint;
  return text;
}

}  // namespace slipway::checkpoint
