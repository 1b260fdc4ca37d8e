// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "checkpoint/checkpoint.h"

/// For tests: checkpoints made byte by byte.
namespace slipway::checkpoint::testing {

template <typename T>
std::string le(T value) {
  std::string result;
  for (size_t i = 0; i < sizeof(T); ++i) result += static_cast<char>(static_cast<uint64_t>(value) >> (8 * i));
  return result;
}

// Pickle instructions.
inline std::string text(std::string_view value) {
  return "X" + le(static_cast<uint32_t>(value.size())) + std::string(value);
}
inline std::string integer(int64_t value) { return "L" + std::to_string(value) + "L\n"; }
inline std::string global(std::string_view module, std::string_view name) {
  return "c" + std::string(module) + "\n" + std::string(name) + "\n";
}
inline std::string tuple(const std::vector<int64_t>& values) {
  std::string result = "(";
  for (const int64_t value : values) result += integer(value);
  return result + "t";
}
inline std::string dict(const std::vector<std::pair<std::string, std::string>>& entries) {
  std::string result = "}(";
  for (const auto& [key, value] : entries) result += text(key) + value;
  return result + "u";
}
inline std::string pickle(const std::string& value) { return "\x80\x02" + value + "."; }

struct TensorSpec {
  std::string type = "FloatStorage";
  std::string key = "0";
  int64_t numel = 6;
  int64_t offset = 0;
  std::vector<int64_t> shape{2, 3};
  std::vector<int64_t> stride{3, 1};
};
inline std::string tensor(const TensorSpec& spec) {
  return global("torch._utils", "_rebuild_tensor_v2") + "(" + "(" + text("storage") + global("torch", spec.type) +
         text(spec.key) + text("cpu") + integer(spec.numel) + "tQ" + integer(spec.offset) + tuple(spec.shape) +
         tuple(spec.stride) + "\x89" + global("collections", "OrderedDict") + ")RtR";
}

struct ZipEntry {
  std::string name;
  std::string data;
  uint16_t method = 0;
};
struct ZipOptions {
  bool zip64 = false;
  std::string comment;
};
/// An archive as torch.save lays it out, data aligned to 64 bytes.
inline std::string zip(const std::vector<ZipEntry>& entries, const ZipOptions& options = {}) {
  std::string file;
  std::string directory;
  for (const ZipEntry& entry : entries) {
    const auto offset = static_cast<uint32_t>(file.size());
    const auto size = static_cast<uint32_t>(entry.data.size());
    const auto name_size = static_cast<uint16_t>(entry.name.size());
    const size_t padding = (64 - (file.size() + 30 + entry.name.size() + 4) % 64) % 64;
    file += le(0x04034b50u) + le<uint16_t>(20) + le<uint16_t>(0) + le(entry.method) + std::string(8, '\0') + le(size) +
            le(size) + le(name_size) + le(static_cast<uint16_t>(padding + 4)) + entry.name + "FB" +
            le(static_cast<uint16_t>(padding)) + std::string(padding, 'Z') + entry.data;
    std::string extra;
    if (options.zip64)
      extra = le<uint16_t>(1) + le<uint16_t>(24) + le<uint64_t>(size) + le<uint64_t>(size) + le<uint64_t>(offset);
    const uint32_t full = 0xFFFFFFFFu;
    directory += le(0x02014b50u) + le<uint16_t>(20) + le<uint16_t>(20) + le<uint16_t>(0) + le(entry.method) +
                 std::string(8, '\0') + le(options.zip64 ? full : size) + le(options.zip64 ? full : size) +
                 le(name_size) + le(static_cast<uint16_t>(extra.size())) + std::string(10, '\0') +
                 le(options.zip64 ? full : offset) + entry.name + extra;
  }
  const uint64_t start = file.size();
  const uint64_t count = entries.size();
  file += directory;
  if (options.zip64) {
    const uint64_t record = file.size();
    file += le(0x06064b50u) + le<uint64_t>(44) + std::string(4, '\0') + std::string(8, '\0') + le(count) + le(count) +
            le<uint64_t>(directory.size()) + le(start);
    file += le(0x07064b50u) + le(0u) + le(record) + le(1u);
  }
  const bool full = options.zip64;
  file += le(0x06054b50u) + std::string(4, '\0') + le(static_cast<uint16_t>(full ? 0xFFFF : count)) +
          le(static_cast<uint16_t>(full ? 0xFFFF : count)) +
          le(static_cast<uint32_t>(full ? 0xFFFFFFFF : directory.size())) +
          le(static_cast<uint32_t>(full ? 0xFFFFFFFF : start)) + le(static_cast<uint16_t>(options.comment.size())) +
          options.comment;
  return file;
}

inline std::string floats(const std::vector<float>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)};
}

/// A checkpoint whose pickle is `pickle`, with six floats as storage "0".
inline std::string archive(const std::string& pickle) {
  return zip(
      {{"archive/data.pkl", pickle}, {"archive/byteorder", "little"}, {"archive/data/0", floats({1, 2, 3, 4, 5, 6})}});
}

inline Checkpoint load_text(std::string_view bytes) {
  return load_from_memory(std::as_bytes(std::span(bytes.data(), bytes.size())), "a.pth");
}

/// The message of the Error that loading gives, "loaded" where it gives none.
inline std::string error_of(std::string_view bytes) {
  try {
    load_text(bytes);
  } catch (const Error& error) {
    return error.what();
  }
  return "loaded";
}
inline std::string error_of_file(const std::filesystem::path& file) {
  try {
    load(file);
  } catch (const Error& error) {
    return error.what();
  }
  return "loaded";
}

inline std::string read_file(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}
inline std::filesystem::path write_file(const std::filesystem::path& file, std::string_view bytes) {
  std::ofstream(file, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return file;
}

/// A folder of this test's own, removed at its end.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "slipway-checkpoint-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::filesystem::path operator/(std::string_view name) const { return path_ / name; }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline std::filesystem::path sample(std::string_view name) {
  return std::filesystem::path(SLIPWAY_SOURCE_DIR) / "test/data/checkpoint" / name;
}

}  // namespace slipway::checkpoint::testing
