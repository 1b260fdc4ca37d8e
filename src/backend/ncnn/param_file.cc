// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/ncnn/param_file.h"

#include <ncnn/layer.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <set>

#include "base/error.h"
#include "base/strings.h"

namespace slipway::backend::ncnn {
namespace {

constexpr std::string_view kMagic = "7767517";
/// Entries of the Input layer that ncnn leaves unread (it reads 0, 1, 2 and 11). Arrays are written as id -23300 - n.
constexpr std::string_view kInputShape = "-23320=", kOutputShapes = "-23321=", kHash = "-23322=";
constexpr int64_t kMost = 1'000'000;
constexpr size_t kHashDigits = 4;  // hexadecimal, in one number, as numbers have 32 bits

std::vector<std::string> words(std::string_view line) {
  std::vector<std::string> result;
  size_t begin = 0;
  while ((begin = line.find_first_not_of(" \t\r", begin)) != std::string_view::npos) {
    const size_t end = std::min(line.find_first_of(" \t\r", begin), line.size());
    result.emplace_back(line.substr(begin, end - begin));
    begin = end;
  }
  return result;
}

int64_t read_count(const std::string& word, size_t line) {
  int64_t value = -1;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc() || end != word.data() + word.size() || value < 0 || value > kMost)
    fail("line {}: '{}' is no count", line, word);
  return value;
}

ParamFile::Layer parse_layer(const std::vector<std::string>& parts, size_t line) {
  if (parts.size() < 4) fail("line {}: a layer has a type, a name, and numbers of inputs and outputs", line);
  ParamFile::Layer layer{parts[0], parts[1], {}, {}, {}};
  const auto bottoms = static_cast<size_t>(read_count(parts[2], line));
  const auto tops = static_cast<size_t>(read_count(parts[3], line));
  if (parts.size() < 4 + bottoms + tops) fail("line {}: {} blobs are announced, fewer named", line, bottoms + tops);
  const auto begin = parts.begin() + 4;
  layer.bottoms.assign(begin, begin + static_cast<std::ptrdiff_t>(bottoms));
  layer.tops.assign(begin + static_cast<std::ptrdiff_t>(bottoms), begin + static_cast<std::ptrdiff_t>(bottoms + tops));
  layer.params.assign(begin + static_cast<std::ptrdiff_t>(bottoms + tops), parts.end());
  for (const std::string& param : layer.params)
    if (param.find('=') == std::string::npos) fail("line {}: '{}' is no id=value", line, param);
  return layer;
}

/// "3,1,2,3" -> 1,2,3
std::vector<int64_t> read_array(std::string_view text) {
  std::vector<int64_t> values;
  for (const std::string& part : split(std::string(text), ','))
    values.push_back(std::strtoll(part.c_str(), nullptr, 10));
  if (values.empty() || values.front() != static_cast<int64_t>(values.size()) - 1) return {};
  values.erase(values.begin());
  return values;
}

std::string write_array(std::string_view id, const std::vector<int64_t>& values) {
  std::string text = fmt::format("{}{}", id, values.size());
  for (const int64_t value : values) text += fmt::format(",{}", value);
  return text;
}

/// For each tensor its place among `in_file`, its rank and its sizes.
std::vector<int64_t> flatten(const std::vector<TensorInfo>& tensors, const std::vector<TensorInfo>& in_file) {
  std::vector<int64_t> values;
  for (const TensorInfo& tensor : tensors) {
    const auto place = std::find_if(in_file.begin(), in_file.end(),
                                    [&](const TensorInfo& other) { return other.name == tensor.name; });
    if (place == in_file.end()) fail("the converted network has no '{}'", tensor.name);
    values.push_back(place - in_file.begin());
    values.push_back(static_cast<int64_t>(tensor.shape.size()));
    values.insert(values.end(), tensor.shape.begin(), tensor.shape.end());
  }
  return values;
}

/// The inverse; nothing where the numbers do not add up.
std::optional<std::vector<TensorInfo>> unflatten(const std::vector<int64_t>& values,
                                                 const std::vector<TensorInfo>& in_file) {
  std::vector<TensorInfo> result;
  for (size_t next = 0; next < values.size();) {
    if (next + 2 > values.size() || values[next] < 0 || values[next] >= static_cast<int64_t>(in_file.size())) return {};
    TensorInfo info = in_file[static_cast<size_t>(values[next])];
    const int64_t rank = values[next + 1];
    next += 2;
    if (rank < 1 || rank > 8 || next + static_cast<size_t>(rank) > values.size()) return {};
    const auto begin = values.begin() + static_cast<std::ptrdiff_t>(next);
    info.shape.assign(begin, begin + rank);
    next += static_cast<size_t>(rank);
    result.push_back(std::move(info));
  }
  if (result.size() != in_file.size()) return {};
  return result;
}

std::string_view find_param(const ParamFile::Layer& layer, std::string_view id) {
  for (const std::string& param : layer.params)
    if (starts_with(param, std::string(id))) return std::string_view(param).substr(id.size());
  return {};
}

}  // namespace

