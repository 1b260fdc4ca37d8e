// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// The directory at the end of the archive says what there is; local headers are only skipped. PKWARE's APPNOTE has the
// offsets.
#include "sdk/unzip.h"

#include <zlib.h>

#include <algorithm>
#include <vector>

#include "base/crc32.h"
#include "base/error.h"

namespace slipway::sdk {
namespace {

constexpr uint64_t kLargeFile = uint64_t{1} << 20;  // below it any ratio is harmless
constexpr uint32_t kIn64 = 0xFFFFFFFF;              // a number that zip64 has elsewhere

/// Little-endian numbers at places that are checked.
class ZipBytes {
 public:
  explicit ZipBytes(std::string_view bytes) : bytes_(bytes) {}
  uint64_t number(uint64_t at, size_t size) const {
    require_range(at, size);
    uint64_t value = 0;
    for (size_t i = size; i-- > 0;) value = value << 8U | static_cast<unsigned char>(bytes_[at + i]);
    return value;
  }
  uint16_t u16(uint64_t at) const { return static_cast<uint16_t>(number(at, 2)); }
  uint32_t u32(uint64_t at) const { return static_cast<uint32_t>(number(at, 4)); }
  std::string_view text(uint64_t at, uint64_t size) const {
    require_range(at, size);
    return bytes_.substr(at, size);
  }
  uint64_t size() const { return bytes_.size(); }

 private:
  void require_range(uint64_t at, uint64_t size) const {
    if (at > bytes_.size() || size > bytes_.size() - at) fail("the zip archive is truncated or damaged");
  }
  std::string_view bytes_;
};

struct ZipEntry {
  std::string name;
  uint64_t packed = 0, size = 0, header = 0;
  uint32_t checksum = 0;
  uint16_t method = 0;
};

uint64_t find_end(const ZipBytes& bytes) {
  constexpr uint64_t kEndSize = 22, kMostComment = 65535;
  if (bytes.size() >= kEndSize)
    for (uint64_t at = bytes.size() - kEndSize + 1; at-- > 0 && bytes.size() - at <= kEndSize + kMostComment;)
      if (bytes.u32(at) == 0x06054b50 && bytes.u16(at + 20) == bytes.size() - at - kEndSize) return at;
  fail("this is no zip archive");
}

/// Sizes and the offset, which zip64 has in an extra field where they need more than 32 bits.
void read_zip64(const ZipBytes& bytes, uint64_t extra, uint64_t length, ZipEntry& entry) {
  if (entry.size != kIn64 && entry.packed != kIn64 && entry.header != kIn64) return;
  for (uint64_t at = extra; at + 4 <= extra + length;) {
    const uint64_t size = bytes.u16(at + 2);
    if (bytes.u16(at) == 1) {
      uint64_t place = at + 4;
      for (uint64_t* value : {&entry.size, &entry.packed, &entry.header})
        if (*value == kIn64) {
          if (place + 8 > at + 4 + size) fail("the zip archive is damaged: an entry lacks its size");
          *value = bytes.number(place, 8);
          place += 8;
        }
      return;
    }
    at += 4 + size;
  }
}

void require_plain(const ZipBytes& bytes, uint64_t at, const std::string& name) {
  constexpr uint32_t kTypeMask = 0170000, kRegular = 0100000;
  constexpr uint16_t kEncrypted = 1, kUnix = 3;
  if ((bytes.u16(at + 8) & kEncrypted) != 0) fail("the zip archive is encrypted ('{}')", name);
  const uint32_t mode = bytes.u32(at + 38) >> 16U;
  if (bytes.u16(at + 4) >> 8U == kUnix && (mode & kTypeMask) != 0 && (mode & kTypeMask) != kRegular)
    fail("'{}' in the zip archive is no plain file but a link or a device", name);
  bool parent = name == ".." || name.rfind("../", 0) == 0 || name.find("/../") != std::string::npos;
  parent = parent || (name.size() > 3 && name.compare(name.size() - 3, 3, "/..") == 0);
  if (name.empty() || parent || name.front() == '/' || name.find('\\') != std::string::npos ||
      name.find('\0') != std::string::npos || (name.size() > 1 && name[1] == ':'))
    fail("the name '{}' in the zip archive leads out of it", name);
}

std::vector<ZipEntry> read_entries(const ZipBytes& bytes, const UnzipLimits& limits) {
  const uint64_t end = find_end(bytes);
  uint64_t count = bytes.u16(end + 10), at = bytes.u32(end + 16);
  if ((count == 0xFFFF || at == kIn64) && end >= 20 && bytes.u32(end - 20) == 0x07064b50) {
    const uint64_t end64 = bytes.number(end - 12, 8);
    if (bytes.u32(end64) != 0x06064b50) fail("the zip archive is damaged: its directory is not where it says");
    count = bytes.number(end64 + 32, 8);
    at = bytes.number(end64 + 48, 8);
  }
  std::vector<ZipEntry> entries;
  uint64_t total = 0, packed = 0;
  for (uint64_t i = 0; i < count; ++i) {
    if (bytes.u32(at) != 0x02014b50) fail("the zip archive is damaged: its directory is not where it says");
    const uint64_t name = bytes.u16(at + 28), extra = bytes.u16(at + 30), comment = bytes.u16(at + 32);
    ZipEntry entry{std::string(bytes.text(at + 46, name)),
                   bytes.u32(at + 20),
                   bytes.u32(at + 24),
                   bytes.u32(at + 42),
                   bytes.u32(at + 16),
                   bytes.u16(at + 10)};
    bytes.text(at + 46 + name, extra);
    read_zip64(bytes, at + 46 + name, extra, entry);
    const bool folder = !entry.name.empty() && entry.name.back() == '/';
    if (!folder) {
      require_plain(bytes, at, entry.name);
      if (entry.method != 0 && entry.method != Z_DEFLATED)
        fail("'{}' in the zip archive is compressed by method {}; stored and deflated files can be read", entry.name,
             entry.method);
      if (entry.packed > bytes.size() - packed) fail("the zip archive is damaged: its entries overlap");
      packed += entry.packed;
      if (entry.size > limits.bytes - total) fail("the zip archive unpacks to more than {} bytes", limits.bytes);
      total += entry.size;
      if (entry.size > kLargeFile && entry.size / limits.ratio > entry.packed)
        fail("'{}' in the zip archive unpacks to more than {} times its size", entry.name, limits.ratio);
      entries.push_back(std::move(entry));
      if (entries.size() > limits.files) fail("the zip archive has more than {} files", limits.files);
    }
    at += 46 + name + extra + comment;
  }
  return entries;
}

std::string inflate_entry(const ZipEntry& entry, std::string_view packed) {
  std::string result(entry.size, '\0');
  z_stream stream{};
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) throw std::bad_alloc();
  constexpr uint64_t kStep = uint64_t{1} << 30;  // zlib counts in 32 bits
  uint64_t in = 0, out = 0;
  int code = Z_OK;
  while (code == Z_OK) {
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data() + in));
    stream.avail_in = static_cast<uInt>(std::min(kStep, packed.size() - in));
    stream.next_out = reinterpret_cast<Bytef*>(result.data() + out);
    stream.avail_out = static_cast<uInt>(std::min(kStep, result.size() - out));
    const uInt before_in = stream.avail_in, before_out = stream.avail_out;
    code = inflate(&stream, Z_NO_FLUSH);
    in += before_in - stream.avail_in;
    out += before_out - stream.avail_out;
    if (code == Z_OK && before_in == stream.avail_in && before_out == stream.avail_out) break;
  }
  inflateEnd(&stream);
  if (code != Z_STREAM_END || out != result.size()) fail("'{}' in the zip archive is damaged", entry.name);
  return result;
}

