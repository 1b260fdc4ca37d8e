// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "checkpoint/bytes.h"

namespace slipway::checkpoint {

/// The zip format as far as `torch.save` uses it: entries stored without compression, zip64 where a number needs it.
/// Only refers to the file's bytes; every offset and length is checked before it is used. The checksum of an entry is
/// compared when it is first read, which PyTorch does not do; zero means that none was written.
class ZipArchive {
 public:
  /// Error when the directory at the end is missing or damaged, or an entry is encrypted.
  explicit ZipArchive(ByteSpan file);

  /// Error when an entry is compressed.
  void require_stored() const;

  /// Names in the order of the directory, those of compressed entries left out.
  const std::vector<std::string_view>& names() const { return names_; }
  bool contains(std::string_view name) const { return entries_.count(name) > 0; }
  /// The bytes of an entry; Error when there is none of this name or it does not lie inside the file.
  ByteSpan read(std::string_view name);

 private:
  struct Entry {
    uint64_t header_offset;
    uint64_t size;
    uint32_t checksum;  // 0: none, or compared already
  };
  struct Directory {
    uint64_t offset;
    uint64_t size;
    uint64_t count;
  };

  Directory find_directory() const;
  void read_directory(const Directory& directory);

  ByteSpan file_;
  std::vector<std::string_view> names_;
  std::vector<std::string_view> compressed_;
  std::unordered_map<std::string_view, Entry> entries_;
};

/// Begins with a zip entry.
bool looks_like_zip(ByteSpan file);

}  // namespace slipway::checkpoint
