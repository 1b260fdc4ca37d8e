// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/onnx/external_data.h"

#include <onnx/onnx_pb.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <optional>

#include "base/error.h"
#include "lower/onnx/serialize.h"

namespace slipway::lower::onnx {
namespace {

namespace fs = std::filesystem;
using ::onnx::GraphProto;
using ::onnx::ModelProto;
using ::onnx::NodeProto;
using ::onnx::SparseTensorProto;
using ::onnx::TensorProto;

/// Protobuf reads no message that lies deeper than 100 others, so that walking by recursion ends.
class Walk {
 public:
  void graph(GraphProto& graph) {
    for (TensorProto& weight : *graph.mutable_initializer()) tensor(weight);
    for (SparseTensorProto& weight : *graph.mutable_sparse_initializer()) sparse(weight);
    for (NodeProto& step : *graph.mutable_node()) node(step);
  }
  void node(NodeProto& node) {
    for (auto& attribute : *node.mutable_attribute()) {
      if (attribute.has_t()) tensor(*attribute.mutable_t());
      if (attribute.has_sparse_tensor()) sparse(*attribute.mutable_sparse_tensor());
      if (attribute.has_g()) graph(*attribute.mutable_g());
      for (TensorProto& value : *attribute.mutable_tensors()) tensor(value);
      for (SparseTensorProto& value : *attribute.mutable_sparse_tensors()) sparse(value);
      for (GraphProto& inner : *attribute.mutable_graphs()) graph(inner);
    }
  }
  std::vector<TensorProto*> found;

 private:
  void tensor(TensorProto& value) {
    if (value.data_location() == TensorProto::EXTERNAL) found.push_back(&value);
  }
  void sparse(SparseTensorProto& value) {
    if (value.has_values()) tensor(*value.mutable_values());
    if (value.has_indices()) tensor(*value.mutable_indices());
  }
};

/// Bits of an element, 0 for types that are newer than this list.
uint64_t bits_of(int type) {
  switch (type) {
    case TensorProto::BOOL:
    case TensorProto::INT8:
    case TensorProto::UINT8:
      return 8;
    case TensorProto::BFLOAT16:
    case TensorProto::FLOAT16:
    case TensorProto::INT16:
    case TensorProto::UINT16:
      return 16;
    case TensorProto::FLOAT:
    case TensorProto::INT32:
    case TensorProto::UINT32:
      return 32;
    case TensorProto::COMPLEX64:
    case TensorProto::DOUBLE:
    case TensorProto::INT64:
    case TensorProto::UINT64:
      return 64;
    case TensorProto::COMPLEX128:
      return 128;
    default:
      return 0;
  }
}

/// Bytes that a weight has by its sizes, nothing where its type does not say.
std::optional<uint64_t> bytes_needed(const TensorProto& tensor) {
  const uint64_t bits = bits_of(tensor.data_type());
  if (bits == 0) return std::nullopt;
  uint64_t bytes = bits / 8;
  const bool empty = std::count(tensor.dims().begin(), tensor.dims().end(), 0) > 0;
  for (const int64_t size : tensor.dims()) {
    if (size < 0 || (size > 0 && !empty && bytes > kMaxModelBytes / static_cast<uint64_t>(size)))
      fail("it has sizes that cannot be");
    bytes *= static_cast<uint64_t>(size);
  }
  return empty ? 0 : bytes;
}

uint64_t read_number(const std::string& key, const std::string& text) {
  uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) fail("its {} is '{}', which is no number", key, text);
  return number;
}

/// Where a weight lies.
struct Place {
  std::string location;
  uint64_t offset = 0;
  std::optional<uint64_t> length;
};

Place place_of(const TensorProto& tensor) {
  Place place;
  for (const auto& entry : tensor.external_data()) {
    if (entry.key() == "location") place.location = entry.value();
    if (entry.key() == "offset") place.offset = read_number("offset", entry.value());
    if (entry.key() == "length") place.length = read_number("length", entry.value());
  }
  return place;
}

/// Whether `file` lies in `folder` or below; both without links and dots. Nothing lies in a folder that is not there.
bool lies_in(const fs::path& file, const fs::path& folder) {
  const auto [end, ignored] = std::mismatch(folder.begin(), folder.end(), file.begin(), file.end());
  return !folder.empty() && end == folder.end();
}

/// Reads weights from the files in a model's folder.
class DataFolder {
 public:
  explicit DataFolder(const fs::path& model) {
    std::error_code ignored;
    folder_ = fs::canonical(model.has_parent_path() ? model.parent_path() : ".", ignored);
    linked_ = fs::canonical(model, ignored).parent_path();
  }

