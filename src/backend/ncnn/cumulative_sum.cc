// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/ncnn/cumulative_sum.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <sstream>
#include <string>

#include "base/error.h"

namespace slipway::backend::ncnn {
namespace {

constexpr std::string_view kExpression = "pnnx.Expression", kCopy = "Split";

/// Constants that are integers, by the name of their layer: "pnnx.Expression NAME 0 1 BLOB expr=3".
std::map<std::string, int64_t> read_constants(std::string_view pnnx_text) {
  constexpr std::string_view kValue = "expr=";
  std::map<std::string, int64_t> constants;
  std::istringstream text{std::string(pnnx_text)};
  for (std::string line; std::getline(text, line);) {
    std::istringstream words(line);
    std::string type, name, word;
    if (!(words >> type >> name) || type != kExpression) continue;
    while (words >> word) {
      if (!word.starts_with(kValue)) continue;
      const char* const begin = word.data() + kValue.size();
      const char* const end = word.data() + word.size();
      int64_t value = 0;
      if (const auto [stop, error] = std::from_chars(begin, end, value); error == std::errc() && stop == end)
        constants[name] = value;
    }
  }
  return constants;
}

}  // namespace

void convert_cumulative_sums(ParamFile& param, std::string_view pnnx_text) {
  std::map<std::string, std::string> makers;  // layer by blob; copies (Split) stand for what they copy
  for (const ParamFile::Layer& layer : param.layers())
    for (const std::string& top : layer.tops)
      makers[top] = layer.type == kCopy && layer.bottoms.size() == 1 ? makers[layer.bottoms[0]] : layer.name;
  const std::map<std::string, int64_t> constants = read_constants(pnnx_text);

  std::set<std::string> done;
  std::vector<ParamFile::Layer> layers = param.layers();
  for (ParamFile::Layer& layer : layers) {
    if (layer.type != "CumSum" || layer.bottoms.size() != 2) continue;
    const auto axis = constants.find(makers.at(layer.bottoms[1]));
    if (axis == constants.end()) fail("layer '{}': its axis is no constant", layer.name);
    if (axis->second < 1) fail("layer '{}': sums along axis {}, which ncnn cannot", layer.name, axis->second);
    done.insert(axis->first);
    layer.type = "CumulativeSum";
    layer.bottoms.pop_back();
    layer.params = {fmt::format("0={}", axis->second - 1)};  // ncnn has no batch axis
  }
  std::set<std::string> taken;
  for (const ParamFile::Layer& layer : layers)
    if (layer.type != kCopy) taken.insert(layer.bottoms.begin(), layer.bottoms.end());
  const auto is_left = [&](const std::string& top) { return !taken.contains(top) && done.contains(makers[top]); };
  // The axes themselves and their copies.
  std::erase_if(layers, [&](const ParamFile::Layer& layer) {
    return (layer.type == kExpression || layer.type == kCopy) && std::ranges::all_of(layer.tops, is_left);
  });
  param.replace_layers(std::move(layers));
}

}  // namespace slipway::backend::ncnn
