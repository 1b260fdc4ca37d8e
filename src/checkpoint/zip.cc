// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "checkpoint/zip.h"

#include <algorithm>

#include "base/crc32.h"
#include "base/error.h"

namespace slipway::checkpoint {
namespace {

constexpr uint32_t kLocalHeader = 0x04034b50;
constexpr uint32_t kDirectoryEntry = 0x02014b50;
constexpr uint32_t kDirectoryEnd = 0x06054b50;
constexpr uint32_t kDirectoryEnd64 = 0x06064b50;
constexpr uint32_t kDirectoryLocator64 = 0x07064b50;
constexpr size_t kLocalHeaderSize = 30;
constexpr size_t kDirectoryEntrySize = 46;
constexpr size_t kDirectoryEndSize = 22;
constexpr size_t kDirectoryEnd64Size = 56;
constexpr size_t kDirectoryLocator64Size = 20;
constexpr uint32_t kIn64 = 0xFFFFFFFF;  // the number stands in the zip64 extra field

bool inside(uint64_t offset, uint64_t length, uint64_t size) { return offset <= size && length <= size - offset; }

/// The zip64 extra field holds, in this order, those of size, stored size and offset whose 32-bit field is full.
void read_zip64(ByteSpan extra, uint64_t& size, uint64_t& stored_size, uint64_t& offset) {
  size_t at = 0;
  while (inside(at, 4, extra.size())) {
    const auto id = read_le<uint16_t>(extra, at);
    const auto length = read_le<uint16_t>(extra, at + 2);
    at += 4;
    if (!inside(at, length, extra.size())) return;
    if (id == 1) {
      const size_t end = at + length;
      for (uint64_t* number : {&size, &stored_size, &offset}) {
        if (*number != kIn64) continue;
        if (!inside(at, 8, end)) return;
        *number = read_le<uint64_t>(extra, at);
        at += 8;
      }
      return;
    }
    at += length;
  }
}

}  // namespace

bool looks_like_zip(ByteSpan file) { return file.size() >= 4 && read_le<uint32_t>(file, 0) == kLocalHeader; }

ZipArchive::ZipArchive(ByteSpan file) : file_(file) { read_directory(find_directory()); }

ZipArchive::Directory ZipArchive::find_directory() const {
  const size_t size = file_.size();
  constexpr const char* kCutOff =
      "the file is cut off: it begins as a zip archive, but the directory at its end is missing ({} bytes are there); "
      "copy or "
      "download it again";
  if (size < kDirectoryEndSize) fail(kCutOff, size);
  // The record is the last thing in the file, followed at most by a comment of 65535 bytes.
  const size_t last = size - kDirectoryEndSize;
  const size_t first = last > 0xFFFF ? last - 0xFFFF : 0;
  for (size_t at = last + 1; at-- > first;) {
    if (read_le<uint32_t>(file_, at) != kDirectoryEnd) continue;
    if (!inside(at + kDirectoryEndSize, read_le<uint16_t>(file_, at + 20), size)) continue;
    Directory directory{read_le<uint32_t>(file_, at + 16), read_le<uint32_t>(file_, at + 12),
                        read_le<uint16_t>(file_, at + 10)};
    const size_t locator = at - std::min(at, kDirectoryLocator64Size);
    if (at >= kDirectoryLocator64Size && read_le<uint32_t>(file_, locator) == kDirectoryLocator64) {
      const auto end64 = read_le<uint64_t>(file_, locator + 8);
      if (!inside(end64, kDirectoryEnd64Size, size) || read_le<uint32_t>(file_, end64) != kDirectoryEnd64)
        fail("the zip64 record of its archive is damaged (byte {})", end64);
      directory = {read_le<uint64_t>(file_, end64 + 48), read_le<uint64_t>(file_, end64 + 40),
                   read_le<uint64_t>(file_, end64 + 32)};
    }
    if (!inside(directory.offset, directory.size, at))
      fail("the archive's directory should be {} bytes at byte {}, but the file has {} bytes; it is cut off or damaged",
           directory.size, directory.offset, size);
    return directory;
  }
  fail(kCutOff, size);
}

void ZipArchive::read_directory(const Directory& directory) {
  const ByteSpan bytes = file_.subspan(directory.offset, directory.size);
  size_t at = 0;
  for (uint64_t i = 0; i < directory.count; ++i) {
    if (!inside(at, kDirectoryEntrySize, bytes.size()) || read_le<uint32_t>(bytes, at) != kDirectoryEntry)
      fail("the archive's directory is damaged at its entry {} of {}", i + 1, directory.count);
    const auto flags = read_le<uint16_t>(bytes, at + 8);
    const auto method = read_le<uint16_t>(bytes, at + 10);
    const auto checksum = read_le<uint32_t>(bytes, at + 16);
    uint64_t stored_size = read_le<uint32_t>(bytes, at + 20);
    uint64_t size = read_le<uint32_t>(bytes, at + 24);
    const size_t name_length = read_le<uint16_t>(bytes, at + 28);
    const size_t extra_length = read_le<uint16_t>(bytes, at + 30);
    const size_t comment_length = read_le<uint16_t>(bytes, at + 32);
    uint64_t offset = read_le<uint32_t>(bytes, at + 42);
    at += kDirectoryEntrySize;
    if (!inside(at, name_length + extra_length + comment_length, bytes.size()))
      fail("the archive's directory is damaged at its entry {} of {}", i + 1, directory.count);
    const std::string_view name = as_text(bytes.subspan(at, name_length));
    read_zip64(bytes.subspan(at + name_length, extra_length), size, stored_size, offset);
    at += name_length + extra_length + comment_length;
    if (name.empty() || name.back() == '/') continue;  // a folder
    if ((flags & 1) != 0) fail("entry '{}' of its archive is encrypted; torch.save never does that", shown(name));
    if (method != 0) {
      compressed_.push_back(name);
      continue;
    }
    if (stored_size != size) fail("entry '{}' of its archive has two sizes, {} and {}", shown(name), size, stored_size);
    if (!entries_.emplace(name, Entry{offset, size, checksum}).second)
      fail("its archive has two entries named '{}'", shown(name));
    names_.push_back(name);
  }
}

void ZipArchive::require_stored() const {
  if (!compressed_.empty())
    fail(
        "{} of its {} archive entries are compressed ('{}', ...), which torch.save never does; load it in Python and "
        "write it "
        "again with torch.save",
        compressed_.size(), compressed_.size() + names_.size(), shown(compressed_.front()));
}

ByteSpan ZipArchive::read(std::string_view name) {
  const auto position = entries_.find(name);
  if (position == entries_.end()) fail("its archive has no entry '{}'", shown(name));
  Entry& entry = position->second;
  if (!inside(entry.header_offset, kLocalHeaderSize, file_.size()) ||
      read_le<uint32_t>(file_, entry.header_offset) != kLocalHeader)
    fail("entry '{}' of its archive should begin at byte {}, but does not; the file is damaged", shown(name),
         entry.header_offset);
  const uint64_t start = entry.header_offset + kLocalHeaderSize + read_le<uint16_t>(file_, entry.header_offset + 26) +
                         read_le<uint16_t>(file_, entry.header_offset + 28);
  if (!inside(start, entry.size, file_.size()))
    fail("entry '{}' of its archive should have {} bytes at byte {}, but the file ends at byte {}", shown(name),
         entry.size, start, file_.size());
  const ByteSpan contents = file_.subspan(start, entry.size);
#ifndef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION  // a fuzzer would get no further than here
  if (entry.checksum != 0 && crc32(as_text(contents)) != entry.checksum)
    fail("entry '{}' of its archive does not have the checksum that was written with it; the file is damaged",
         shown(name));
#endif
  entry.checksum = 0;  // any number of tensors may share a storage
  return contents;
}

}  // namespace slipway::checkpoint
