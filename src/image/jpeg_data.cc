// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// OpenCV decodes JPEG by the same libjpeg, but answers damage with a remark on stderr and made-up pixels. Reading the
// data once more to find damage would cost a quarter of all loading, so this decodes with OpenCV's settings: libjpeg's
// defaults.
#include "image/jpeg_data.h"

#include <csetjmp>
#include <cstdio>
#include <vector>

// After <cstdio>, which they need.
#include <jpeglib.h>

#include <jerror.h>

#include <opencv2/imgcodecs.hpp>

#include "image/exif.h"

namespace slipway::image {
namespace {

constexpr unsigned kMaxSegment = 0xFFFF;

struct Watcher {
  jpeg_error_mgr manager;  // first, so that libjpeg's pointer is one to the whole
  std::jmp_buf back;
  bool damaged;
};

void on_error(j_common_ptr info) { std::longjmp(reinterpret_cast<Watcher*>(info->err)->back, 1); }

void on_message(j_common_ptr info, int level) {
  auto* watcher = reinterpret_cast<Watcher*>(info->err);
  const int code = watcher->manager.msg_code;
  // Stray bytes before a marker do no harm and are found in many a camera's files.
  if (level < 0 &&
      (code == JWRN_HIT_MARKER || code == JWRN_HUFF_BAD_CODE || code == JWRN_JPEG_EOF || code == JWRN_MUST_RESYNC))
    watcher->damaged = true;
}

void on_output(j_common_ptr) {}

/// libjpeg with its errors as return values. It leaves by longjmp, so no member function that calls it has anything
/// with a destructor in it.
class Decompressor {
 public:
  explicit Decompressor(std::string_view bytes) : bytes_(bytes) {
    info_.err = jpeg_std_error(&watcher_.manager);
    watcher_.manager.error_exit = on_error;
    watcher_.manager.emit_message = on_message;
    watcher_.manager.output_message = on_output;
    watcher_.damaged = false;
    // Needs no decompressor to be there.
    info_.mem = nullptr;
  }
  ~Decompressor() { jpeg_destroy_decompress(&info_); }
  Decompressor(const Decompressor&) = delete;
  Decompressor& operator=(const Decompressor&) = delete;

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
  /// All pixels as BGR. @return false where libjpeg gives up or the data is damaged
  bool read_pixels(unsigned char* pixels, size_t row_size) {
    if (setjmp(watcher_.back) != 0) return false;
    info_.out_color_space = JCS_EXT_BGR;
    jpeg_start_decompress(&info_);
    while (info_.output_scanline < info_.output_height && !watcher_.damaged) {
      JSAMPROW rows[1] = {pixels + row_size * info_.output_scanline};
      jpeg_read_scanlines(&info_, rows, 1);
    }
    return !watcher_.damaged;
  }
  /// All the data, but of each 8x8 block one pixel only, which nobody keeps.
  /// @param row long enough for one row
  void read_through(unsigned char* row, size_t row_size) {
    if (setjmp(watcher_.back) != 0) return;
    info_.scale_num = 1;
    info_.scale_denom = 8;
    info_.dct_method = JDCT_IFAST;
    info_.do_fancy_upsampling = FALSE;
    jpeg_start_decompress(&info_);
    const size_t needed = static_cast<size_t>(info_.output_width) * static_cast<size_t>(info_.output_components);
    while (needed <= row_size && info_.output_scanline < info_.output_height && !watcher_.damaged) {
      JSAMPROW rows[1] = {row};
      jpeg_read_scanlines(&info_, rows, 1);
    }
  }

  bool damaged() const { return watcher_.damaged; }
  const jpeg_decompress_struct& info() const { return info_; }

 private:
  std::string_view bytes_;
  Watcher watcher_;
  jpeg_decompress_struct info_;
};

bool has_huffman_table(const jpeg_decompress_struct& info) {
  for (int i = 0; i < NUM_HUFF_TBLS; ++i)
    if (info.dc_huff_tbl_ptrs[i] != nullptr || info.ac_huff_tbl_ptrs[i] != nullptr) return true;
  return false;
}

/// How the picture must be turned; none for kinds of files that are better left to OpenCV.
std::optional<int> known_kind(const jpeg_decompress_struct& info) {
  constexpr size_t kMaxPixels = size_t{1} << 30;  // OpenCV refuses more
  const bool grey = info.num_components == 1 && info.jpeg_color_space == JCS_GRAYSCALE;
  const bool colour =
      info.num_components == 3 && (info.jpeg_color_space == JCS_YCbCr || info.jpeg_color_space == JCS_RGB);
  if (!grey && !colour) return std::nullopt;
  if (info.data_precision != 8 || info.arith_code || !has_huffman_table(info)) return std::nullopt;
  if (size_t{info.image_width} * info.image_height > kMaxPixels) return std::nullopt;
  if (info.marker_list == nullptr) return 1;
  return exif_orientation({reinterpret_cast<const char*>(info.marker_list->data), info.marker_list->data_length});
}

JpegData decode(std::string_view bytes, bool read_only) {
  JpegData result;
  Decompressor jpeg(bytes);
  if (jpeg.read_header()) {
    const std::optional<int> orientation = read_only ? std::nullopt : known_kind(jpeg.info());
    if (orientation) {
      cv::Mat image(static_cast<int>(jpeg.info().image_height), static_cast<int>(jpeg.info().image_width), CV_8UC3);
      if (jpeg.read_pixels(image.ptr(), image.step)) {
        turn_upright(image, *orientation);
        result.image = image;
      }
    } else {
      std::vector<unsigned char> row(65536);  // an eighth of the widest JPEG, in 8 components
      jpeg.read_through(row.data(), row.size());
    }
  }
  if (jpeg.damaged()) result.problem = "is damaged: its compressed data breaks off or holds invalid codes";
  return result;
}

/// OpenCV may have been built with a libjpeg of its own, which may round otherwise.
bool is_like_opencvs() {
  cv::Mat picture(37, 53, CV_8UC3);
  uint32_t state = 1;
  for (int y = 0; y < picture.rows; ++y)
    for (int x = 0; x < picture.cols * 3; ++x) {
      state = state * 1664525U + 1013904223U;
      picture.ptr(y)[x] = static_cast<uchar>(((x * 5 + y * 3) & 0x7F) + (state >> 25));
    }
  for (const int quality : {50, 95}) {
    std::vector<uchar> bytes;  // with OpenCV's default of halved colour
    cv::imencode(".jpg", picture, bytes, {cv::IMWRITE_JPEG_QUALITY, quality});
    const cv::Mat ours = decode({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, false).image;
    const cv::Mat theirs = cv::imdecode(bytes, cv::IMREAD_COLOR);
    if (ours.size() != theirs.size() || cv::norm(ours, theirs, cv::NORM_INF) != 0) return false;
  }
  return true;
}

}  // namespace

bool decodes_jpeg() {
  static const bool kSame = [] {
    try {
      return is_like_opencvs();
    } catch (const cv::Exception&) {
      return false;
    }
  }();
  return kSame;
}

JpegData decode_jpeg(std::string_view bytes) { return decode(bytes, !decodes_jpeg()); }

}  // namespace slipway::image
