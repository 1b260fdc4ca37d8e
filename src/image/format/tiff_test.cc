// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <tiffio.h>

#include <filesystem>
#include <random>

#include "base/io.h"
#include "image/testing/same_pixels.h"

namespace slipway::image {
namespace {

struct TiffKind {
  uint16_t bits = 8, channels = 3, photometric = PHOTOMETRIC_RGB, compression = COMPRESSION_NONE;
  uint16_t planes = PLANARCONFIG_CONTIG, format = SAMPLEFORMAT_UINT, orientation = ORIENTATION_TOPLEFT, extra = 0;
  uint32_t width = 45, height = 37;
  uint32_t tile = 0;  // its side; 0 for strips
  uint32_t rows = 10;
  bool says_format = true;
  const char* mode = "w";  // libtiff's: "wb" big-endian, "w8" BigTIFF
};

std::string encode_tiff(const TiffKind& kind) {
  const std::filesystem::path file =
      std::filesystem::path(testing::TempDir()) / fmt::format("tiff_test_{}.tif", ::getpid());
  TIFF* tiff = TIFFOpen(file.c_str(), kind.mode);
  TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, kind.width);
  TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, kind.height);
  TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, kind.bits);
  TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, kind.channels);
  TIFFSetField(tiff, TIFFTAG_COMPRESSION, kind.compression);
  TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, kind.photometric);
  TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, kind.planes);
  TIFFSetField(tiff, TIFFTAG_ORIENTATION, kind.orientation);
  if (kind.says_format) TIFFSetField(tiff, TIFFTAG_SAMPLEFORMAT, kind.format);
  if (kind.extra > 0) {
    const std::vector<uint16_t> types(kind.extra, EXTRASAMPLE_UNASSALPHA);
    TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, kind.extra, types.data());
  }
  if (kind.compression == COMPRESSION_JPEG) TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
  std::mt19937 random(kind.bits * 7U + kind.channels);
  if (kind.photometric == PHOTOMETRIC_PALETTE) {
    std::vector<std::vector<uint16_t>> map(3, std::vector<uint16_t>(size_t{1} << kind.bits));
    for (auto& colour : map)
      for (uint16_t& value : colour) value = static_cast<uint16_t>(random());
    TIFFSetField(tiff, TIFFTAG_COLORMAP, map[0].data(), map[1].data(), map[2].data());
  }
  if (kind.photometric == PHOTOMETRIC_YCBCR && kind.compression != COMPRESSION_JPEG)
    TIFFSetField(tiff, TIFFTAG_YCBCRSUBSAMPLING, 1, 1);
  if (kind.tile > 0) {
    TIFFSetField(tiff, TIFFTAG_TILEWIDTH, kind.tile);
    TIFFSetField(tiff, TIFFTAG_TILELENGTH, kind.tile);
  } else if (kind.rows > 0) {
    TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, kind.rows);
  }
  const uint32_t planes = kind.planes == PLANARCONFIG_SEPARATE ? kind.channels : 1;
  std::vector<unsigned char> data(static_cast<size_t>(kind.tile > 0 ? TIFFTileSize(tiff) : TIFFScanlineSize(tiff)));
  // Steps of some pixels and noise, so that compression has something to do.
  const auto fill = [&] {
    for (size_t i = 0; i < data.size(); ++i)
      data[i] = static_cast<unsigned char>(random() % 3 == 0 || i == 0 ? random() : data[i - 1]);
  };
  for (uint32_t plane = 0; plane < planes; ++plane)
    if (kind.tile > 0) {
      for (uint32_t i = 0; i < TIFFNumberOfTiles(tiff) / planes; ++i) {
        fill();
        TIFFWriteEncodedTile(tiff, plane * (TIFFNumberOfTiles(tiff) / planes) + i, data.data(),
                             static_cast<tmsize_t>(data.size()));
      }
    } else {
      for (uint32_t y = 0; y < kind.height; ++y) {
        fill();
        TIFFWriteScanline(tiff, data.data(), y, static_cast<uint16_t>(plane));
      }
    }
  TIFFClose(tiff);
  std::string bytes = io::read_file(file);
  std::filesystem::remove(file);
  return bytes;
}

/// Also that it is read at all, where it should be.
void expect_same(const TiffKind& kind, bool readable, const std::string& what) {
  const std::string bytes = encode_tiff(kind);
  EXPECT_EQ(difference_from_opencv(bytes), "") << what;
  EXPECT_EQ(decoding_error(bytes).empty(), readable) << what << ": " << decoding_error(bytes);
}

TEST(DecodeTiff, EveryLayoutAsOpenCV) {
  for (const uint32_t tile : {0U, 32U, 64U})  // whole KiB: libtiff writes others in a way that it refuses itself
    for (const uint16_t planes : {PLANARCONFIG_CONTIG, PLANARCONFIG_SEPARATE})
      for (const uint16_t compression :
           {COMPRESSION_NONE, COMPRESSION_LZW, COMPRESSION_ADOBE_DEFLATE, COMPRESSION_PACKBITS})
        for (uint16_t orientation = 1; orientation <= 8; ++orientation)
          for (const uint32_t rows : {0U, 1U, 10U, 100U}) {
            TiffKind kind;
            kind.tile = tile, kind.planes = planes, kind.compression = compression, kind.orientation = orientation;
            kind.rows = rows;
            if (tile > 0 && rows > 0) continue;
            expect_same(kind, true, fmt::format("{} {} {} {} {}", tile, planes, compression, orientation, rows));
          }
}

