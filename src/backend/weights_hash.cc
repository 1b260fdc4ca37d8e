// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/weights_hash.h"

#include <fstream>
#include <vector>

#include "base/error.h"
#include "base/hash64.h"

namespace slipway::backend {

std::string hash_of_file(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) fail("{}: cannot be read", file.string());
  std::vector<char> buffer(Hash64::kStep << 15);
  Hash64 hash;
  while (stream) {
    stream.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    hash.add({buffer.data(), static_cast<size_t>(stream.gcount())});
  }
  if (stream.bad()) fail("{}: cannot be read to its end", file.string());
  return hash_text(hash.value());
}

std::string hash_of(std::string_view contents) { return hash_text(hash64(contents)); }

}  // namespace slipway::backend
