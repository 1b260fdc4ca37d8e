// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// BMP of Windows and OS/2, also run-length encoded. Where its writers disagree, this reads as OpenCV does.
#include <array>
#include <climits>
#include <cstdlib>

#include "base/error.h"
#include "base/strings.h"
#include "image/format/format.h"
#include "image/format/reader.h"

namespace slipway::image {
namespace {

enum BmpCompression : uint32_t { kBmpPlain = 0, kBmpRuns8 = 1, kBmpRuns4 = 2, kBmpMasks = 3 };

using BmpColour = std::array<uchar, 3>;  // BGR

struct BmpHeader {
  int32_t width = 0, height = 0;  // a negative height: the first row is the top one
  uint32_t bits = 0;              // of a pixel; 15 where 5 are for each colour
  uint32_t compression = kBmpPlain;
  int32_t offset = 0;  // of the pixels
  std::array<BmpColour, 256> palette{};
};

[[noreturn]] void unknown_bmp(const BmpHeader& header) {
  fail("is a BMP with {} bits for a pixel in compression {}, which cannot be read", header.bits, header.compression);
}

void read_palette(Reader& reader, BmpHeader& header, uint32_t count, size_t entry_size) {
  for (uint32_t i = 0; i < count; ++i) {
    const std::string_view entry = reader.take(entry_size);
    for (size_t c = 0; c < 3; ++c) header.palette[i][c] = static_cast<uchar>(entry[c]);
  }
}

bool known_bmp(const BmpHeader& header) {
  const uint32_t bits = header.bits;
  switch (header.compression) {
    case kBmpPlain:
      return bits == 1 || bits == 4 || bits == 8 || bits == 16 || bits == 24 || bits == 32;
    case kBmpRuns8:
      return bits == 8;
    case kBmpRuns4:
      return bits == 4;
    default:
      return bits == 16 || bits == 32;
  }
}

/// What stands after the size of the header, in headers of Windows.
void read_windows_header(Reader& reader, BmpHeader& header, uint32_t size) {
  header.width = static_cast<int32_t>(reader.little_endian(4));
  header.height = static_cast<int32_t>(reader.little_endian(4));
  header.bits = reader.little_endian(4) >> 16;
  header.compression = reader.little_endian(4);
  reader.skip(12);
  const uint32_t used = reader.little_endian(4);
  if (header.compression > kBmpMasks || !known_bmp(header)) unknown_bmp(header);
  reader.skip(size - 36);
  if (header.bits <= 8) {
    if (used > 256) fail("is damaged: the BMP file states {} colours; 256 are the most", used);
    read_palette(reader, header, used == 0 ? 1U << header.bits : used, 4);
  } else if (header.bits == 16 && header.compression == kBmpMasks) {
    const uint32_t red = reader.little_endian(4);
    const uint32_t green = reader.little_endian(4);
    const uint32_t blue = reader.little_endian(4);
    const bool of_15 = red == 0x7C00 && green == 0x03E0 && blue == 0x001F;
    if (!of_15 && (red != 0xF800 || green != 0x07E0 || blue != 0x001F))
      fail("is a BMP with colours in the bits {:#x}, {:#x} and {:#x}, which cannot be read", red, green, blue);
    if (of_15) header.bits = 15;
  } else if (header.bits == 16) {
    header.bits = 15;
  }
}

void read_os2_header(Reader& reader, BmpHeader& header) {
  header.width = static_cast<int32_t>(reader.little_endian(2));
  header.height = static_cast<int32_t>(reader.little_endian(2));
  header.bits = reader.little_endian(4) >> 16;
  if (!known_bmp(header) || header.bits == 16) unknown_bmp(header);
  if (header.bits <= 8) read_palette(reader, header, 1U << header.bits, 3);
}

BmpHeader read_bmp_header(Reader& reader) {
  BmpHeader header;
  reader.skip(10);
  header.offset = static_cast<int32_t>(reader.little_endian(4));
  const uint32_t size = reader.little_endian(4);
  if (size >= 36 && size <= INT_MAX)
    read_windows_header(reader, header, size);
  else if (size == 12)
    read_os2_header(reader, header);
  else
    fail("is a BMP with a header of {} bytes, which cannot be read", size);
  if (header.offset < 0 || header.height == INT_MIN)
    fail("is damaged: the BMP file states an offset of {} and a height of {}", header.offset, header.height);
  return header;
}

/// Where run-length encoded data are in the picture; they fill it row by row, to its end.
struct BmpCursor {
  cv::Mat& image;
  bool bottom_up;
  int x = 0, y = 0;

