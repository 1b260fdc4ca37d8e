// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluate/metric/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/error.h"
#include "base/io.h"

namespace slipway::evaluate {

MappedFile::MappedFile(const std::filesystem::path& file) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(file, ignored)) {
    copy_ = io::read_file(file);
    if (copy_.empty()) fail("{}: is empty", file.string());
    return;
  }
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) fail("{}: {}", file.string(), std::strerror(errno));
  struct stat info {};
  ::fstat(descriptor, &info);
  size_ = static_cast<size_t>(info.st_size);
  void* mapped = size_ > 0 ? ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, descriptor, 0) : nullptr;
  const int error = errno;
  ::close(descriptor);
  if (mapped == MAP_FAILED) fail("{}: cannot read: {}", file.string(), std::strerror(error));
  if (mapped == nullptr) fail("{}: is empty", file.string());
  data_ = mapped;
  ::madvise(data_, size_, MADV_SEQUENTIAL);
}

MappedFile::~MappedFile() {
  if (data_ != nullptr) ::munmap(data_, size_);
}

}  // namespace slipway::evaluate
