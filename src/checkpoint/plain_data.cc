// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "checkpoint/plain_data.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "base/half.h"

namespace slipway::checkpoint {
namespace {

using nlohmann::json;
using Kind = Pickle::Kind;
using Ref = Pickle::Ref;

constexpr const char* kTooLarge = "...";
constexpr int kMaxDepth = 48;
constexpr size_t kMaxValues = 200'000;
constexpr size_t kMaxText = size_t{16} << 20;
constexpr int64_t kMaxArray = 4096;  // elements of a numpy array that is still a setting

/// numpy's description of an element: numpy.dtype('f4', ...) and its state (3, '<', ...).
struct NumpyType {
  char kind = 0;  // f, i, u, b
  size_t size = 0;
  bool big_endian = false;
};

class Converter {
 public:
  explicit Converter(const Pickle& pickle) : pickle_(pickle) {}

  json convert(Ref ref, int depth) {
    if (depth > kMaxDepth || ++values_ > kMaxValues) return kTooLarge;
    switch (pickle_.kind(ref)) {
      case Kind::kNone:
        return nullptr;
      case Kind::kBool:
        return pickle_.boolean(ref);
      case Kind::kInt:
        return pickle_.integer(ref);
      case Kind::kBigInt:
        return kTooLarge;
      case Kind::kFloat:
        return pickle_.real(ref);
      case Kind::kString:
      case Kind::kBytes:
      case Kind::kGlobal:
        return text(pickle_.text(ref));
      case Kind::kTuple:
      case Kind::kList:
      case Kind::kSet:
        return list(pickle_.items(ref), depth);
      case Kind::kDict:
        return dict(pickle_.pairs(ref), depth);
      case Kind::kObject:
        return object(ref, depth);
      case Kind::kStorage:
        return kTooLarge;
    }
    return nullptr;
  }

 private:
  json text(std::string_view text) {
    text_ += text.size();
    return text_ > kMaxText ? std::string(kTooLarge) : valid_utf8(text);
  }

  json list(std::span<const Ref> items, int depth) {
    json result = json::array();
    for (const Ref item : items) {
      result.push_back(convert(item, depth + 1));
      if (values_ > kMaxValues) break;
    }
    return result;
  }

  json dict(std::span<const Ref> pairs, int depth) {
    json result = json::object();
    for (size_t i = 0; i + 1 < pairs.size(); i += 2) {
      const std::string name = key(pairs[i], depth);
      result[name] = convert(pairs[i + 1], depth + 1);
      if (values_ > kMaxValues) break;
    }
    return result;
  }

  std::string key(Ref ref, int depth) {
    if (pickle_.is(ref, Kind::kString)) return text(pickle_.text(ref)).get<std::string>();
    const json value = convert(ref, depth + 1);
    if (value.is_null()) return "None";
    if (value.is_boolean()) return value.get<bool>() ? "True" : "False";
    if (value.is_string()) return value.get<std::string>();
    return value.dump();
  }

  json object(Ref ref, int depth) {
    const std::string_view name = pickle_.dotted_name(ref);
    const Pickle::Object& object = pickle_.object(ref);
    const auto args = pickle_.items(object.args);
    if (std::optional<json> array = numpy(name, object, args, depth)) return std::move(*array);
    if (const auto bytes = encoded_bytes(ref)) return text(*bytes);
    if (!object.pairs.empty()) return dict(object.pairs, depth);
    // ConfigDict and other subclasses of dict that are made from one.
    if (args.size() == 1 && pickle_.is(args[0], Kind::kDict) && name.size() > 4 &&
        name.substr(name.size() - 4) == "Dict")
      return dict(pickle_.items(args[0]), depth);
    return text(name);
  }

  /// Protocol 2 has no bytes: it writes _codecs.encode(text, 'latin1').
  std::optional<std::string> encoded_bytes(Ref ref) {
    if (pickle_.is(ref, Kind::kBytes)) return std::string(pickle_.text(ref));
    if (!pickle_.is(ref, Kind::kObject) || pickle_.dotted_name(ref) != "_codecs.encode") return std::nullopt;
    const auto args = pickle_.items(pickle_.object(ref).args);
    if (args.empty() || !pickle_.is(args[0], Kind::kString)) return std::nullopt;
    const std::string_view source = pickle_.text(args[0]);
    text_ += source.size();
    if (text_ > kMaxText) return std::nullopt;
    std::string result;
    for (size_t i = 0; i < source.size(); ++i) {
      const auto byte = static_cast<unsigned char>(source[i]);
      if (byte < 0x80) {
        result += source[i];
      } else if (i + 1 < source.size()) {
        result += static_cast<char>((byte & 0x03) << 6 | (source[++i] & 0x3F));
      }
    }
    return result;
  }

