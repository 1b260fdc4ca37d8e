// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/model_file.h"

#include <algorithm>
#include <fstream>
#include <string>

#include "base/error.h"
#include "base/strings.h"

namespace slipway::backend {
namespace {

namespace fs = std::filesystem;

/// The message of ONNX's ModelProto begins with the version of its format (field 1, a small number); a string or the
/// like follows.
bool looks_like_onnx(std::string_view start) {
  constexpr unsigned char kVersion = 0x08;
  constexpr unsigned char kMaxVersion = 64;
  if (start.size() < 3) return false;
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(start[i]); };
  const unsigned wire_type = byte(2) & 7U;
  return byte(0) == kVersion && byte(1) > 0 && byte(1) < kMaxVersion && (wire_type == 0 || wire_type == 2);
}

std::string_view describe(FileKind kind) {
  switch (kind) {
    case FileKind::kOnnx:
      return "an ONNX model (.onnx)";
    case FileKind::kZip:
      return "a zip archive, as TorchScript files and checkpoints are";
    case FileKind::kOpenVino:
      return "a model of OpenVINO (.xml)";
    case FileKind::kNcnn:
      return "a model of ncnn (.param)";
    case FileKind::kJson:
      return "a JSON file";
    case FileKind::kUnknown:
      break;
  }
  return "of an unknown kind";
}

}  // namespace

FileKind kind_of(const fs::path& file) {
  char bytes[64] = {};
  std::ifstream stream(file, std::ios::binary);
  stream.read(bytes, sizeof bytes);
  const std::string_view start(bytes, static_cast<size_t>(std::max<std::streamsize>(stream.gcount(), 0)));
  if (starts_with(start, std::string_view("PK\x03\x04"))) return FileKind::kZip;
  if (starts_with(start, "7767517")) return FileKind::kNcnn;
  const std::string_view text = start.substr(std::min(start.find_first_not_of(" \t\r\n"), start.size()));
  if (starts_with(text, "<?xml") || starts_with(text, "<net")) return FileKind::kOpenVino;
  if (starts_with(text, "{")) return FileKind::kJson;
  return looks_like_onnx(start) ? FileKind::kOnnx : FileKind::kUnknown;
}

void require_file(const fs::path& file, bool may_be_empty) {
  std::error_code error;
  const fs::file_status status = fs::status(file, error);
  if (!fs::exists(status)) fail("{}: no such model file", file.string());
  if (fs::is_directory(status)) fail("{} is a folder, not a model file", file.string());
  if (!may_be_empty && fs::file_size(file, error) == 0 && !error) fail("{}: the model file is empty", file.string());
}

void require_model(const fs::path& file, FileKind wanted, std::string_view reads) {
  require_file(file);
  const FileKind kind = kind_of(file);
  if (kind != wanted && kind != FileKind::kUnknown) fail("{} is {}, but {}", file.string(), describe(kind), reads);
}

}  // namespace slipway::backend
