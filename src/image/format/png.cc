// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <png.h>

#include <csetjmp>
#include <cstring>
#include <vector>

#include "base/strings.h"
#include "image/exif.h"
#include "image/format/format.h"

namespace slipway::image {
namespace {

constexpr size_t kPngMessage = 200;

struct PngSource {
  std::string_view bytes;
  size_t position;
  char message[kPngMessage];
};

void png_read(png_structp png, png_bytep to, size_t count) {
  auto* source = static_cast<PngSource*>(png_get_io_ptr(png));
  if (source->bytes.size() - source->position < count) png_error(png, "the file ends early");
  std::memcpy(to, source->bytes.data() + source->position, count);
  source->position += count;
}

[[noreturn]] void png_on_error(png_structp png, png_const_charp message) {
  auto* source = static_cast<PngSource*>(png_get_error_ptr(png));
  std::strncpy(source->message, message, kPngMessage - 1);
  source->message[kPngMessage - 1] = '\0';
  png_longjmp(png, 1);
}

void png_on_warning(png_structp, png_const_charp) {}

/// libpng with its errors as return values. It leaves by longjmp, so no member function that calls it has anything with
/// a destructor in it.
class PngDecoder {
 public:
  explicit PngDecoder(std::string_view bytes) : source_{bytes, 0, {}} {
    png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, &source_, png_on_error, png_on_warning);
    if (png_ == nullptr) return;
    info_ = png_create_info_struct(png_);
    end_ = png_create_info_struct(png_);
  }
  ~PngDecoder() { png_destroy_read_struct(&png_, &info_, &end_); }
  PngDecoder(const PngDecoder&) = delete;
  PngDecoder& operator=(const PngDecoder&) = delete;

  bool read_header() {
    if (info_ == nullptr || end_ == nullptr || setjmp(png_jmpbuf(png_)) != 0) return false;
    png_set_read_fn(png_, &source_, png_read);
    png_read_info(png_, info_);
    return true;
  }
  uint32_t width() const { return png_get_image_width(png_, info_); }
  uint32_t height() const { return png_get_image_height(png_, info_); }

  /// All pixels as BGR, in the order in which OpenCV asks for it.
  bool read_pixels(png_bytep* rows) {
    if (setjmp(png_jmpbuf(png_)) != 0) return false;
    const int colour = png_get_color_type(png_, info_);
    const int depth = png_get_bit_depth(png_, info_);
    if (depth == 16) png_set_strip_16(png_);
    png_set_strip_alpha(png_);
    if (colour == PNG_COLOR_TYPE_PALETTE) png_set_palette_to_rgb(png_);
    if ((colour & PNG_COLOR_MASK_COLOR) != 0) {
      png_set_bgr(png_);
    } else {
      if (depth < 8) png_set_expand_gray_1_2_4_to_8(png_);
      png_set_gray_to_rgb(png_);
    }
    png_set_interlace_handling(png_);
    png_read_update_info(png_, info_);
    png_read_image(png_, rows);
    png_read_end(png_, end_);
    return true;
  }
  /// Before or after the pixels; empty where there are none.
  std::string_view exif() const {
    for (png_infop info : {info_, end_}) {
      png_uint_32 size = 0;
      png_bytep data = nullptr;
      if (png_get_valid(png_, info, PNG_INFO_eXIf) != 0 && png_get_eXIf_1(png_, info, &size, &data) != 0)
        return {reinterpret_cast<const char*>(data), size};
    }
    return {};
  }
  const char* message() const { return source_.message; }

 private:
  PngSource source_;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
  png_infop end_ = nullptr;
};

bool is_png(std::string_view bytes) {
  using std::string_view_literals::operator""sv;
  return starts_with(bytes, "\x89PNG\r\n\x1A\n"sv);
}

cv::Mat decode_png(std::string_view bytes) {
  PngDecoder png(bytes);
  if (!png.read_header()) fail("cannot be decoded as PNG: {}", png.message());
  cv::Mat image = blank_picture(png.width(), png.height());
  std::vector<png_bytep> rows;
  for (int y = 0; y < image.rows; ++y) rows.push_back(image.ptr(y));
  if (!png.read_pixels(rows.data())) fail("cannot be decoded as PNG: {}", png.message());
  turn_upright(image, exif_orientation(png.exif()));
  return image;
}

const Registration kPng(formats(), "PNG", Format{is_png, decode_png});

}  // namespace
}  // namespace slipway::image
