// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/ncnn/messages.h"

#include <cstdarg>
#include <cstdio>
#include <vector>

#include "base/strings.h"

namespace slipway::backend::ncnn {
namespace {

thread_local std::string* kept = nullptr;

}  // namespace

Messages::Messages() : before_(kept) { kept = &said_; }
Messages::~Messages() { kept = before_; }

std::string Messages::text() const {
  std::vector<std::string> lines;
  for (const std::string& line : split(said_, '\n'))
    if (!line.empty()) lines.push_back(line);
  return lines.empty() ? "" : ": " + join(lines, "; ");
}

/// Keeps what is meant for standard error, where somebody wants to have it.
bool keep_message(std::FILE* file, const char* text, size_t size) {
  if (file != stderr || kept == nullptr) return false;
  kept->append(text, size);
  return true;
}

}  // namespace slipway::backend::ncnn

extern "C" {
int __wrap_fprintf(std::FILE* file, const char* format, ...);
int __wrap_fputc(int character, std::FILE* file);
size_t __wrap_fwrite(const void* data, size_t size, size_t count, std::FILE* file);
int __real_fputc(int character, std::FILE* file);
size_t __real_fwrite(const void* data, size_t size, size_t count, std::FILE* file);
}

int __wrap_fprintf(std::FILE* file, const char* format, ...) {
  std::va_list arguments;
  va_start(arguments, format);
  char text[1024];
  int length = 0;
  if (file == stderr && slipway::backend::ncnn::keep_message(file, "", 0)) {
    length = std::vsnprintf(text, sizeof text, format, arguments);
    if (length > 0) {
      const auto size = static_cast<size_t>(length);
      slipway::backend::ncnn::keep_message(file, text, size < sizeof text ? size : sizeof text - 1);
    }
  } else {
    length = std::vfprintf(file, format, arguments);
  }
  va_end(arguments);
  return length;
}

int __wrap_fputc(int character, std::FILE* file) {
  const char text = static_cast<char>(character);
  return slipway::backend::ncnn::keep_message(file, &text, 1) ? character : __real_fputc(character, file);
}

size_t __wrap_fwrite(const void* data, size_t size, size_t count, std::FILE* file) {
  if (slipway::backend::ncnn::keep_message(file, static_cast<const char*>(data), size * count)) return count;
  return __real_fwrite(data, size, count, file);
}
