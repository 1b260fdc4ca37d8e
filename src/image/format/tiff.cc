// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// libtiff makes RGBA of any TIFF that it knows, strip by strip or tile by tile, from the bottom up; which files OpenCV
// lets pass to that, and how it turns the result, is what stands here.
#include <tiffio.h>

#include <cstring>
#include <limits>
#include <memory>
#include <vector>

#include "base/strings.h"
#include "image/format/format.h"

namespace slipway::image {
namespace {

struct TiffSource {
  std::string_view bytes;
  size_t position = 0;
  std::string message;  // of the first error
};

TiffSource& tiff_source(thandle_t handle) { return *static_cast<TiffSource*>(handle); }

tmsize_t tiff_read(thandle_t handle, void* to, tmsize_t count) {
  TiffSource& source = tiff_source(handle);
  const size_t n = std::min(static_cast<size_t>(count), source.bytes.size() - source.position);
  std::memcpy(to, source.bytes.data() + source.position, n);
  source.position += n;
  return static_cast<tmsize_t>(n);
}

tmsize_t tiff_write(thandle_t, void*, tmsize_t) { return 0; }

toff_t tiff_seek(thandle_t handle, toff_t offset, int whence) {
  TiffSource& source = tiff_source(handle);
  toff_t position = offset;
  if (whence == SEEK_CUR) position += source.position;
  if (whence == SEEK_END) position += source.bytes.size();
  source.position = std::min<toff_t>(position, source.bytes.size());
  return source.position;
}

int tiff_close(thandle_t) { return 0; }
toff_t tiff_size(thandle_t handle) { return tiff_source(handle).bytes.size(); }

// Not the library's global handlers: those belong to the program that this library is part of.
int tiff_on_error(TIFF*, void* user, const char*, const char* format, va_list arguments) {
  auto& message = static_cast<TiffSource*>(user)->message;
  char text[200];
  if (message.empty() && std::vsnprintf(text, sizeof text, format, arguments) > 0) message = text;
  return 1;
}

int tiff_on_warning(TIFF*, void*, const char*, const char*, va_list) { return 1; }

using TiffFile = std::unique_ptr<TIFF, decltype(&TIFFClose)>;

TiffFile open_tiff(TiffSource& source) {
  const std::unique_ptr<TIFFOpenOptions, decltype(&TIFFOpenOptionsFree)> options(TIFFOpenOptionsAlloc(),
                                                                                 TIFFOpenOptionsFree);
  TIFFOpenOptionsSetErrorHandlerExtR(options.get(), tiff_on_error, &source);
  TIFFOpenOptionsSetWarningHandlerExtR(options.get(), tiff_on_warning, nullptr);
  return TiffFile(TIFFClientOpenExt("", "r", &source, tiff_read, tiff_write, tiff_seek, tiff_close, tiff_size, nullptr,
                                    nullptr, options.get()),
                  TIFFClose);
}

template <typename T>
T required(TIFF* tiff, uint32_t tag, const char* name) {
  T value{};
  if (TIFFGetField(tiff, tag, &value) == 0) fail("is damaged: the TIFF file does not state its {}", name);
  return value;
}

template <typename T>
T field_or(TIFF* tiff, uint32_t tag, T value) {
  TIFFGetField(tiff, tag, &value);
  return value;
}

struct TiffLayout {
  uint32_t width, height, block_width, block_height;
  uint16_t orientation;
  bool tiled;
};

/// Refuses what OpenCV refuses although libtiff may know it.
void check_samples(uint16_t bits, uint16_t channels, uint16_t photometric, uint16_t format) {
  if (channels == 3 && photometric == PHOTOMETRIC_LOGLUV) return;
  if (channels < 1 || channels > 4) fail("is a TIFF with {} channels; 1 to 4 can be read", channels);
  // Kinds of pictures of which OpenCV leaves the bits to libtiff.
  if (bits > 8 && (photometric > PHOTOMETRIC_RGB || channels == 2)) bits = 8;
  const bool whole = format == SAMPLEFORMAT_UINT || format == SAMPLEFORMAT_INT;
  const bool known = bits == 1 || bits == 8 || bits == 10 || bits == 12 || bits == 14 || bits == 16;
  const bool real = format == SAMPLEFORMAT_IEEEFP;
  if ((known && whole) || (bits == 32 && (real || format == SAMPLEFORMAT_INT)) || (bits == 64 && real)) return;
  fail("is a TIFF with samples of {} bits in format {}, which cannot be read", bits, format);
}

TiffLayout tiff_layout(TIFF* tiff) {
  TiffLayout layout{};
  layout.width = required<uint32_t>(tiff, TIFFTAG_IMAGEWIDTH, "width");
  layout.height = required<uint32_t>(tiff, TIFFTAG_IMAGELENGTH, "height");
  const auto photometric = required<uint16_t>(tiff, TIFFTAG_PHOTOMETRIC, "kind of colours");
  const bool grey = photometric == PHOTOMETRIC_MINISWHITE || photometric == PHOTOMETRIC_MINISBLACK;
  const auto channels = field_or<uint16_t>(tiff, TIFFTAG_SAMPLESPERPIXEL, grey ? 1 : 3);
  const auto bits = field_or<uint16_t>(tiff, TIFFTAG_BITSPERSAMPLE, 1);
  check_samples(bits, channels, photometric, field_or<uint16_t>(tiff, TIFFTAG_SAMPLEFORMAT, SAMPLEFORMAT_UINT));
  layout.orientation = field_or<uint16_t>(tiff, TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT);
  layout.tiled = TIFFIsTiled(tiff) != 0;
  layout.block_width = layout.width;
  if (layout.tiled) {
    layout.block_width = required<uint32_t>(tiff, TIFFTAG_TILEWIDTH, "tiles' width");
    layout.block_height = required<uint32_t>(tiff, TIFFTAG_TILELENGTH, "tiles' height");
  } else {
    layout.block_height = field_or<uint32_t>(tiff, TIFFTAG_ROWSPERSTRIP, 0);
    if (layout.block_height == std::numeric_limits<uint32_t>::max()) layout.block_height = 0;
  }
  if (layout.block_width == 0) layout.block_width = layout.width;
  if (layout.block_height == 0) layout.block_height = layout.height;
  constexpr uint32_t kMaxSide = 1U << 24;
  constexpr uint64_t kMaxBytes = uint64_t{1} << 30;
  if (layout.block_width > kMaxSide || layout.block_height > kMaxSide ||
      uint64_t{layout.block_width} * layout.block_height * channels * std::max(1, bits / 8) >= kMaxBytes)
    fail("is too large: a strip or tile of the TIFF file is {} x {} pixels", layout.block_width, layout.block_height);
  return layout;
}

void read_blocks(TIFF* tiff, const TiffLayout& layout, const std::string& message, cv::Mat& image) {
  const uint32_t rows = layout.tiled ? layout.block_height : std::min(layout.block_height, layout.height);
  std::vector<uint32_t> block(size_t{layout.block_width} * rows);
  // libtiff turns each block by itself; between them the order is still that of the file.
  const bool upside_down = layout.orientation == ORIENTATION_BOTRIGHT || layout.orientation == ORIENTATION_RIGHTBOT ||
                           layout.orientation == ORIENTATION_BOTLEFT || layout.orientation == ORIENTATION_LEFTBOT;
  for (uint32_t y = 0; y < layout.height; y += layout.block_height) {
    const uint32_t height = std::min(layout.block_height, layout.height - y);
    const uint32_t top = upside_down ? layout.height - y - height : y;
    for (uint32_t x = 0; x < layout.width; x += layout.block_width) {
      const uint32_t width = std::min(layout.block_width, layout.width - x);
      const int done =
          layout.tiled ? TIFFReadRGBATile(tiff, x, y, block.data()) : TIFFReadRGBAStrip(tiff, y, block.data());
      if (done == 0) fail("cannot be decoded as TIFF: {}", message.empty() ? "its data are invalid" : message);
      const uint32_t* from =
          block.data() + (layout.tiled ? size_t{layout.block_height - height} * layout.block_width : 0);
      for (uint32_t i = 0; i < height; ++i, from += layout.block_width) {
        uchar* to = image.ptr(static_cast<int>(top + height - 1 - i), static_cast<int>(x));
        for (uint32_t j = 0; j < width; ++j, to += 3) {
          to[0] = static_cast<uchar>(TIFFGetB(from[j]));
          to[1] = static_cast<uchar>(TIFFGetG(from[j]));
          to[2] = static_cast<uchar>(TIFFGetR(from[j]));
        }
      }
    }
  }
}

/// What libtiff and read_blocks() have left of the orientation.
void turn_rest(cv::Mat& image, uint16_t orientation) {
  if (orientation == ORIENTATION_RIGHTTOP || orientation == ORIENTATION_LEFTBOT) cv::flip(image, image, -1);
  if (orientation >= ORIENTATION_LEFTTOP && orientation <= ORIENTATION_LEFTBOT) cv::transpose(image, image);
}

bool is_tiff(std::string_view bytes) {
  using std::string_view_literals::operator""sv;
  return starts_with(bytes, "II*\0"sv) || starts_with(bytes, "MM\0*"sv) || starts_with(bytes, "II+\0"sv) ||
         starts_with(bytes, "MM\0+"sv);
}

cv::Mat decode_tiff(std::string_view bytes) {
  TiffSource source{bytes, 0, {}};
  const TiffFile tiff = open_tiff(source);
  if (!tiff) fail("cannot be decoded as TIFF: {}", source.message);
  const TiffLayout layout = tiff_layout(tiff.get());
  cv::Mat image = blank_picture(layout.width, layout.height);
  char message[1024] = "";
  if (TIFFRGBAImageOK(tiff.get(), message) == 0) fail("cannot be decoded as TIFF: {}", message);
  read_blocks(tiff.get(), layout, source.message, image);
  turn_rest(image, layout.orientation);
  return image;
}

const Registration kTiff(formats(), "TIFF", Format{is_tiff, decode_tiff});

}  // namespace
}  // namespace slipway::image
