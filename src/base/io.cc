// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "base/io.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <random>

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
  const cleanup::OnSignal on_signal(temporary, cleanup::Kind::kTree);
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

void write_file_with_folders(const fs::path& file, std::string_view contents) {
  MadeFolders folders(file.parent_path());
  write_file(file, contents);
  folders.keep();
}

MadeFolders::MadeFolders(const fs::path& folder) {
  std::error_code error;
  std::vector<fs::path> absent;  // innermost first
  fs::path above = fs::absolute(folder, error);
  if (!above.has_filename()) above = above.parent_path();  // "work/"
  for (; !above.empty() && !fs::exists(above, error); above = above.parent_path()) absent.push_back(above);
  for (auto next = absent.rbegin(); next != absent.rend(); ++next) {
    // Told first, so that no signal comes between.
    auto on_signal = std::make_unique<cleanup::OnSignal>(*next, cleanup::Kind::kEmptyFolder);
    // Not "made" where someone else was faster, or for "a/.." of a folder a that was just made.
    if (fs::create_directory(*next, error)) {
      made_.push_back(*next);
      on_signal_.push_back(std::move(on_signal));
    }
    if (error) {
      remove();
      fail("{}: cannot make this folder: {}", folder.string(), error.message());
    }
  }
  if (folder.empty() || fs::is_directory(folder, error)) return;
  remove();
  fail("{}: cannot make this folder (a file of that name is there)", folder.string());
}

void MadeFolders::remove() {
  std::error_code ignored;
  for (; !made_.empty(); made_.pop_back()) {
    fs::remove(made_.back(), ignored);  // only if empty
    on_signal_.pop_back();
  }
}

MadeFolders::~MadeFolders() {
  if (!kept_) remove();
}

namespace {

/// A new folder `place`/`prefix`-... that only this user may enter. A signal removes it from the moment on when it is
/// there: who asks for it is told first, which mkdtemp() cannot do, as its name comes with the folder. The name holds
/// the number of this process, so that it can be nobody else's.
/// @return its path; "" with errno set where it cannot be made
fs::path make_private_folder(const fs::path& place, std::string_view prefix,
                             std::unique_ptr<cleanup::OnSignal>& on_signal) {
  constexpr int kAttempts = 100;
  std::random_device random;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const fs::path path = place / fmt::format("{}-{}-{:08x}", prefix, ::getpid(), random());
    std::error_code ignored;
    if (fs::exists(path, ignored)) continue;
    on_signal = std::make_unique<cleanup::OnSignal>(path, cleanup::Kind::kTree);
    if (::mkdir(path.c_str(), 0700) == 0) return path;
    const int error = errno;
    on_signal.reset();
    errno = error;
    if (error != EEXIST) return {};
  }
  return {};
}

}  // namespace

TemporaryFolder::TemporaryFolder(std::string_view name) {
  std::error_code error;
  const fs::path place = fs::temp_directory_path(error);
  if (error) fail("no folder for temporary files (TMPDIR): {}", error.message());
  path_ = make_private_folder(place, name, on_signal_);
  if (path_.empty())
    fail("{}: cannot make a temporary folder: {}; TMPDIR names another place", place.string(), reason());
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

StagingFolder::StagingFolder(fs::path target) : target_(std::move(target)), made_(target_) {
  staging_ = make_private_folder(target_, ".slipway", on_signal_);
  if (staging_.empty()) fail("{}: cannot write into this folder: {}", target_.string(), reason());
}

StagingFolder::~StagingFolder() {
  std::error_code ignored;
  fs::remove_all(staging_, ignored);
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
  made_.keep();
}

}  // namespace slipway::io
