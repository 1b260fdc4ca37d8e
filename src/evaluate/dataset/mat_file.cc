// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluate/dataset/mat_file.h"

#include <zlib.h>

#include <cstring>
#include <functional>

#include "base/error.h"
#include "base/io.h"

namespace slipway::evaluate {
namespace {

// Types of data elements.
enum MatType : uint32_t {
  kInt8 = 1,
  kUint8 = 2,
  kInt16 = 3,
  kUint16 = 4,
  kInt32 = 5,
  kUint32 = 6,
  kSingle = 7,
  kDouble = 9,
  kInt64 = 12,
  kUint64 = 13,
  kMatrix = 14,
  kCompressed = 15
};
constexpr size_t kHeader = 128;
constexpr size_t kMaxInflated = size_t{256} << 20;
/// Classes of arrays: doubles, singles and integers are numbers; cells, structs, texts and the like are not.
constexpr uint32_t kFirstNumericClass = 6, kLastNumericClass = 15, kComplexFlag = 0x0800;

struct MatElement {
  uint32_t type = 0;
  std::string_view data;
};

[[noreturn]] void broken() { fail("it is broken: cut off, or written over"); }

/// Elements one behind the other.
class MatReader {
 public:
  explicit MatReader(std::string_view bytes) : bytes_(bytes) {}
  bool done() const { return bytes_.size() < 8; }

  MatElement next() {
    const auto word = read<uint32_t>(0);
    if ((word >> 16U) != 0) {  // a small one: type, size and up to 4 bytes in 8
      const size_t size = word >> 16U;
      if (size > 4 || bytes_.size() < 8) broken();
      const MatElement element{word & 0xFFFFU, bytes_.substr(4, size)};
      bytes_.remove_prefix(8);
      return element;
    }
    const size_t size = read<uint32_t>(4);
    if (size > bytes_.size() - 8) broken();
    const MatElement element{word, bytes_.substr(8, size)};
    // All but compressed ones are filled up to 8 bytes.
    const size_t taken = 8 + (word == kCompressed ? size : (size + 7) / 8 * 8);
    bytes_.remove_prefix(std::min(taken, bytes_.size()));
    return element;
  }

 private:
  template <typename T>
  T read(size_t at) const {
    T value;
    if (at + sizeof(T) > bytes_.size()) broken();
    std::memcpy(&value, bytes_.data() + at, sizeof(T));
    return value;
  }

  std::string_view bytes_;
};

std::string inflated(std::string_view data) {
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) fail("zlib does not start");
  std::string out;
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(data.data()));
  stream.avail_in = static_cast<uInt>(data.size());
  int state = Z_OK;
  while (state == Z_OK && out.size() < kMaxInflated) {
    const size_t before = out.size();
    out.resize(before + (size_t{1} << 16));
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + before);
    stream.avail_out = 1U << 16U;
    state = inflate(&stream, Z_NO_FLUSH);
    out.resize(out.size() - stream.avail_out);
    if (stream.avail_in == 0 && stream.avail_out != 0) break;
  }
  inflateEnd(&stream);
  if (state != Z_STREAM_END) broken();
  return out;
}

template <typename T>
std::vector<double> converted(std::string_view data) {
  std::vector<double> values;
  for (size_t at = 0; at + sizeof(T) <= data.size(); at += sizeof(T)) {
    T value;
    std::memcpy(&value, data.data() + at, sizeof(T));
    values.push_back(static_cast<double>(value));
  }
  return values;
}

/// Numbers are stored in the smallest type that holds them, whatever the class of their array.
std::vector<double> numbers_of(const MatElement& element) {
  switch (element.type) {
    case kInt8:
      return converted<int8_t>(element.data);
    case kUint8:
      return converted<uint8_t>(element.data);
    case kInt16:
      return converted<int16_t>(element.data);
    case kUint16:
      return converted<uint16_t>(element.data);
    case kInt32:
      return converted<int32_t>(element.data);
    case kUint32:
      return converted<uint32_t>(element.data);
    case kSingle:
      return converted<float>(element.data);
    case kDouble:
      return converted<double>(element.data);
    case kInt64:
      return converted<int64_t>(element.data);
    case kUint64:
      return converted<uint64_t>(element.data);
    default:
      fail("it has numbers of the type {}, which no array of numbers has", element.type);
  }
}

/// Whether this is the array; fills it then.
bool read_array(std::string_view matrix, const std::string& name, MatArray& array) {
  MatReader reader(matrix);
  const std::vector<double> flags = numbers_of(reader.next());
  const std::vector<double> shape = numbers_of(reader.next());
  if (reader.next().data != name) return false;
  if (flags.empty() || !(flags.front() >= 0 && flags.front() <= UINT32_MAX)) broken();
  const auto flag = static_cast<uint32_t>(flags.front());
  const uint32_t kind = flag & 0xFFU;
  if (kind < kFirstNumericClass || kind > kLastNumericClass || (flag & kComplexFlag) != 0)
    fail("'{}' is no array of real numbers", name);
  int64_t count = 1;
  for (const double size : shape) {
    // Also where it is no number; only then it can be an integer.
    if (!(size >= 0 && size <= static_cast<double>(kMaxInflated))) broken();
    array.shape.push_back(static_cast<int64_t>(size));
    if (size > 0 && count > static_cast<int64_t>(kMaxInflated) / array.shape.back()) broken();
    count *= array.shape.back();
  }
  array.values = numbers_of(reader.next());
  if (array.values.size() != static_cast<size_t>(count)) broken();
  return true;
}

}  // namespace

MatArray read_mat_array(const std::filesystem::path& file, const std::string& name) {
  const std::string bytes = io::read_file(file);
  return with_context(file.string(), [&] {
    const std::string_view text = bytes;
    if (text.size() < kHeader || !text.starts_with("MATLAB 5.0 MAT-file") || text.substr(126, 2) != "IM")
      fail("is no MATLAB file of version 5 of this kind of processor{}; save it with MATLAB's option '-v7'",
           text.starts_with("MATLAB 7.3") ? ", but of version 7.3" : "");
    MatReader reader(text.substr(kHeader));
    MatArray array;
    while (!reader.done()) {
      const MatElement element = reader.next();
      if (element.type == kMatrix && read_array(element.data, name, array)) return array;
      if (element.type != kCompressed) continue;
      const std::string inner = inflated(element.data);
      const MatElement matrix = MatReader(inner).next();
      if (matrix.type == kMatrix && read_array(matrix.data, name, array)) return array;
    }
    fail("has no '{}'", name);
  });
}

}  // namespace slipway::evaluate
