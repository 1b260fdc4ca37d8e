// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "checkpoint/tensor_reader.h"

#include <algorithm>
#include <cstring>
#include <limits>

#include "base/error.h"

namespace slipway::checkpoint {
namespace {

using Kind = Pickle::Kind;
using Ref = Pickle::Ref;

constexpr size_t kMaxDims = 64;  // PyTorch's own limit

constexpr StorageType kStorageTypes[] = {
    {"FloatStorage", 4, true, DType::kF32},        {"DoubleStorage", 8, true, DType::kF64},
    {"HalfStorage", 2, true, DType::kF16},         {"BFloat16Storage", 2, true, DType::kBF16},
    {"LongStorage", 8, true, DType::kI64},         {"IntStorage", 4, true, DType::kI32},
    {"ShortStorage", 2, true, DType::kI16},        {"CharStorage", 1, true, DType::kI8},
    {"ByteStorage", 1, true, DType::kU8},          {"BoolStorage", 1, true, DType::kBool},
    {"UntypedStorage", 1, false, DType::kU8},      {"_UntypedStorage", 1, false, DType::kU8},
    {"ComplexFloatStorage", 8, false, DType::kU8}, {"ComplexDoubleStorage", 16, false, DType::kU8},
    {"QInt8Storage", 1, false, DType::kU8},        {"QUInt8Storage", 1, false, DType::kU8},
    {"QInt32Storage", 4, false, DType::kU8},       {"QUInt4x2Storage", 1, false, DType::kU8},
    {"QUInt2x4Storage", 1, false, DType::kU8},
};

struct NamedDType {
  std::string_view name;
  DType dtype;
};
constexpr NamedDType kTorchDTypes[] = {
    {"torch.float32", DType::kF32}, {"torch.float64", DType::kF64},   {"torch.float16", DType::kF16},
    {"torch.int64", DType::kI64},   {"torch.bfloat16", DType::kBF16}, {"torch.int32", DType::kI32},
    {"torch.int16", DType::kI16},   {"torch.int8", DType::kI8},       {"torch.uint8", DType::kU8},
    {"torch.bool", DType::kBool},
};

constexpr std::string_view kSupported = "supported are f32, f64, f16, bf16, i64, i32, i16, i8, u8 and bool";

/// Calls of which the first argument is the tensor itself.
bool is_wrapper(std::string_view name) {
  return name == "torch._utils._rebuild_parameter" || name == "torch._utils._rebuild_parameter_with_state" ||
         name == "torch.nn.parameter.Parameter" || name == "torch.nn.parameter.Buffer";
}

bool is_dense(std::string_view name) {
  return name == "torch._utils._rebuild_tensor_v2" || name == "torch._utils._rebuild_tensor_v3" ||
         name == "torch._utils._rebuild_tensor";
}

/// A subclass of Tensor: (function, class, its arguments, attributes). The first is of PyTorch before 1.10.
bool is_subclass(std::string_view name) {
  return name == "torch._tensor._rebuild_from_type" || name == "torch._tensor._rebuild_from_type_v2";
}
constexpr std::string_view kRebuild = "torch._utils._rebuild_";

/// "sparse tensor" for torch._utils._rebuild_sparse_tensor.
std::string unsupported_sort(std::string_view name) {
  const std::string_view sort = name.substr(std::min(kRebuild.size(), name.size()));
  for (const auto& [part, text] :
       {std::pair{"sparse", "a sparse tensor"}, std::pair{"qtensor", "a quantized tensor"},
        std::pair{"nested", "a nested tensor"}, std::pair{"meta", "a meta tensor, which has no values"},
        std::pair{"device", "a tensor of another device"}, std::pair{"xla", "a tensor of another device"}})
    if (sort.find(part) != std::string_view::npos) return text;
  return "a tensor of an unknown sort";
}

int64_t multiply(int64_t a, int64_t b) {
  int64_t result = 0;
  if (__builtin_mul_overflow(a, b, &result)) fail("its sizes are beyond every memory");
  return result;
}

int64_t sum(int64_t a, int64_t b) {
  int64_t result = 0;
  if (__builtin_add_overflow(a, b, &result)) fail("its sizes are beyond every memory");
  return result;
}

/// Copies the elements of a strided tensor in row-major order.
template <typename Element>
void gather(const std::byte* source, const std::vector<int64_t>& shape, const std::vector<int64_t>& stride,
            std::byte* target) {
  const size_t dims = shape.size();
  const int64_t inner = dims == 0 ? 1 : shape[dims - 1];
  const int64_t inner_stride = dims == 0 ? 0 : stride[dims - 1];
  std::vector<int64_t> index(dims, 0);
  int64_t offset = 0;
  while (true) {
    for (int64_t i = 0; i < inner; ++i, target += sizeof(Element))
      std::memcpy(target, source + (offset + i * inner_stride) * static_cast<int64_t>(sizeof(Element)),
                  sizeof(Element));
    size_t axis = dims < 2 ? 0 : dims - 1;
    while (axis-- > 0) {
      offset += stride[axis];
      if (++index[axis] < shape[axis]) break;
      offset -= stride[axis] * shape[axis];
      index[axis] = 0;
      if (axis == 0) return;
    }
    if (dims < 2) return;
  }
}

}  // namespace

const StorageType* find_storage_type(std::string_view dotted_name) {
  for (const std::string_view prefix : {"torch.storage.", "torch.cuda.", "torch."}) {
    if (dotted_name.substr(0, prefix.size()) != prefix) continue;
    const std::string_view name = dotted_name.substr(prefix.size());
    for (const StorageType& type : kStorageTypes)
      if (type.name == name) return &type;
  }
  return nullptr;
}

struct TensorReader::Layout {
  Ref storage = Pickle::kNone;
  DType dtype = DType::kF32;
  int64_t offset = 0;  // elements
  std::vector<int64_t> shape;
  std::vector<int64_t> stride;  // elements
  bool negative = false;        // the values are those of the storage, negated
};

bool TensorReader::is_tensor(Ref ref) const {
  if (!pickle_.is(ref, Kind::kObject)) return false;
  const std::string_view name = pickle_.dotted_name(ref);
  return is_wrapper(name) || is_subclass(name) || name.substr(0, kRebuild.size()) == kRebuild;
}

std::vector<int64_t> TensorReader::sizes(Ref ref, const char* what) const {
  if (!pickle_.is(ref, Kind::kTuple) && !pickle_.is(ref, Kind::kList))
    fail("its {} is a {}", what, pickle_.type_name(ref));
  const auto items = pickle_.items(ref);
  if (items.size() > kMaxDims) fail("it has {} dimensions", items.size());
  std::vector<int64_t> result;
  for (const Ref item : items) {
    if (!pickle_.is(item, Kind::kInt)) fail("its {} holds a {}", what, pickle_.type_name(item));
    if (pickle_.integer(item) < 0) fail("its {} holds {}", what, pickle_.integer(item));
    result.push_back(pickle_.integer(item));
  }
  return result;
}

TensorReader::Layout TensorReader::layout(Ref ref) const {
  std::string_view name = pickle_.dotted_name(ref);
  auto args = pickle_.items(pickle_.object(ref).args);
  // A Parameter of a subclass is two wrappers deep; more is nonsense.
  for (int depth = 0; !is_dense(name); ++depth) {
    if (depth == 4) fail("it is wrapped too often");
    if (is_wrapper(name) && !args.empty() && pickle_.is(args[0], Kind::kObject)) {
      const Pickle::Object& inner = pickle_.object(args[0]);
      name = pickle_.text(inner.callable);
      args = pickle_.items(inner.args);
    } else if (is_subclass(name) && args.size() >= 3) {
      name = pickle_.text(args[0]);
      args = pickle_.items(args[2]);
    } else {
      fail("it is {} ({}), only dense ones are supported", unsupported_sort(name), shown(name));
    }
  }
  const bool has_dtype = name == "torch._utils._rebuild_tensor_v3";
  if (args.size() < (has_dtype ? 7u : 4u)) fail("its description has {} parts", args.size());
  if (!pickle_.is(args[0], Kind::kStorage)) fail("its bytes are a {}", pickle_.type_name(args[0]));
  Layout result;
  result.storage = args[0];
  const std::string_view storage_name = pickle_.dotted_name(pickle_.items(result.storage)[1]);
  const StorageType* type = find_storage_type(storage_name);
  if (has_dtype) {
    const std::string_view wanted = pickle_.dotted_name(args[6]);
    const auto* known =
        std::find_if(std::begin(kTorchDTypes), std::end(kTorchDTypes), [&](auto& d) { return d.name == wanted; });
    if (known == std::end(kTorchDTypes)) fail("its element type is {}; {}", shown(wanted), kSupported);
    result.dtype = known->dtype;
  } else {
    if (type == nullptr || !type->known_dtype)
      fail("its elements are in a {}; {}", storage_name.empty() ? "storage of no class" : shown(storage_name),
           kSupported);
    result.dtype = type->dtype;
  }
  if (!pickle_.is(args[1], Kind::kInt) || pickle_.integer(args[1]) < 0) fail("its offset in the storage is no number");
  result.offset = pickle_.integer(args[1]);
  result.shape = sizes(args[2], "shape");
  result.stride = sizes(args[3], "stride");
  if (result.stride.size() != result.shape.size())
    fail("it has {} dimensions, but {} strides", result.shape.size(), result.stride.size());
  // Between these and the dtype come requires_grad and hooks, which change no value.
  const size_t metadata = has_dtype ? 7 : 6;
  if (args.size() > metadata) result.negative = is_negative(args[metadata], result.dtype);
  if (args.size() > metadata + 1) fail("its description has {} parts, {} at most are known", args.size(), metadata + 1);
  return result;
}

/// What a tensor's metadata say of its values. PyTorch stores bits that are set, and sets each that is mentioned.
bool TensorReader::is_negative(Ref metadata, DType dtype) const {
  if (pickle_.is(metadata, Kind::kNone)) return false;
  if (!pickle_.is(metadata, Kind::kDict)) fail("its metadata are a {}", pickle_.type_name(metadata));
  bool negative = false;
  const auto entries = pickle_.pairs(metadata);
  for (size_t i = 0; i + 1 < entries.size(); i += 2) {
    const std::string_view key = pickle_.text(entries[i]);
    if (key != "neg" || dtype == DType::kBool)
      fail(
          "its metadata have '{}', which is not supported for {}; save a tensor with the values as they are (.clone())",
          shown(key), name_of(dtype));
    negative = true;
  }
  return negative;
}

namespace {

template <typename Integer>
void negate_integers(std::byte* data, int64_t count) {
  auto* values = reinterpret_cast<Integer*>(data);
  for (int64_t i = 0; i < count; ++i) values[i] = static_cast<Integer>(Integer{0} - values[i]);
}

/// Negates in place as PyTorch does: floats change their sign bit, integers wrap.
void negate(DType dtype, std::byte* data, int64_t bytes) {
  const auto element = static_cast<int64_t>(size_of(dtype));
  switch (dtype) {
    case DType::kF64:
    case DType::kF32:
    case DType::kF16:
    case DType::kBF16:
      for (int64_t i = element - 1; i < bytes; i += element) data[i] ^= std::byte{0x80};
      return;
    case DType::kI64:
      return negate_integers<uint64_t>(data, bytes / element);
    case DType::kI32:
      return negate_integers<uint32_t>(data, bytes / element);
    case DType::kI16:
      return negate_integers<uint16_t>(data, bytes / element);
    case DType::kI8:
    case DType::kU8:
      return negate_integers<uint8_t>(data, bytes / element);
    case DType::kBool:
      return;
  }
}

}  // namespace

HostTensor TensorReader::read(Ref ref) {
  Layout layout = this->layout(ref);
  const auto element = static_cast<int64_t>(size_of(layout.dtype));
  int64_t count = 1;     // elements
  int64_t product = 1;   // without empty axes: HostTensor multiplies in any order
  int64_t expected = 1;  // stride of a row-major tensor
  int64_t last = layout.offset;
  bool contiguous = true;
  for (size_t axis = layout.shape.size(); axis-- > 0;) {
    const int64_t size = layout.shape[axis];
    count = multiply(count, size);
    product = multiply(product, std::max<int64_t>(size, 1));
    if (size <= 1) {
      layout.stride[axis] = 0;  // never used, so it may be anything
      continue;
    }
    contiguous = contiguous && layout.stride[axis] == expected;
    expected = multiply(expected, size);
    last = sum(last, multiply(size - 1, layout.stride[axis]));
  }
  const int64_t bytes = multiply(count, element);
  multiply(product, element);
  if (count == 0) return HostTensor(layout.dtype, std::move(layout.shape));

  const ByteSpan storage = source_.storage(pickle_, layout.storage);
  const int64_t end = multiply(sum(last, 1), element);
  if (static_cast<uint64_t>(end) > storage.size())
    fail("{}{} needs {} bytes of its storage (offset {}, stride {}), which has {}", name_of(layout.dtype),
         format_shape(layout.shape), end, layout.offset, format_shape(layout.stride), storage.size());
  const std::byte* source = storage.data() + layout.offset * element;
  const bool aligned = reinterpret_cast<uintptr_t>(source) % static_cast<uintptr_t>(element) == 0;
  const bool swapped = source_.big_endian && element > 1;
  const bool is_bool = layout.dtype == DType::kBool;  // 0 or 1 in C++, in a file anything
  if (contiguous && aligned && !is_bool && !swapped && !layout.negative)
    return HostTensor(layout.dtype, std::move(layout.shape), source_.owner, source);

  if (static_cast<uint64_t>(bytes) > source_.copy_budget)
    fail("{}{} is spread out of a storage of {} bytes; that takes more memory than any checkpoint needs",
         name_of(layout.dtype), format_shape(layout.shape), storage.size());
  source_.copy_budget -= static_cast<uint64_t>(bytes);
  HostTensor tensor(layout.dtype, layout.shape);
  auto* target = static_cast<std::byte*>(tensor.mutable_raw());
  if (contiguous) {
    std::memcpy(target, source, static_cast<size_t>(bytes));
  } else {
    switch (element) {
      case 1:
        gather<uint8_t>(source, layout.shape, layout.stride, target);
        break;
      case 2:
        gather<uint16_t>(source, layout.shape, layout.stride, target);
        break;
      case 4:
        gather<uint32_t>(source, layout.shape, layout.stride, target);
        break;
      default:
        gather<uint64_t>(source, layout.shape, layout.stride, target);
        break;
    }
  }
  if (swapped)
    for (int64_t i = 0; i < bytes; i += element) std::reverse(target + i, target + i + element);
  if (layout.negative) negate(layout.dtype, target, bytes);
  if (is_bool)
    for (int64_t i = 0; i < bytes; ++i) target[i] = target[i] == std::byte{0} ? std::byte{0} : std::byte{1};
  return tensor;
}

}  // namespace slipway::checkpoint