  /// @param left bytes that the model may still grow by
  void fill(TensorProto& tensor, uint64_t& left) {
    const Place place = place_of(tensor);
    if (tensor.data_type() == TensorProto::STRING) fail("it has strings, which no other file can have");
    const std::optional<uint64_t> needed = bytes_needed(tensor);
    open(place.location);
    if (place.offset > size_) fail("it begins at byte {} of '{}', which has {}", place.offset, place.location, size_);
    const uint64_t length = place.length ? *place.length : needed ? *needed : size_ - place.offset;
    if (needed && length != *needed) fail("it has {} bytes in '{}' and needs {}", length, place.location, *needed);
    if (length > size_ - place.offset)
      fail("its {} bytes from byte {} on are beyond the end of '{}', which has {}", length, place.offset,
           place.location, size_);
    if (length > left) fail("with it the model would be larger than the 2 GB that one file of ONNX holds");
    left -= length;
    std::string& data = *tensor.mutable_raw_data();
    data.resize(length);
    stream_.seekg(static_cast<std::streamoff>(place.offset));
    if (!stream_.read(data.data(), static_cast<std::streamsize>(length)))
      fail("'{}' cannot be read to its end", place.location);
    tensor.clear_external_data();
    tensor.clear_data_location();
  }

 private:
  /// Most models have one file, which is opened once.
  void open(const std::string& location) {
    if (!location.empty() && location == open_) return;
    open_.clear();
    const fs::path relative = location;
    if (location.empty() || location.find('\0') != std::string::npos) fail("it does not say in which file it lies");
    if (relative.is_absolute() || std::find(relative.begin(), relative.end(), "..") != relative.end())
      fail("it lies in '{}', which is not in the model's folder", location);
    std::error_code error;
    const fs::path real = fs::canonical(folder_ / relative, error);
    if (error) fail("it lies in '{}', which is not beside the model", location);
    if (!lies_in(real, folder_) && !lies_in(real, linked_))
      fail("it lies in '{}', a link out of the model's folder", location);
    // A pipe would never end.
    if (!fs::is_regular_file(real, error)) fail("it lies in '{}', which is no plain file", location);
    stream_ = std::ifstream(real, std::ios::binary);
    size_ = fs::file_size(real, error);
    if (!stream_ || error) fail("it lies in '{}', which cannot be read", location);
    open_ = location;
  }

  fs::path folder_;  ///< of the model
  fs::path linked_;  ///< of what the model's name leads to, where that is a link
  std::string open_;
  std::ifstream stream_;
  uint64_t size_ = 0;
};

}  // namespace

std::vector<TensorProto*> external_tensors(ModelProto& model) {
  Walk walk;
  walk.graph(*model.mutable_graph());
  for (auto& function : *model.mutable_functions())
    for (NodeProto& node : *function.mutable_node()) walk.node(node);
  for (auto& training : *model.mutable_training_info()) {
    if (training.has_initialization()) walk.graph(*training.mutable_initialization());
    if (training.has_algorithm()) walk.graph(*training.mutable_algorithm());
  }
  return walk.found;
}

std::string with_external_data(std::string bytes, const fs::path& file) {
  ModelProto model;
  if (bytes.size() > kMaxModelBytes || !model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) ||
      !model.has_graph())
    return bytes;
  const std::vector<TensorProto*> tensors = external_tensors(model);
  if (tensors.empty()) return bytes;
  DataFolder folder(file);
  uint64_t left = kMaxModelBytes - bytes.size();
  for (TensorProto* tensor : tensors)
    with_context(fmt::format("weight '{}'", tensor->name()), [&] { folder.fill(*tensor, left); });
  // Lengths of messages that have grown need a few bytes more.
  if (model.ByteSizeLong() > kMaxModelBytes)
    fail("with its weights the model is larger than the 2 GB that one file of ONNX holds");
  bytes.clear();
  bytes.shrink_to_fit();
  return model.SerializeAsString();
}

}  // namespace slipway::lower::onnx