  bool done() const { return y >= image.rows; }
  int left() const { return image.cols - x; }
  void put(const BmpColour& colour) {
    uchar* to = image.ptr(bottom_up ? image.rows - 1 - y : y, x++);
    std::copy(colour.begin(), colour.end(), to);
  }
  /// Goes on in the next row where one is full, also with a count of 0.
  void fill(const BmpColour& colour, int64_t count) {
    do {
      for (; count > 0 && left() > 0; --count) put(colour);
      if (left() > 0) continue;
      x = 0;
      if (++y >= image.rows) return;
    } while (count > 0);
  }
};

void check_run(const BmpCursor& cursor, int count) {
  if (count > cursor.left()) fail("is damaged: a run of the BMP file leaves its row");
}

void read_literal(Reader& reader, const BmpHeader& header, int count, BmpCursor& cursor) {
  check_run(cursor, count);
  const bool halves = header.compression == kBmpRuns4;
  const int used = halves ? (count + 1) / 2 : count;
  const std::string_view codes = reader.take(static_cast<size_t>(used + used % 2));
  for (int i = 0; i < count; ++i) {
    const auto code = static_cast<uint8_t>(codes[static_cast<size_t>(halves ? i / 2 : i)]);
    cursor.put(header.palette[!halves ? code : i % 2 == 0 ? code >> 4 : code & 15]);
  }
}

/// A shift's rows are not looked at, and the end mark ends a row only: so OpenCV reads these.
void read_runs4(Reader& reader, const BmpHeader& header, BmpCursor& cursor) {
  while (!cursor.done()) {
    const int count = reader.byte();
    const int code = reader.byte();
    if (count > 0) {
      check_run(cursor, count);
      for (int i = 0; i < count; ++i) cursor.put(header.palette[i % 2 == 0 ? code >> 4 : code & 15]);
    } else if (code > 2) {
      read_literal(reader, header, code, cursor);
    } else {
      int shift = cursor.left();
      if (code == 2) {
        shift = reader.byte();
        reader.skip(1);
      }
      cursor.fill(header.palette[0], shift);
    }
  }
}

void read_runs8(Reader& reader, const BmpHeader& header, BmpCursor& cursor) {
  bool row_filled = false;  // by the last run, so that an end of row after it says nothing new
  while (!cursor.done()) {
    const int count = reader.byte();
    const int code = reader.byte();
    const int row = cursor.y;
    if (count > 0) {
      check_run(cursor, count);
      cursor.fill(header.palette[static_cast<size_t>(code)], count);
      row_filled = cursor.y != row;
    } else if (code > 2) {
      read_literal(reader, header, code, cursor);
      row_filled = false;
    } else {
      if (code != 0 || !row_filled || cursor.x > 0) {
        int64_t shift = cursor.left();
        int rows = code == 0 ? 0 : cursor.image.rows - cursor.y;
        if (code == 2) {
          shift = reader.byte();
          rows = reader.byte();
        }
        cursor.fill(header.palette[0], shift + int64_t{rows} * cursor.image.cols);
      }
      row_filled = false;
    }
  }
}

void read_bmp_row(const BmpHeader& header, std::string_view data, uchar* row) {
  const auto byte = [&](int i) { return static_cast<uint8_t>(data[static_cast<size_t>(i)]); };
  const auto bits = static_cast<int>(header.bits);
  for (int x = 0; x < header.width; ++x, row += 3) {
    if (bits <= 8) {
      const int in_byte = 8 / bits;
      const int code = byte(x / in_byte) >> (8 - bits - x % in_byte * bits) & ((1 << bits) - 1);
      std::copy_n(header.palette[static_cast<size_t>(code)].begin(), 3, row);
    } else if (bits <= 16) {
      const int value = byte(2 * x) | byte(2 * x + 1) << 8;
      row[0] = static_cast<uchar>(value << 3 & 0xF8);
      row[1] = static_cast<uchar>(bits == 15 ? value >> 2 & 0xF8 : value >> 3 & 0xFC);
      row[2] = static_cast<uchar>(bits == 15 ? value >> 7 & 0xF8 : value >> 8 & 0xF8);
    } else {
      for (int c = 0; c < 3; ++c) row[c] = byte(x * bits / 8 + c);
    }
  }
}

bool is_bmp(std::string_view bytes) { return starts_with(bytes, "BM"); }

cv::Mat decode_bmp(std::string_view bytes) {
  Reader reader(bytes);
  BmpHeader header = read_bmp_header(reader);
  cv::Mat image = blank_picture(header.width, std::abs(header.height));
  constexpr size_t kMaxBytes = size_t{1} << 30;
  if (image.total() * 3 >= kMaxBytes) fail("is too large: {} x {} pixels of a BMP file", image.cols, image.rows);
  reader.seek(static_cast<size_t>(header.offset));
  const bool bottom_up = header.height > 0;
  if (header.compression == kBmpRuns4 || header.compression == kBmpRuns8) {
    BmpCursor cursor{image, bottom_up};
    header.compression == kBmpRuns4 ? read_runs4(reader, header, cursor) : read_runs8(reader, header, cursor);
    return image;
  }
  const size_t row_bits = static_cast<size_t>(header.width) * (header.bits == 15 ? 16 : header.bits);
  const size_t row_size = ((row_bits + 7) / 8 + 3) / 4 * 4;
  for (int y = 0; y < image.rows; ++y)
    read_bmp_row(header, reader.take(row_size), image.ptr(bottom_up ? image.rows - 1 - y : y));
  return image;
}

const Registration kBmp(formats(), "BMP", Format{is_bmp, decode_bmp});

}  // namespace
}  // namespace slipway::image
