// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "image/label_image.h"

#include <png.h>

#include <algorithm>
#include <csetjmp>
#include <cstring>
#include <vector>

#include "base/error.h"
#include "base/io.h"

namespace slipway::image {
namespace {

constexpr size_t kLabelMessage = 200;

struct LabelSource {
  std::string_view bytes;
  size_t position = 0;
  char message[kLabelMessage] = "";
};

void read_label_bytes(png_structp png, png_bytep to, size_t count) {
  auto* source = static_cast<LabelSource*>(png_get_io_ptr(png));
  if (source->bytes.size() - source->position < count) png_error(png, "the file ends early");
  std::memcpy(to, source->bytes.data() + source->position, count);
  source->position += count;
}

[[noreturn]] void keep_label_message(png_structp png, png_const_charp message) {
  std::strncpy(static_cast<LabelSource*>(png_get_error_ptr(png))->message, message, kLabelMessage - 1);
  png_longjmp(png, 1);
}

void ignore_label_warning(png_structp, png_const_charp) {}

/// libpng leaves by longjmp where it fails, so that no member function that calls it has anything with a destructor in
/// it.
class LabelReader {
 public:
  explicit LabelReader(std::string_view bytes) : source_{bytes} {
    png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, &source_, keep_label_message, ignore_label_warning);
    if (png_ != nullptr) info_ = png_create_info_struct(png_);
  }
  ~LabelReader() { png_destroy_read_struct(&png_, &info_, nullptr); }
  LabelReader(const LabelReader&) = delete;
  LabelReader& operator=(const LabelReader&) = delete;

  bool read_header() {
    if (info_ == nullptr || setjmp(png_jmpbuf(png_)) != 0) return false;
    png_set_read_fn(png_, &source_, read_label_bytes);
    png_read_info(png_, info_);
    return true;
  }
  int width() const { return static_cast<int>(png_get_image_width(png_, info_)); }
  int height() const { return static_cast<int>(png_get_image_height(png_, info_)); }
  bool is_label_map() const {
    const int color = png_get_color_type(png_, info_);
    return (color == PNG_COLOR_TYPE_GRAY || color == PNG_COLOR_TYPE_PALETTE) && png_get_bit_depth(png_, info_) <= 8;
  }
  bool read_pixels(png_bytep* rows) {
    if (setjmp(png_jmpbuf(png_)) != 0) return false;
    png_set_packing(png_);  // a byte for each pixel, and its number as it is
    png_set_interlace_handling(png_);
    png_read_update_info(png_, info_);
    png_read_image(png_, rows);
    png_read_end(png_, nullptr);
    return true;
  }
  const char* message() const { return source_.message; }

 private:
  LabelSource source_;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
};

}  // namespace

cv::Mat read_label_image(const std::filesystem::path& file) {
  const std::string name = file.string();
  const std::string bytes = io::read_file(file);
  if (bytes.empty()) fail("{}: the image is empty (0 bytes)", name);
  if (png_sig_cmp(reinterpret_cast<png_const_bytep>(bytes.data()), 0, std::min<size_t>(bytes.size(), 8)) != 0)
    fail("{}: a map of classes must be a PNG file", name);
  LabelReader reader(bytes);
  if (!reader.read_header()) fail("{}: the image cannot be decoded as PNG: {}", name, reader.message());
  if (!reader.is_label_map())
    fail("{}: the pixels of a map of classes must be one number of up to 8 bits each, grey or of a palette", name);
  cv::Mat labels(reader.height(), reader.width(), CV_8UC1);
  std::vector<png_bytep> rows;
  for (int y = 0; y < labels.rows; ++y) rows.push_back(labels.ptr(y));
  if (!reader.read_pixels(rows.data())) fail("{}: the image cannot be decoded as PNG: {}", name, reader.message());
  return labels;
}

}  // namespace slipway::image