TEST(DecodeTiff, EverySampleAsOpenCV) {
  for (const uint16_t bits : {1, 2, 4, 8, 16})
    for (const uint16_t photometric : {PHOTOMETRIC_MINISWHITE, PHOTOMETRIC_MINISBLACK, PHOTOMETRIC_PALETTE}) {
      TiffKind kind;
      kind.bits = bits, kind.channels = 1, kind.photometric = photometric;
      if (kNewerOpenCV && bits == 4 && photometric == PHOTOMETRIC_PALETTE) {
        EXPECT_NE(difference_from_opencv(encode_tiff(kind)), "");
        EXPECT_NE(decoding_error(encode_tiff(kind)), "");
        continue;
      }
      expect_same(kind, bits != 2 && bits != 4 && (photometric != PHOTOMETRIC_PALETTE || bits <= 8),
                  fmt::format("{} {}", bits, photometric));
    }
  for (const uint16_t bits : {8, 16})
    for (const uint16_t format : {SAMPLEFORMAT_UINT, SAMPLEFORMAT_INT})
      for (const uint16_t channels : {1, 2, 3, 4, 5}) {
        TiffKind kind;
        kind.bits = bits, kind.format = format, kind.channels = channels;
        kind.photometric = channels < 3 ? PHOTOMETRIC_MINISBLACK : PHOTOMETRIC_RGB;
        kind.extra = static_cast<uint16_t>(channels < 3 ? channels - 1 : channels - 3);
        expect_same(kind, channels <= 4, fmt::format("{} {} {}", bits, format, channels));
      }
  for (const uint16_t bits : {10, 12, 14, 32, 64})
    for (const uint16_t format : {SAMPLEFORMAT_UINT, SAMPLEFORMAT_INT, SAMPLEFORMAT_IEEEFP}) {
      TiffKind kind;
      kind.bits = bits, kind.format = format;
      expect_same(kind, false, fmt::format("{} {}", bits, format));
    }
  TiffKind inks;
  inks.channels = 4, inks.photometric = PHOTOMETRIC_SEPARATED;
  expect_same(inks, true, "CMYK");
  inks.bits = 16;
  EXPECT_EQ(difference_from_opencv(encode_tiff(inks)), "");
  TiffKind silent;
  silent.says_format = false;
  expect_same(silent, true, "no sample format");
}

TEST(DecodeTiff, OtherCompressionsAndOrdersAsOpenCV) {
  for (const char* mode : {"wl", "wb", "w8", "wb8"})
    for (const uint16_t bits : {8, 16}) {
      TiffKind kind;
      kind.mode = mode, kind.bits = bits;
      expect_same(kind, true, mode);
    }
  for (const uint16_t compression : {COMPRESSION_CCITTFAX3, COMPRESSION_CCITTFAX4, COMPRESSION_CCITTRLE}) {
    TiffKind kind;
    kind.bits = 1, kind.channels = 1, kind.photometric = PHOTOMETRIC_MINISWHITE, kind.compression = compression;
    expect_same(kind, true, fmt::format("fax {}", compression));
  }
  for (const uint16_t photometric : {PHOTOMETRIC_RGB, PHOTOMETRIC_YCBCR}) {
    TiffKind kind;
    kind.compression = COMPRESSION_JPEG, kind.photometric = photometric, kind.width = 48, kind.height = 48,
    kind.rows = 16;
    expect_same(kind, true, fmt::format("JPEG {}", photometric));
  }
  for (const uint16_t photometric : {PHOTOMETRIC_YCBCR, PHOTOMETRIC_CIELAB}) {
    TiffKind kind;
    kind.photometric = photometric;
    expect_same(kind, true, fmt::format("colours {}", photometric));
  }
}

TEST(DecodeTiff, DamagedHeadersAsOpenCV) {
  TiffKind kind;
  kind.width = 9, kind.height = 7;
  for (const uint32_t tile : {0U, 32U}) {
    kind.tile = tile;
    const std::string whole = encode_tiff(kind);
    size_t refused = 0;
    std::mt19937 random(8);
    // The directory of tags stands at the end, after the pixels.
    for (size_t round = 0; round < 500; ++round) {
      std::string bytes = whole;
      const size_t at = round % 4 == 0 ? random() % 8 : bytes.size() - 1 - random() % 200;
      bytes[at] = static_cast<char>(random());
      EXPECT_EQ(difference_from_opencv(bytes), "") << round << ' ' << at;
      refused += decoding_error(bytes).empty() ? 0 : 1;
    }
    EXPECT_GT(refused, 50U);
    for (size_t size = 0; size < whole.size(); ++size)
      ASSERT_EQ(difference_from_opencv(whole.substr(0, size)), "") << size;
  }
}

}  // namespace
}  // namespace slipway::image
