// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Netpbm's formats: P1 to P3 in digits, P4 to P6 in bytes; bits, grey, colour. As OpenCV reads them: samples of up to 8
// bits are stretched to 255 in digits and taken as they are in bytes; of 16 bits the upper 8 are taken.
#include <climits>

#include "base/error.h"
#include "image/format/format.h"
#include "image/format/reader.h"

namespace slipway::image {
namespace {

struct PnmHeader {
  int kind = 0;  // the digit after the P
  int width = 0, height = 0, largest = 1;
  bool in_bytes() const { return kind >= 4; }
  bool bits() const { return kind == 1 || kind == 4; }
  int channels() const { return kind == 3 || kind == 6 ? 3 : 1; }
};

bool is_space(int c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_digit(int c) { return c >= '0' && c <= '9'; }

/// The next number, and one byte after it, which separates.
/// @param one_digit numbers have one digit, and none need separate them
int pnm_number(Reader& reader, bool one_digit = false) {
  int c = reader.byte();
  while (!is_digit(c)) {
    if (c == '#') {
      while (c != '\n' && c != '\r') c = reader.byte();
    } else if (!is_space(c)) {
      fail("is damaged: byte {} of the PNM file is {:#04x} where a number is expected", reader.position() - 1, c);
    }
    c = reader.byte();
  }
  int64_t value = c - '0';
  while (!one_digit && is_digit(c = reader.byte())) {
    value = value * 10 + (c - '0');
    if (value > INT_MAX) fail("is damaged: a number of the PNM file is too large");
  }
  return static_cast<int>(value);
}

/// A sample as u8.
int pnm_sample(Reader& reader, const PnmHeader& header) {
  const bool wide = header.largest > 255;
  if (header.in_bytes()) {
    const int first = reader.byte();
    if (wide) reader.byte();
    return first;
  }
  const int value = std::min(pnm_number(reader), header.largest);
  return wide ? value >> 8 : value * 255 / header.largest;
}

void read_bits(Reader& reader, const PnmHeader& header, uchar* row) {
  int packed = 0;
  for (int x = 0; x < header.width; ++x) {
    if (header.in_bytes() && x % 8 == 0) packed = reader.byte();
    const bool black = header.in_bytes() ? (packed << x % 8 & 0x80) != 0 : pnm_number(reader, true) != 0;
    row[3 * x] = row[3 * x + 1] = row[3 * x + 2] = black ? 0 : 255;
  }
}

bool is_pnm(std::string_view bytes) {
  return bytes.size() >= 3 && bytes[0] == 'P' && bytes[1] >= '1' && bytes[1] <= '6' && is_space(bytes[2]);
}

cv::Mat decode_pnm(std::string_view bytes) {
  Reader reader(bytes);
  PnmHeader header;
  reader.skip(1);
  header.kind = reader.byte() - '0';
  header.width = pnm_number(reader);
  header.height = pnm_number(reader);
  if (!header.bits()) header.largest = pnm_number(reader);
  if (header.largest < 1 || header.largest > 65535)
    fail("is damaged: the PNM file states {} as its largest value, not 1 to 65535", header.largest);
  cv::Mat image = blank_picture(header.width, header.height);
  for (int y = 0; y < header.height; ++y) {
    uchar* row = image.ptr(y);
    if (header.bits()) {
      read_bits(reader, header, row);
      continue;
    }
    for (int x = 0; x < header.width; ++x, row += 3)
      for (int c = 2; c >= 0; --c)
        row[c] = header.channels() == 1 && c < 2 ? row[2] : static_cast<uchar>(pnm_sample(reader, header));
  }
  return image;
}

const Registration kPnm(formats(), "PNM", Format{is_pnm, decode_pnm});

}  // namespace
}  // namespace slipway::image