ParamFile ParamFile::parse(std::string_view text) {
  ParamFile result;
  size_t number = 0;
  int64_t layers = -1, blobs = -1;
  std::set<std::string> made;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::vector<std::string> parts = words(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    ++number;
    if (number == 1) {
      if (parts.size() != 1 || parts[0] != kMagic) fail("it is no .param file of ncnn, which begins with {}", kMagic);
      continue;
    }
    if (parts.empty()) continue;
    if (layers < 0) {
      if (parts.size() != 2) fail("line {}: the numbers of layers and of blobs are missing", number);
      layers = read_count(parts[0], number);
      blobs = read_count(parts[1], number);
      continue;
    }
    Layer layer = parse_layer(parts, number);
    for (const std::string& blob : layer.bottoms)
      if (made.count(blob) == 0) fail("line {}: no layer before makes the blob '{}'", number, blob);
    for (const std::string& blob : layer.tops)
      if (!made.insert(blob).second) fail("line {}: the blob '{}' is made twice", number, blob);
    result.layers_.push_back(std::move(layer));
  }
  if (number == 0) fail("the model file is empty");
  if (layers < 0 || static_cast<int64_t>(result.layers_.size()) != layers)
    fail("it says {} layers and has {}: the file is truncated", std::max<int64_t>(layers, 0), result.layers_.size());
  if (static_cast<int64_t>(made.size()) != blobs) fail("it says {} blobs and has {}", blobs, made.size());
  return result;
}

std::string ParamFile::text() const {
  size_t blobs = 0;
  for (const Layer& layer : layers_) blobs += layer.tops.size();
  std::string text = fmt::format("{}\n{} {}\n", kMagic, layers_.size(), blobs);
  for (const Layer& layer : layers_) {
    text += fmt::format("{:<24} {:<24} {} {}", layer.type, layer.name, layer.bottoms.size(), layer.tops.size());
    for (const auto* list : {&layer.bottoms, &layer.tops, &layer.params})
      for (const std::string& word : *list) text += " " + word;
    text += "\n";
  }
  return text;
}

std::vector<std::string> ParamFile::unknown_types() const {
  std::set<std::string> unknown;
  for (const Layer& layer : layers_)
    if (::ncnn::layer_to_index(layer.type.c_str()) < 0) unknown.insert(layer.type);
  return {unknown.begin(), unknown.end()};
}

void ParamFile::rename(const std::vector<std::pair<std::string, std::string>>& names) {
  std::map<std::string, std::string> changes(names.begin(), names.end());
  // A name that is wanted and taken already goes to whoever should have it.
  for (const auto& [old_name, name] : names)
    if (changes.count(name) == 0) changes.emplace(name, name + "_");
  for (Layer& layer : layers_)
    for (auto* list : {&layer.bottoms, &layer.tops})
      for (std::string& blob : *list)
        if (const auto change = changes.find(blob); change != changes.end()) blob = change->second;
}

void ParamFile::set_signature(const std::vector<TensorInfo>& inputs, const std::vector<TensorInfo>& outputs,
                              const std::string& weights_hash) {
  const auto [file_inputs, file_outputs] = signature();
  for (Layer& layer : layers_) {
    if (layer.type != "Input") continue;
    layer.params.push_back(write_array(kInputShape, flatten(inputs, file_inputs)));
    layer.params.push_back(write_array(kOutputShapes, flatten(outputs, file_outputs)));
    std::vector<int64_t> hash;
    for (size_t i = 0; i + kHashDigits <= weights_hash.size(); i += kHashDigits)
      hash.push_back(std::strtoll(weights_hash.substr(i, kHashDigits).c_str(), nullptr, 16));
    layer.params.push_back(write_array(kHash, hash));
    return;
  }
  throw InternalError("a network without an Input layer");
}

std::pair<std::vector<TensorInfo>, std::vector<TensorInfo>> ParamFile::signature() const {
  std::vector<TensorInfo> inputs, outputs;
  std::set<std::string> taken;
  std::string_view input_shapes, output_shapes;
  for (const Layer& layer : layers_) {
    taken.insert(layer.bottoms.begin(), layer.bottoms.end());
    if (layer.type != "Input" || layer.tops.empty()) continue;
    TensorInfo info{layer.tops.front(), DType::kF32, {1, -1, -1, -1}};
    for (const auto& [id, axis] : {std::pair{"2=", 1}, {"1=", 2}, {"0=", 3}})
      if (const std::string_view size = find_param(layer, id); !size.empty() && size != "0")
        info.shape[static_cast<size_t>(axis)] = std::strtoll(std::string(size).c_str(), nullptr, 10);
    inputs.push_back(std::move(info));
    if (input_shapes.empty()) input_shapes = find_param(layer, kInputShape);
    if (output_shapes.empty()) output_shapes = find_param(layer, kOutputShapes);
  }
  for (const Layer& layer : layers_)
    for (const std::string& blob : layer.tops)
      if (taken.count(blob) == 0) outputs.push_back({blob, DType::kF32, {}});
  if (input_shapes.empty()) return {inputs, outputs};
  const auto told_inputs = unflatten(read_array(input_shapes), inputs);
  const auto told_outputs = unflatten(read_array(output_shapes), outputs);
  if (!told_inputs || !told_outputs) fail("its shapes of inputs and outputs do not fit its layers");
  return {*told_inputs, *told_outputs};
}

std::string ParamFile::weights_hash() const {
  std::string hash;
  for (const Layer& layer : layers_)
    if (layer.type == "Input" && hash.empty())
      for (const int64_t part : read_array(find_param(layer, kHash))) hash += fmt::format("{:04x}", part);
  return hash;
}

}  // namespace slipway::backend::ncnn
