// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/ncnn/layer_norm.h"

#include <fmt/format.h>

#include <algorithm>
#include <regex>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace slipway::backend::ncnn {
namespace {

using Layer = ParamFile::Layer;
using Shape = std::vector<std::string>;  // without the batch; empty where a size varies or is not said

/// What each LayerNorm of pnnx's text takes, in its order: "nn.LayerNorm NAME 1 1 IN OUT ... #IN=(1,T,C)f32 ...".
std::vector<Shape> shapes_of_inputs(std::string_view pnnx_text) {
  std::vector<Shape> shapes;
  std::istringstream text{std::string(pnnx_text)};
  for (std::string line; std::getline(text, line);) {
    std::istringstream words(line);
    std::string type, name, bottoms, tops, input;
    if (!(words >> type >> name >> bottoms >> tops >> input) || type != "nn.LayerNorm") continue;
    static const std::regex kShape(R"re( #(\S+)=\(1,([0-9,]+)\)f32)re");
    Shape& shape = shapes.emplace_back();
    for (std::sregex_iterator match(line.begin(), line.end(), kShape), end; match != end; ++match) {
      if ((*match)[1] != input) continue;
      std::istringstream sizes((*match)[2]);
      for (std::string size; std::getline(sizes, size, ',');) shape.push_back(size);
    }
  }
  return shapes;
}

std::string param_of(const Layer& layer, const std::string& id, std::string otherwise) {
  for (const std::string& param : layer.params)
    if (param.starts_with(id + "=")) return param.substr(id.size() + 1);
  return otherwise;
}

/// Layers in place of one on rows of `shape`. The weights come first, in the order in which the layer loads them.
std::vector<Layer> exact(const Layer& norm, const Shape& shape) {
  const std::string width = shape.back(), eps = param_of(norm, "1", "0.001");
  const bool affine = param_of(norm, "2", "1") != "0", in_maps = shape.size() == 3;
  std::vector<Layer> layers;
  std::string blob = norm.bottoms[0];
  const auto then = [&](const char* type, const char* what, std::vector<std::string> params,
                        const std::vector<std::string>& others = {}) {
    Layer layer{type, fmt::format("{}_{}", norm.name, what), {blob}, {}, std::move(params)};
    layer.bottoms.insert(layer.bottoms.end(), others.begin(), others.end());
    blob = layer.name;
    layer.tops = {blob};
    layers.push_back(std::move(layer));
  };
  const std::string weight = norm.name + "_weight", bias = norm.name + "_bias";
  // Of two dimensions, so that it is said along which of a blob's they lie.
  if (affine)
    for (const std::string& name : {weight, bias})
      layers.push_back({"MemoryData", name, {}, {name}, {"0=" + width, "1=1"}});
  const std::string rows = in_maps ? std::to_string(std::stoll(shape[0]) * std::stoll(shape[1])) : shape[0];
  if (in_maps) then("Reshape", "rows", {"0=" + width, "1=" + rows});
  then("GroupNorm", "normalised", {"0=" + rows, "1=" + rows, "2=" + eps, "3=0"});
  if (affine) {
    then("BinaryOp", "scaled", {"0=2"}, {weight});  // times
    then("BinaryOp", "shifted", {"0=0"}, {bias});   // plus
  }
  if (in_maps) then("Reshape", "maps", {"0=" + width, "1=" + shape[1], "2=" + shape[0]});
  layers.back().tops = norm.tops;
  return layers;
}

}  // namespace

void make_layer_norms_exact(ParamFile& param, std::string_view pnnx_text) {
  const std::vector<Shape> shapes = shapes_of_inputs(pnnx_text);
  const auto is_norm = [](const Layer& layer) { return layer.type == "LayerNorm"; };
  if (static_cast<size_t>(std::ranges::count_if(param.layers(), is_norm)) != shapes.size()) return;
  auto next = shapes.begin();
  std::vector<Layer> layers;
  for (const Layer& layer : param.layers()) {
    // The two files name layers differently, but have them in the same order.
    const Shape shape = is_norm(layer) ? *next++ : Shape();
    // A single row is normalised exactly.
    const bool rows = (shape.size() == 2 || shape.size() == 3) && shape.back() == param_of(layer, "0", "");
    const std::vector<Layer> replaced = rows ? exact(layer, shape) : std::vector<Layer>{layer};
    layers.insert(layers.end(), replaced.begin(), replaced.end());
  }
  param.replace_layers(std::move(layers));
}

}  // namespace slipway::backend::ncnn
