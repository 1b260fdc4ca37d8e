// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "base/io.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/error.h"

namespace slipway::io {
namespace fs = std::filesystem;
namespace {

std::string reason() { return std::strerror(errno); }

void write_all(int descriptor, std::string_view contents, const fs::path& file) {
  while (!contents.empty()) {
    const ssize_t written = ::write(descriptor, contents.data(), contents.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) fail("{}: cannot write: {}", file.string(), reason());
    contents.remove_prefix(static_cast<size_t>(written));
  }
}

}  // namespace

std::string read_file(const fs::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) fail("{}: {}", file.string(), errno == ENOENT ? "no such file" : reason());
  struct stat info {};
  ::fstat(descriptor, &info);
  if (S_ISDIR(info.st_mode)) {
    ::close(descriptor);
    fail("{}: is a folder, not a file", file.string());
  }
  std::string contents;
  contents.resize(static_cast<size_t>(info.st_size));
  size_t filled = 0;
  while (true) {
    if (filled == contents.size()) contents.resize(contents.size() + 4096);  // pipes and files of /proc have no size
    const ssize_t got = ::read(descriptor, contents.data() + filled, contents.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      const std::string why = reason();
      ::close(descriptor);
      fail("{}: cannot read: {}", file.string(), why);
    }
    if (got == 0) break;
    filled += static_cast<size_t>(got);
  }
  ::close(descriptor);
  contents.resize(filled);
  return contents;
}

void write_file(const fs::path& file, std::string_view contents) {
  const fs::path temporary = file.string() + fmt::format(".{}.tmp", ::getpid());
  const int descriptor = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (descriptor < 0) fail("{}: cannot create: {}", file.string(), reason());
  try {
    write_all(descriptor, contents, file);
  } catch (...) {
    ::close(descriptor);
    ::unlink(temporary.c_str());
    throw;
  }
  // A full disk may show itself only now.
  if (::close(descriptor) != 0 || ::rename(temporary.c_str(), file.c_str()) != 0) {
    const std::string why = reason();
    ::unlink(temporary.c_str());
    fail("{}: cannot write: {}", file.string(), why);
  }
}

StagingFolder::StagingFolder(fs::path target) : target_(std::move(target)) {
  std::error_code error;
  created_target_ = !fs::exists(target_, error);
  fs::create_directories(target_, error);
  if (error || !fs::is_directory(target_))
    fail("{}: cannot make this folder{}", target_.string(),
         error ? ": " + error.message() : std::string(" (a file of that name is there)"));
  std::string pattern = (target_ / ".slipway-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) fail("{}: cannot write into this folder: {}", target_.string(), reason());
  staging_ = pattern;
}

StagingFolder::~StagingFolder() {
  std::error_code ignored;
  fs::remove_all(staging_, ignored);
  if (created_target_ && !published_) fs::remove(target_, ignored);  // only if empty
}

void StagingFolder::publish(const std::string& subfolder) {
  std::error_code error;
  const fs::path destination = subfolder.empty() ? target_ : target_ / subfolder;
  fs::create_directories(destination, error);
  if (error) fail("{}: cannot make this folder: {}", destination.string(), error.message());
  for (const fs::directory_entry& entry : fs::directory_iterator(staging_)) {
    fs::rename(entry.path(), destination / entry.path().filename(), error);
    if (error) fail("{}: cannot write: {}", (destination / entry.path().filename()).string(), error.message());
  }
  published_ = true;
}

}  // namespace slipway::io