  std::optional<NumpyType> numpy_type(Ref ref) const {
    if (!pickle_.is(ref, Kind::kObject) || pickle_.dotted_name(ref) != "numpy.dtype") return std::nullopt;
    const Pickle::Object& object = pickle_.object(ref);
    const auto args = pickle_.items(object.args);
    if (args.empty()) return std::nullopt;
    const std::string_view code = pickle_.text(args[0]);
    NumpyType type;
    if (code.size() != 2 || std::string_view("fiub").find(code[0]) == std::string_view::npos) return std::nullopt;
    type.kind = code[0];
    type.size = static_cast<size_t>(code[1] - '0');
    if ((type.size != 1 && type.size != 2 && type.size != 4 && type.size != 8) || (type.kind == 'f' && type.size == 1))
      return std::nullopt;
    const auto state = pickle_.items(object.state);
    type.big_endian = state.size() > 1 && pickle_.text(state[1]) == ">";
    return type;
  }

  static json element(const NumpyType& type, std::string_view bytes) {
    uint64_t bits = 0;
    for (size_t i = 0; i < type.size; ++i) {
      const size_t shift = 8 * (type.big_endian ? type.size - 1 - i : i);
      bits |= uint64_t{static_cast<unsigned char>(bytes[i])} << shift;
    }
    const size_t unused = 64 - 8 * type.size;
    if (type.kind == 'b') return bits != 0;
    if (type.kind == 'u') return bits;
    if (type.kind == 'i') return static_cast<int64_t>(bits << unused) >> unused;
    if (type.size == 2) return half_to_float(static_cast<uint16_t>(bits));
    if (type.size == 4) return std::bit_cast<float>(static_cast<uint32_t>(bits));
    return std::bit_cast<double>(bits);
  }

  /// A numpy array or scalar; nothing for other objects and for arrays of other things.
  std::optional<json> numpy(std::string_view name, const Pickle::Object& object, std::span<const Ref> args, int depth) {
    const auto ends_with = [&](std::string_view tail) {
      return name.size() >= tail.size() && name.substr(name.size() - tail.size()) == tail;
    };
    if (name.substr(0, 6) != "numpy.") return std::nullopt;
    std::vector<int64_t> shape;
    Ref type_ref = Pickle::kNone;
    Ref data_ref = Pickle::kNone;
    bool fortran = false;
    if (ends_with("core.multiarray.scalar") && args.size() == 2) {
      type_ref = args[0];
      data_ref = args[1];
    } else if (ends_with("core.multiarray._reconstruct")) {
      // (version, shape, dtype, column-major, bytes or list)
      const auto state = pickle_.items(object.state);
      if (state.size() != 5 || !read_shape(state[1], shape)) return std::nullopt;
      type_ref = state[2];
      fortran = pickle_.is(state[3], Kind::kBool) && pickle_.boolean(state[3]);
      data_ref = state[4];
      if (pickle_.is(data_ref, Kind::kList) && shape.size() <= 1) return list(pickle_.items(data_ref), depth);
    } else if (ends_with("core.numeric._frombuffer") && args.size() == 4) {
      if (!read_shape(args[2], shape)) return std::nullopt;
      data_ref = args[0];
      type_ref = args[1];
      fortran = pickle_.text(args[3]) == "F";
    } else {
      return std::nullopt;
    }
    int64_t count = 1;
    for (const int64_t size : shape) {
      if (size > kMaxArray) return kTooLarge;
      if ((count *= size) > kMaxArray) return kTooLarge;
    }
    const auto type = numpy_type(type_ref);
    const auto bytes = encoded_bytes(data_ref);
    if (!type || !bytes || (fortran && shape.size() > 1)) return std::nullopt;
    if (bytes->size() < static_cast<size_t>(count) * type->size) return std::nullopt;
    values_ += static_cast<size_t>(count);
    if (values_ > kMaxValues) return kTooLarge;
    size_t at = 0;
    return nested(*type, *bytes, shape, 0, at);
  }

  bool read_shape(Ref ref, std::vector<int64_t>& shape) const {
    const auto items = pickle_.items(ref);
    if (!pickle_.is(ref, Kind::kTuple) || items.size() > 8) return false;
    for (const Ref item : items) {
      if (!pickle_.is(item, Kind::kInt) || pickle_.integer(item) < 0) return false;
      shape.push_back(pickle_.integer(item));
    }
    return true;
  }

  static json nested(const NumpyType& type, std::string_view bytes, const std::vector<int64_t>& shape, size_t axis,
                     size_t& at) {
    if (axis == shape.size()) {
      at += type.size;
      return element(type, bytes.substr(at - type.size, type.size));
    }
    json result = json::array();
    for (int64_t i = 0; i < shape[axis]; ++i) result.push_back(nested(type, bytes, shape, axis + 1, at));
    return result;
  }

  const Pickle& pickle_;
  size_t values_ = 0;
  size_t text_ = 0;
};

}  // namespace

json plain_data(const Pickle& pickle, Ref ref) { return Converter(pickle).convert(ref, 0); }

}  // namespace slipway::checkpoint
