// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <csetjmp>
#include <cstdio>
#include <vector>

// After <cstdio>, which they need.
#include <jpeglib.h>

#include <jerror.h>

#include "runtime/image_structure.h"

namespace slipway::runtime {
namespace {

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

/// libjpeg leaves by longjmp: nothing here may have a destructor.
bool is_damaged(const unsigned char* data, size_t size, unsigned char* row, size_t row_size) {
  Watcher watcher;
  jpeg_decompress_struct info;
  info.err = jpeg_std_error(&watcher.manager);
  watcher.manager.error_exit = on_error;
  watcher.manager.emit_message = on_message;
  watcher.manager.output_message = on_output;
  watcher.damaged = false;
  if (setjmp(watcher.back) != 0) {
    // An error, not a warning: OpenCV will meet it as well and say so.
    jpeg_destroy_decompress(&info);
    return watcher.damaged;
  }
  jpeg_create_decompress(&info);
  jpeg_mem_src(&info, data, static_cast<unsigned long>(size));
  jpeg_read_header(&info, TRUE);
  // All the data is read, but a pixel is made of each 8x8 block only.
  info.scale_num = 1;
  info.scale_denom = 8;
  info.dct_method = JDCT_IFAST;
  info.do_fancy_upsampling = FALSE;
  jpeg_start_decompress(&info);
  const size_t needed = static_cast<size_t>(info.output_width) * static_cast<size_t>(info.output_components);
  while (needed <= row_size && info.output_scanline < info.output_height && !watcher.damaged) {
    JSAMPROW rows[1] = {row};
    jpeg_read_scanlines(&info, rows, 1);
  }
  jpeg_destroy_decompress(&info);
  return watcher.damaged;
}

}  // namespace

std::string check_jpeg_data(std::string_view bytes) {
  std::vector<unsigned char> row(65536);  // an eighth of the widest JPEG, in 8 components
  const bool damaged =
      is_damaged(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), row.data(), row.size());
  return damaged ? "is damaged: its compressed data breaks off or holds invalid codes" : "";
}

}  // namespace slipway::runtime
