// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "program/pt2/archive.h"

#include <cstring>

#include "base/error.h"
#include "base/strings.h"
#include "checkpoint/container.h"
#include "checkpoint/tensor_reader.h"
#include "program/pt2/json.h"

namespace slipway::program::pt2 {
namespace {

using checkpoint::Bytes;
using checkpoint::ByteSpan;
using checkpoint::Pickle;
using nlohmann::json;

constexpr const char* kFlatModel = "serialized_exported_program.json";
constexpr size_t kMaxDims = 64;  // PyTorch's own limit

const ByteSpan& checked(const ByteSpan& bytes) {
  if (!checkpoint::looks_like_zip(bytes))
    fail("it is no zip archive, so it is no program that torch.export.save wrote (it begins with '{}')",
         checkpoint::shown(checkpoint::as_text(bytes.first(std::min<size_t>(bytes.size(), 16)))));
  return bytes;
}

/// "a, b, c, ..."
std::string some_of(const std::vector<std::string_view>& names) {
  std::vector<std::string> some;
  for (const std::string_view name : names) {
    if (some.size() == 4) {
      some.emplace_back("...");
      break;
    }
    some.push_back(checkpoint::shown(name, 60));
  }
  return join(some, ", ");
}

/// All tensors of a torch.save archive that holds a dict of them; other entries are left out.
std::map<std::string, HostTensor, std::less<>> read_pickled_dict(const Bytes& bytes) {
  checkpoint::Content content = checkpoint::open_container(bytes);
  checkpoint::TensorReader reader(content.pickle, std::move(content.source));
  const Pickle& pickle = content.pickle;
  std::map<std::string, HostTensor, std::less<>> result;
  const auto entries = pickle.pairs(pickle.root());
  for (size_t i = 0; i + 1 < entries.size(); i += 2) {
    if (!pickle.is(entries[i], Pickle::Kind::kString) || !reader.is_tensor(entries[i + 1])) continue;
    const std::string name(pickle.text(entries[i]));
    result[name] = with_context("tensor " + checkpoint::shown(name), [&] { return reader.read(entries[i + 1]); });
  }
  return result;
}

struct Layout {
  DType dtype = DType::kF32;
  std::vector<int64_t> shape, strides;
  int64_t offset = 0;
  int64_t count = 1;
  bool contiguous = true;
};

/// The tensor's meta data, with all its elements inside `bytes` bytes.
Layout read_layout(const json& meta, size_t bytes) {
  Layout layout;
  layout.dtype = dtype_of_schema(integer(member(meta, "dtype"), "dtype"));
  for (const json& size : array(member(meta, "sizes"), "sizes")) layout.shape.push_back(fixed_size(size, "a size"));
  for (const json& stride : array(member(meta, "strides"), "strides"))
    layout.strides.push_back(fixed_size(stride, "a stride"));
  if (const json* offset = optional_member(meta, "storage_offset"))
    layout.offset = fixed_size(*offset, "storage_offset");
  if (layout.shape.size() != layout.strides.size() || layout.shape.size() > kMaxDims)
    fail("it has {} sizes and {} strides", layout.shape.size(), layout.strides.size());
  const auto element = static_cast<int64_t>(size_of(layout.dtype));
  const auto available = static_cast<int64_t>(bytes) / element;
  int64_t last = layout.offset;  // index of the last element
  bool overflow = layout.offset < 0;
  int64_t expected = 1;
  for (size_t i = layout.shape.size(); i-- > 0;) {
    const int64_t size = layout.shape[i];
    if (size < 0 || layout.strides[i] < 0) fail("it has a negative size or stride");
    if (size <= 1) layout.strides[i] = 0;  // never used, so that it may be anything
    overflow |= __builtin_mul_overflow(layout.count, size, &layout.count);
    layout.contiguous = layout.contiguous && (size == 1 || layout.strides[i] == expected);
    int64_t span = 0;
    overflow |= __builtin_mul_overflow(std::max<int64_t>(size - 1, 0), layout.strides[i], &span);
    overflow |= __builtin_add_overflow(last, span, &last);
    overflow |= __builtin_mul_overflow(expected, std::max<int64_t>(size, 1), &expected);
  }
  if (!overflow && layout.count == 0) return layout;
  if (overflow || last >= available)
    fail("its sizes {} need more than the {} bytes that are there", format_shape(layout.shape), bytes);
  return layout;
}

HostTensor gather(const Layout& layout, const std::byte* source) {
  HostTensor tensor(layout.dtype, layout.shape);
  const size_t element = size_of(layout.dtype);
  auto* target = static_cast<std::byte*>(tensor.mutable_raw());
  std::vector<int64_t> index(layout.shape.size(), 0);
  int64_t position = 0;
  for (int64_t i = 0; i < layout.count; ++i) {
    std::memcpy(target + static_cast<size_t>(i) * element, source + static_cast<size_t>(position) * element, element);
    for (size_t d = index.size(); d-- > 0;) {
      position += layout.strides[d];
      if (++index[d] < layout.shape[d]) break;
      position -= layout.strides[d] * layout.shape[d];
      index[d] = 0;
    }
  }
  return tensor;
}

}  // namespace

DType dtype_of_schema(int64_t number) {
  switch (number) {
    case 1:
      return DType::kU8;
    case 2:
      return DType::kI8;
    case 3:
      return DType::kI16;
    case 4:
      return DType::kI32;
    case 5:
      return DType::kI64;
    case 6:
      return DType::kF16;
    case 7:
      return DType::kF32;
    case 8:
      return DType::kF64;
    case 12:
      return DType::kBool;
    case 13:
      return DType::kBF16;
    default:
      fail("element type {} of the schema is not supported; supported are f32, f64, f16, bf16, integers and bool",
           number);
  }
}

Archive::Archive(Bytes file)
    : file_(std::move(file)), zip_(checked(file_.data)), copy_budget_(checkpoint::copy_budget(file_.data.size())) {
  zip_.require_stored();
  std::vector<std::string> models;
  for (const std::string_view name : zip_.names()) {
    if (name == kFlatModel) {
      flat_ = true;
      models.emplace_back(name);
      continue;
    }
    const size_t slash = name.find('/');
    if (slash == std::string_view::npos || name.substr(slash + 1, 7) != "models/" || !ends_with(name, ".json"))
      continue;
    folder_ = std::string(name.substr(0, slash + 1));
    models.emplace_back(name);
  }
  if (models.empty()) {
    for (const std::string_view name : zip_.names())
      if (ends_with(name, "data/aotinductor/model.so") || name.find("data/aotinductor/") != std::string_view::npos)
        fail(
            "it is a package that torch's AOTInductor compiled for one machine, not a program; save the program "
            "itself: "
            "torch.export.save(program, 'model.pt2')");
    for (const std::string_view name : zip_.names())
      if (ends_with(name, "/data.pkl"))
        fail(
            "it is a checkpoint: weights, without the network that they are for; 'slipway deploy' takes it with its "
            "config, and what tools/export/slipway_export.py makes of both is a program");
    fail("it holds no program that torch.export.save wrote; its {} entries are {}", zip_.names().size(),
         some_of(zip_.names()));
  }
  if (models.size() > 1) fail("it holds {} models ({}); save one", models.size(), join(models, ", "));
  model_ = checkpoint::as_text(zip_.read(models.front()));
  if (!flat_ && has("byteorder")) {
    const std::string_view order = checkpoint::as_text(zip_.read(folder_ + "byteorder"));
    if (order != "little") fail("its byte order is '{}'; only little is read", checkpoint::shown(order, 20));
  }
  for (const std::string_view name : zip_.names())
    for (const char* place : {"extra/", "extra_files/"}) {
      const std::string prefix = folder_ + place;
      if (starts_with(name, prefix))
        extra_[std::string(name.substr(prefix.size()))] = std::string(checkpoint::as_text(zip_.read(name)));
    }
}

Archive::Tensors Archive::read(const std::string& pickled, const std::string& config, const std::string& folder) {
  if (has(config)) return with_context(folder_ + config, [&] { return read_raw(config, folder); });
  if (!has(pickled)) fail("it has neither '{}{}' nor '{}{}'", folder_, pickled, folder_, config);
  return with_context(folder_ + pickled, [&] {
    return read_pickled_dict({file_.owner, zip_.read(folder_ + pickled)});
  });
}

HostTensor Archive::read_raw_tensor(const json& meta, ByteSpan bytes) {
  const Layout layout = read_layout(meta, bytes.size());
  if (layout.count == 0) return HostTensor(layout.dtype, layout.shape);
  const size_t element = size_of(layout.dtype);
  const std::byte* start = bytes.data() + static_cast<size_t>(layout.offset) * element;
  const bool aligned = reinterpret_cast<uintptr_t>(start) % element == 0;
  if (layout.contiguous && aligned && layout.dtype != DType::kBool)
    return HostTensor(layout.dtype, layout.shape, file_.owner, start);
  const uint64_t most = copy_budget_ / element;
  if (static_cast<uint64_t>(layout.count) > most)
    fail("its {} elements are spread out of {} bytes; that takes more memory than any program needs", layout.count,
         bytes.size());
  copy_budget_ -= static_cast<uint64_t>(layout.count) * element;
  HostTensor tensor = gather(layout, start);
  // Bytes other than 0 and 1 are no bools for a compiler.
  if (layout.dtype == DType::kBool)
    for (int64_t i = 0; i < layout.count; ++i)
      tensor.mutable_data<uint8_t>()[i] = tensor.data<uint8_t>()[i] == 0 ? 0 : 1;
  return tensor;
}

HostTensor Archive::read_pickled_tensor(ByteSpan bytes) {
  checkpoint::Content content = checkpoint::open_container({file_.owner, bytes});
  checkpoint::TensorReader reader(content.pickle, std::move(content.source));
  if (!reader.is_tensor(content.pickle.root())) fail("it holds no tensor");
  return reader.read(content.pickle.root());
}

Archive::Tensors Archive::read_raw(const std::string& config, const std::string& folder) {
  const json description = parse_json(checkpoint::as_text(zip_.read(folder_ + config)));
  Tensors result;
  for (const auto& [name, entry] : object(member(description, "config"), "config").items()) {
    const json& item = entry;
    result[name] = with_context("tensor " + checkpoint::shown(name), [&] {
      const std::string file = folder_ + folder + text(member(item, "path_name"), "path_name");
      const ByteSpan bytes = zip_.read(file);
      const json* pickled = optional_member(item, "use_pickle");
      if (pickled != nullptr && boolean(*pickled, "use_pickle")) return read_pickled_tensor(bytes);
      return read_raw_tensor(member(item, "tensor_meta"), bytes);
    });
  }
  return result;
}

const HostTensor* Archive::weight(const std::string& name) {
  if (!weights_)
    weights_ = std::make_unique<Tensors>(
        flat_ ? read("serialized_state_dict.pt", "", "")
              : read("data/weights/model.pt", "data/weights/model_weights_config.json", "data/weights/"));
  const auto found = weights_->find(name);
  return found == weights_->end() ? nullptr : &found->second;
}

const HostTensor* Archive::constant(const std::string& name) {
  if (!constants_)
    constants_ = std::make_unique<Tensors>(
        flat_ ? read("serialized_constants.pt", "", "")
              : read("data/constants/model.pt", "data/constants/model_constants_config.json", "data/constants/"));
  const auto found = constants_->find(name);
  return found == constants_->end() ? nullptr : &found->second;
}

}  // namespace slipway::program::pt2