/// "model/" where all names begin with it, else "".
std::string common_folder(const std::vector<ZipEntry>& entries) {
  if (entries.empty()) fail("the zip archive is empty");
  const size_t slash = entries.front().name.find('/');
  if (slash == std::string::npos) return "";
  const std::string folder = entries.front().name.substr(0, slash + 1);
  const bool all = std::all_of(entries.begin(), entries.end(), [&](const ZipEntry& entry) {
    return entry.name.compare(0, folder.size(), folder) == 0;
  });
  return all ? folder : "";
}

}  // namespace

std::map<std::string, std::string> unzip(std::string_view archive, const UnzipLimits& limits) {
  const ZipBytes bytes(archive);
  const std::vector<ZipEntry> entries = read_entries(bytes, limits);
  const std::string folder = common_folder(entries);
  std::map<std::string, std::string> files;
  for (const ZipEntry& entry : entries) {
    const std::string name = entry.name.substr(folder.size());
    if (name.empty() || name.find('/') != std::string::npos || name == "." || name == "..")
      fail("'{}' in the zip archive lies in a folder of the model directory, which has none", entry.name);
    if (bytes.u32(entry.header) != 0x04034b50) fail("the zip archive is damaged ('{}')", entry.name);
    const uint64_t data = entry.header + 30 + bytes.u16(entry.header + 26) + bytes.u16(entry.header + 28);
    const std::string_view packed = bytes.text(data, entry.packed);
    if (entry.method == 0 && entry.packed != entry.size) fail("'{}' in the zip archive is damaged", entry.name);
    std::string content = entry.method == 0 ? std::string(packed) : inflate_entry(entry, packed);
    if (slipway::crc32(content) != entry.checksum)
      fail("'{}' in the zip archive is damaged: its checksum is another one", entry.name);
    if (!files.emplace(name, std::move(content)).second) fail("'{}' is twice in the zip archive", entry.name);
  }
  return files;
}

}  // namespace slipway::sdk
