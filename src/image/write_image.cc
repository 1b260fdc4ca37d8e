// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// As OpenCV writes them, to the byte.
#include <png.h>
#include <zlib.h>

#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <vector>

// After <cstdio>, which it needs.
#include <jpeglib.h>

#include "base/error.h"
#include "base/io.h"
#include "base/strings.h"
#include "image/image.h"

namespace slipway::image {
namespace {

constexpr int kJpegQuality = 95;

struct JpegFailure {
  jpeg_error_mgr manager;  // first, so that libjpeg's pointer is one to the whole
  std::jmp_buf back;
};

void leave_jpeg(j_common_ptr info) { std::longjmp(reinterpret_cast<JpegFailure*>(info->err)->back, 1); }

/// No C++ objects in here: libjpeg leaves by longjmp.
/// @param bytes to be freed with free() where all went well
bool compress_jpeg(const cv::Mat& image, unsigned char** bytes, unsigned long* size) {
  jpeg_compress_struct info;
  JpegFailure failure;
  info.err = jpeg_std_error(&failure.manager);
  failure.manager.error_exit = leave_jpeg;
  info.mem = nullptr;
  if (setjmp(failure.back) != 0) {
    jpeg_destroy_compress(&info);
    return false;
  }
  jpeg_create_compress(&info);
  jpeg_mem_dest(&info, bytes, size);
  info.image_width = static_cast<JDIMENSION>(image.cols);
  info.image_height = static_cast<JDIMENSION>(image.rows);
  info.input_components = image.channels();
  info.in_color_space = image.channels() == 1 ? JCS_GRAYSCALE : image.channels() == 3 ? JCS_EXT_BGR : JCS_EXT_BGRX;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, kJpegQuality, TRUE);
  jpeg_start_compress(&info, TRUE);
  while (info.next_scanline < info.image_height) {
    JSAMPROW row = const_cast<JSAMPROW>(image.ptr(static_cast<int>(info.next_scanline)));
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  jpeg_destroy_compress(&info);
  return true;
}

/// Empty where a side has more pixels than a JPEG can (65500), or libjpeg gives up.
std::string encode_jpeg(const cv::Mat& image) {
  if (image.cols > JPEG_MAX_DIMENSION || image.rows > JPEG_MAX_DIMENSION) return {};
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  const bool done = compress_jpeg(image, &bytes, &size);
  if (!done) return {};  // the bytes are lost: libjpeg may have freed them already
  const std::unique_ptr<unsigned char, decltype(&std::free)> owner(bytes, std::free);
  return {reinterpret_cast<const char*>(bytes), size};
}

void append_png(png_structp png, png_bytep data, size_t size) {
  static_cast<std::string*>(png_get_io_ptr(png))->append(reinterpret_cast<const char*>(data), size);
}

void flush_png(png_structp) {}
[[noreturn]] void leave_png(png_structp png, png_const_charp) { png_longjmp(png, 1); }
void ignore_png(png_structp, png_const_charp) {}

/// No C++ objects in here but those of the caller: libpng leaves by longjmp.
bool compress_png(const cv::Mat& image, png_structp png, png_infop info, std::string* bytes) {
  if (setjmp(png_jmpbuf(png)) != 0) return false;
  png_set_write_fn(png, bytes, append_png, flush_png);
  png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_SUB);
  png_set_compression_level(png, Z_BEST_SPEED);
  png_set_compression_strategy(png, Z_RLE);
  const int kinds[] = {PNG_COLOR_TYPE_GRAY, 0, PNG_COLOR_TYPE_RGB, PNG_COLOR_TYPE_RGBA};
  png_set_IHDR(png, info, static_cast<png_uint_32>(image.cols), static_cast<png_uint_32>(image.rows), 8,
               kinds[image.channels() - 1], PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_write_info(png, info);
  png_set_bgr(png);
  for (int y = 0; y < image.rows; ++y) png_write_row(png, image.ptr(y));
  png_write_end(png, info);
  return true;
}

std::string encode_png(const cv::Mat& image) {
  std::string bytes;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, leave_png, ignore_png);
  png_infop info = png == nullptr ? nullptr : png_create_info_struct(png);
  const bool done = info != nullptr && compress_png(image, png, info, &bytes);
  png_destroy_write_struct(&png, &info);
  return done ? bytes : "";
}

}  // namespace

void write_image(const std::filesystem::path& file, const cv::Mat& image) {
  if (image.empty()) fail("{}: there is no picture to write", file.string());
  if (image.depth() != CV_8U || image.channels() == 2 || image.channels() > 4)
    throw InternalError(fmt::format("{}: a picture of OpenCV's type {} is to be written", file.string(), image.type()));
  const std::string extension = to_lower(file.extension().string());
  const bool jpeg = extension == ".jpg" || extension == ".jpeg";
  if (!jpeg && extension != ".png")
    fail("{}: pictures are written as .jpg or .png, not '{}'", file.string(), file.extension().string());
  const std::string bytes = jpeg ? encode_jpeg(image) : encode_png(image);
  if (bytes.empty()) fail("{}: {} x {} pixels are too many for this format", file.string(), image.cols, image.rows);
  io::write_file(file, bytes);
}

}  // namespace slipway::image
