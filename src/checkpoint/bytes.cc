// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "checkpoint/bytes.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <new>
#include <vector>

#include "base/error.h"
#include "base/strings.h"

namespace slipway::checkpoint {
namespace {

class FileDescriptor {
 public:
  explicit FileDescriptor(int fd) : fd_(fd) {}
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  ~FileDescriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

/// "; it holds a.pth, b.pth" for a work directory given instead of a file.
std::string checkpoints_inside(const std::filesystem::path& folder) {
  std::vector<std::string> found;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored))
    if (entry.path().extension() == ".pth") found.push_back(entry.path().filename().string());
  std::sort(found.begin(), found.end());
  if (found.size() > 5) found.resize(5);
  return found.empty() ? "" : "; it holds " + join(found, ", ");
}

/// Length of the valid UTF-8 sequence at the start of `text`, 0 where there is none.
size_t utf8_length(std::string_view text) {
  const auto at = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = at(0);
  if (first < 0x80) return 1;
  const size_t length = first >= 0xC2 && first <= 0xDF   ? 2
                        : (first & 0xF0) == 0xE0         ? 3
                        : first >= 0xF0 && first <= 0xF4 ? 4
                                                         : 0;
  if (length == 0 || text.size() < length) return 0;
  for (size_t i = 1; i < length; ++i)
    if ((at(i) & 0xC0) != 0x80) return 0;
  // Overlong forms, surrogates and what is beyond U+10FFFF.
  if ((first == 0xE0 && at(1) < 0xA0) || (first == 0xED && at(1) >= 0xA0) || (first == 0xF0 && at(1) < 0x90) ||
      (first == 0xF4 && at(1) >= 0x90))
    return 0;
  return length;
}

}  // namespace

Bytes map_file(const std::filesystem::path& file) {
  const FileDescriptor fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (fd.get() < 0) {
    if (errno == ENOENT || errno == ENOTDIR) fail("no such file");
    fail("it cannot be read: {}", std::strerror(errno));
  }
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) fail("it cannot be read: {}", std::strerror(errno));
  if (S_ISDIR(info.st_mode)) fail("this is a directory, give the .pth file itself{}", checkpoints_inside(file));
  if (!S_ISREG(info.st_mode)) fail("this is no regular file");
  const size_t size = static_cast<size_t>(info.st_size);
  if (size == 0) fail("the file is empty");
  void* address = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd.get(), 0);
  if (address == MAP_FAILED) fail("it cannot be mapped into memory: {}", std::strerror(errno));
  std::shared_ptr<const void> owner(address, [size](const void* p) { ::munmap(const_cast<void*>(p), size); });
  return {std::move(owner), {static_cast<const std::byte*>(address), size}};
}

Bytes copy_bytes(ByteSpan source) {
  constexpr std::align_val_t kAlignment{64};
  auto* memory = static_cast<std::byte*>(::operator new(std::max<size_t>(source.size(), 1), kAlignment));
  std::shared_ptr<const void> owner(memory, [](const void* p) { ::operator delete(const_cast<void*>(p), kAlignment); });
  if (!source.empty()) std::memcpy(memory, source.data(), source.size());
  return {std::move(owner), {memory, source.size()}};
}

std::string valid_utf8(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const size_t length = utf8_length(text);
    result.append(length > 0 ? text.substr(0, length) : std::string_view("\xEF\xBF\xBD"));
    text.remove_prefix(std::max<size_t>(length, 1));
  }
  return result;
}

std::string shown(std::string_view text, size_t limit) {
  const bool cut = text.size() > limit;
  const std::string valid = valid_utf8(text.substr(0, limit));
  std::string result;
  for (const char c : valid) {
    const auto code = static_cast<unsigned char>(c);
    if (code < 0x20 || code == 0x7F)
      result += fmt::format("\\x{:02x}", code);
    else
      result += c;
  }
  return cut ? result + "..." : result;
}

}  // namespace slipway::checkpoint
