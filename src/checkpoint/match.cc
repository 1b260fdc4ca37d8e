// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "checkpoint/match.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include <fmt/format.h>

#include "base/half.h"
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

/// Counts what is not finite; `narrow` where the model computes in f32, in which larger values of f64 are infinite.
template <typename Element, typename ToDouble>
void count_not_finite(const HostTensor& tensor, double limit, const ToDouble& to_double, NotFinite& found) {
  const auto* values = tensor.data<Element>();
  for (int64_t i = 0; i < found.count; ++i) {
    const double value = to_double(values[i]);
    if (std::isnan(value))
      ++found.nan;
    else if (std::abs(value) > limit)
      ++found.infinite;
  }
}

NotFinite find_not_finite(const ExpectedEntry& expected, const HostTensor& tensor) {
  NotFinite found{expected.name, 0, 0, tensor.numel()};
  constexpr double kLargest = std::numeric_limits<double>::max();
  switch (tensor.dtype()) {
    case DType::kF32:
      count_not_finite<float>(
          tensor, kLargest, [](float value) { return value; }, found);
      break;
    case DType::kF64:
      count_not_finite<double>(
          tensor, expected.dtype == DType::kF32 ? double{std::numeric_limits<float>::max()} : kLargest,
          [](double value) { return value; }, found);
      break;
    case DType::kF16:
      count_not_finite<uint16_t>(tensor, kLargest, half_to_float, found);
      break;
    case DType::kBF16:
      count_not_finite<uint16_t>(tensor, kLargest, bfloat16_to_float, found);
      break;
    default:  // integers
      break;
  }
  if (expected.may_be_inf) found.infinite = 0;
  return found;
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
      continue;
    }
    if (NotFinite bad = find_not_finite(entry, tensor); bad.nan + bad.infinite > 0)
      result.not_finite.push_back(std::move(bad));
    if (tensor.dtype() != entry.dtype) {
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
  if (missing.empty() && mismatched.empty() && unexpected.empty()) return report_not_finite();
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
  if (!not_finite.empty()) text += "\n" + report_not_finite();
  return text;
}

std::string MatchResult::report_not_finite() const {
  if (not_finite.empty()) return {};
  std::string text =
      "the weights are no numbers, as a training that diverged leaves them; take an earlier checkpoint of the run";
  for (size_t i = 0; i < std::min(not_finite.size(), kMaxListedKeys); ++i) {
    const NotFinite& tensor = not_finite[i];
    text +=
        fmt::format("\n  {}: {} of {} values are {}", shown(tensor.name), tensor.nan + tensor.infinite, tensor.count,
                    tensor.nan == 0        ? "infinite"
                    : tensor.infinite == 0 ? "NaN"
                                           : "NaN or infinite");
  }
  if (not_finite.size() > kMaxListedKeys)
    text += fmt::format("\n  and {} more such tensors", not_finite.size() - kMaxListedKeys);
  return text;
}

}  // namespace slipway::checkpoint
