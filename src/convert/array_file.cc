// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "convert/array_file.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <fstream>
#include <map>
#include <opencv2/imgproc.hpp>

#include "base/error.h"
#include "base/io.h"
#include "image/image.h"

namespace slipway::convert {
namespace {

constexpr std::string_view kMagic = "\x93NUMPY";

/// The text between `from` and `to` after `key`, in the header "{'descr': '<f4', 'fortran_order': False, 'shape': (2,
/// 3), }".
std::string entry_of(const std::string& header, const std::string& key, char from, char to) {
  const size_t place = header.find("'" + key + "'");
  const size_t colon = place == std::string::npos ? place : header.find(':', place + key.size() + 2);
  const size_t begin = colon == std::string::npos ? colon : header.find(from, colon);
  const size_t end = begin == std::string::npos ? begin : header.find(to, begin + 1);
  if (end == std::string::npos) fail("its header has no '{}'", key);
  return header.substr(begin + 1, end - begin - 1);
}

DType dtype_of_numpy(const std::string& text) {
  static const std::map<std::string_view, DType> kTypes{
      {"<f4", DType::kF32}, {"<f8", DType::kF64}, {"<f2", DType::kF16}, {"<i8", DType::kI64}, {"<i4", DType::kI32},
      {"<i2", DType::kI16}, {"|i1", DType::kI8},  {"|u1", DType::kU8},  {"|b1", DType::kBool}};
  const auto found = kTypes.find(text);
  if (found == kTypes.end())
    fail("its numbers are '{}'; save it as float32, float64, int64, int32, int16, int8, uint8 or bool", text);
  return found->second;
}

std::vector<int64_t> shape_of_numpy(const std::string& text) {
  std::vector<int64_t> shape;
  for (size_t i = 0; i < text.size();) {
    if (text[i] == ' ' || text[i] == ',') {
      ++i;
      continue;
    }
    int64_t size = 0;
    const auto [end, error] = std::from_chars(text.data() + i, text.data() + text.size(), size);
    if (error != std::errc() || size < 0) fail("its shape is '({})'", text);
    shape.push_back(size);
    i = static_cast<size_t>(end - text.data());
  }
  return shape;
}

HostTensor parse_npy(const std::string& bytes) {
  if (bytes.size() < 12 || bytes.compare(0, kMagic.size(), kMagic) != 0) fail("it is no .npy file");
  const auto byte = [&](size_t i) { return static_cast<size_t>(static_cast<unsigned char>(bytes[i])); };
  const bool wide = byte(6) >= 2;
  const size_t start = wide ? 12 : 10;
  const size_t length = wide ? byte(8) | byte(9) << 8 | byte(10) << 16 | byte(11) << 24 : byte(8) | byte(9) << 8;
  if (length > bytes.size() - start) fail("it is cut off");
  const std::string header = bytes.substr(start, length);
  if (header.find("'fortran_order': False") == std::string::npos)
    fail("its numbers are in Fortran order; save numpy.ascontiguousarray(array)");
  const DType dtype = dtype_of_numpy(entry_of(header, "descr", '\'', '\''));
  const std::vector<int64_t> shape = shape_of_numpy(entry_of(header, "shape", '(', ')'));
  const size_t available = bytes.size() - start - length;
  size_t wanted = size_of(dtype);
  for (const int64_t size : shape)
    if (__builtin_mul_overflow(wanted, static_cast<size_t>(size), &wanted)) fail("its shape is beyond memory");
  if (wanted != available)
    fail("it has {} bytes of numbers, its shape {} wants {}", available, format_shape(shape), wanted);
  HostTensor tensor(dtype, shape);
  std::memcpy(tensor.mutable_raw(), bytes.data() + start + length, wanted);
  return tensor;
}

}  // namespace

bool looks_like_npy(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::string head(kMagic.size(), '\0');
  stream.read(head.data(), static_cast<std::streamsize>(head.size()));
  return stream && head == kMagic;
}

HostTensor read_npy(const std::filesystem::path& file) {
  return with_context(file.string(), [&] { return parse_npy(io::read_file(file)); });
}

HostTensor read_image_tensor(const std::filesystem::path& file, const std::vector<int64_t>& shape, DType dtype) {
  if (shape.size() != 4 || shape[1] != 3 || dtype != DType::kF32)
    fail("{}: an image is an example for f32[batch,3,height,width], but the input is {}{}; save a tensor as .npy",
         file.string(), name_of(dtype), format_shape(shape));
  cv::Mat pixels;
  cv::resize(image::read_image(file), pixels, cv::Size(static_cast<int>(shape[3]), static_cast<int>(shape[2])));
  HostTensor tensor(DType::kF32, shape);
  auto* target = tensor.mutable_data<float>();
  for (int64_t n = 0; n < shape[0]; ++n)
    for (int channel = 2; channel >= 0; --channel)  // BGR to RGB
      for (int y = 0; y < pixels.rows; ++y)
        for (int x = 0; x < pixels.cols; ++x)
          *target++ = static_cast<float>(pixels.at<cv::Vec3b>(y, x)[channel]) / 255.0F;
  return tensor;
}

}  // namespace slipway::convert
