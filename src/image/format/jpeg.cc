// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// With libjpeg's defaults, which are OpenCV's settings. OpenCV answers damage with a remark on stderr and made-up
// pixels; here it is an error, found in the same pass.
#include <csetjmp>
#include <cstdio>
#include <vector>

// After <cstdio>, which they need.
#include <jpeglib.h>

#include <jerror.h>

#include "base/strings.h"
#include "image/exif.h"
#include "image/format/format.h"

#ifndef LIBJPEG_TURBO_VERSION
#error "libjpeg-turbo is needed: other libjpegs round otherwise than OpenCV's"
#endif

namespace slipway::image {
namespace {

constexpr unsigned kMaxSegment = 0xFFFF;

struct JpegWatcher {
  jpeg_error_mgr manager;  // first, so that libjpeg's pointer is one to the whole
  std::jmp_buf back;
  bool damaged;
  char message[JMSG_LENGTH_MAX];  // of what libjpeg gave up on
};

void jpeg_on_error(j_common_ptr info) {
  auto* watcher = reinterpret_cast<JpegWatcher*>(info->err);
  watcher->manager.format_message(info, watcher->message);
  std::longjmp(watcher->back, 1);
}

void jpeg_on_message(j_common_ptr info, int level) {
  auto* watcher = reinterpret_cast<JpegWatcher*>(info->err);
  const int code = watcher->manager.msg_code;
  // Stray bytes before a marker do no harm and are found in many a camera's files.
  if (level < 0 &&
      (code == JWRN_HIT_MARKER || code == JWRN_HUFF_BAD_CODE || code == JWRN_JPEG_EOF || code == JWRN_MUST_RESYNC))
    watcher->damaged = true;
}

void jpeg_on_output(j_common_ptr) {}

/// Cyan, magenta, yellow and black as most programs store them, inverted (0 is full), to BGR with OpenCV's rounding.
void mix_inks(const unsigned char* inks, unsigned width, unsigned char* bgr) {
  for (unsigned x = 0; x < width; ++x, inks += 4, bgr += 3)
    for (int c = 0; c < 3; ++c) bgr[2 - c] = static_cast<unsigned char>(inks[3] - ((255 - inks[c]) * inks[3] >> 8));
}

/// libjpeg with its errors as return values. It leaves by longjmp, so no member function that calls it has anything
/// with a destructor in it.
class JpegDecoder {
 public:
  explicit JpegDecoder(std::string_view bytes) : bytes_(bytes) {
    info_.err = jpeg_std_error(&watcher_.manager);
    watcher_.manager.error_exit = jpeg_on_error;
    watcher_.manager.emit_message = jpeg_on_message;
    watcher_.manager.output_message = jpeg_on_output;
    watcher_.damaged = false;
    watcher_.message[0] = '\0';
    // Needs no decompressor to be there.
    info_.mem = nullptr;
  }
  ~JpegDecoder() { jpeg_destroy_decompress(&info_); }
  JpegDecoder(const JpegDecoder&) = delete;
  JpegDecoder& operator=(const JpegDecoder&) = delete;

  /// @return false where libjpeg takes the file for broken
  bool read_header() {
    if (setjmp(watcher_.back) != 0) return false;
    jpeg_create_decompress(&info_);
    jpeg_mem_src(&info_, reinterpret_cast<const unsigned char*>(bytes_.data()),
                 static_cast<unsigned long>(bytes_.size()));
    jpeg_save_markers(&info_, JPEG_APP0 + 1, kMaxSegment);
    jpeg_read_header(&info_, TRUE);
    return true;
  }
  /// All pixels as BGR.
  /// @param inks room for a row of four components, where the file has those
  /// @return false where libjpeg gives up or the data is damaged
  bool read_pixels(unsigned char* pixels, size_t row_size, unsigned char* inks) {
    if (setjmp(watcher_.back) != 0) return false;
    const bool four = info_.num_components == 4;
    info_.out_color_space = four ? JCS_CMYK : JCS_EXT_BGR;
    jpeg_start_decompress(&info_);
    while (info_.output_scanline < info_.output_height && !watcher_.damaged) {
      unsigned char* row = pixels + row_size * info_.output_scanline;
      JSAMPROW rows[1] = {four ? inks : row};
      jpeg_read_scanlines(&info_, rows, 1);
      if (four) mix_inks(inks, info_.output_width, row);
    }
    return !watcher_.damaged;
  }

  bool damaged() const { return watcher_.damaged; }
  const char* message() const { return watcher_.message; }
  const jpeg_decompress_struct& info() const { return info_; }

 private:
  std::string_view bytes_;
  JpegWatcher watcher_;
  jpeg_decompress_struct info_;
};

/// Contents of the first APP1 segment from its TIFF header on.
std::string_view exif_of(const jpeg_decompress_struct& info) {
  constexpr unsigned kPrefix = 6;  // "Exif" and two zeros, which OpenCV skips without a look
  if (info.marker_list == nullptr || info.marker_list->data_length <= kPrefix) return {};
  return {reinterpret_cast<const char*>(info.marker_list->data) + kPrefix, info.marker_list->data_length - kPrefix};
}

bool is_jpeg(std::string_view bytes) { return starts_with(bytes, "\xFF\xD8\xFF"); }

cv::Mat decode_jpeg(std::string_view bytes) {
  JpegDecoder jpeg(bytes);
  if (!jpeg.read_header()) fail("cannot be decoded as JPEG: {}", jpeg.message());
  cv::Mat image = blank_picture(jpeg.info().image_width, jpeg.info().image_height);
  std::vector<unsigned char> inks(jpeg.info().num_components == 4 ? size_t{jpeg.info().image_width} * 4 : 0);
  if (!jpeg.read_pixels(image.ptr(), image.step, inks.data())) {
    if (jpeg.damaged()) fail("is damaged: its compressed data breaks off or holds invalid codes");
    fail("cannot be decoded as JPEG: {}", jpeg.message());
  }
  turn_upright(image, exif_orientation(exif_of(jpeg.info())));
  return image;
}

const Registration kJpeg(formats(), "JPEG", Format{is_jpeg, decode_jpeg});

}  // namespace
}  // namespace slipway::image
