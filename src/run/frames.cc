// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "run/frames.h"

#include <algorithm>
#include <set>

#include "base/error.h"
#include "base/load_library.h"
#include "base/strings.h"
#include "image/image.h"

namespace slipway::run {
namespace {

namespace fs = std::filesystem;

const std::set<std::string>& image_extensions() {
  static const std::set<std::string> kExtensions{".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff",
                                                 ".bmp", ".pnm",  ".ppm", ".pgm",  ".pbm"};
  return kExtensions;
}

bool has_extension(const fs::path& file, const std::set<std::string>& known) {
  return known.count(to_lower(file.extension().string())) > 0;
}

/// What videos are called. Other files are taken for images, whose readers say what they are where they are none.
bool looks_like_video(const fs::path& file) {
  static const std::set<std::string> kExtensions{".mp4", ".avi",  ".mkv", ".mov", ".webm", ".m4v",
                                                 ".mpg", ".mpeg", ".wmv", ".flv", ".ts",   ".mjpeg"};
  return has_extension(file, kExtensions);
}

class ImageFile : public Source {
 public:
  explicit ImageFile(fs::path file) : file_(std::move(file)) {}
  size_t count() const override { return 1; }
  bool next(Frame& frame) override {
    if (done_) return false;
    done_ = true;
    frame = {file_.filename().string(), file_.string(), -1, image::read_image(file_)};
    return true;
  }

 private:
  fs::path file_;
  bool done_ = false;
};

class Chain : public Source {
 public:
  void add(std::unique_ptr<Source> part) { parts_.push_back(std::move(part)); }
  size_t count() const override {
    size_t sum = 0;
    for (const auto& part : parts_) {
      if (part->count() == 0) return 0;
      sum += part->count();
    }
    return sum;
  }
  bool next(Frame& frame) override {
    for (; place_ < parts_.size(); ++place_) {
      if (parts_[place_]->next(frame)) return true;
      parts_[place_].reset();
    }
    return false;
  }

 private:
  std::vector<std::unique_ptr<Source>> parts_;
  size_t place_ = 0;
};

void add_folder(const fs::path& folder, Chain& chain) {
  std::vector<fs::path> files;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error))
    if (entry.is_regular_file() && has_extension(entry.path(), image_extensions())) files.push_back(entry.path());
  if (error) fail("{}: cannot be read: {}", folder.string(), error.message());
  if (files.empty())
    fail("{}: the folder has no images ({})", folder.string(),
         join({image_extensions().begin(), image_extensions().end()}, ", "));
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) chain.add(std::make_unique<ImageFile>(file));
}

}  // namespace

std::unique_ptr<Source> open_video(const fs::path& file) {
  void* entry = load_entry("libslipway_video.so", "slipway_open_video", "what reads videos",
                           "videos need OpenCV's videoio (libopencv-videoio-dev) where Slipway is built; images of the "
                           "frames work everywhere");
  return std::unique_ptr<Source>(reinterpret_cast<decltype(&slipway_open_video)>(entry)(file.c_str()));
}

std::unique_ptr<Source> open_inputs(const std::vector<std::string>& inputs) {
  auto chain = std::make_unique<Chain>();
  std::vector<std::string> absent;
  std::error_code error;
  for (const std::string& input : inputs)
    if (!fs::exists(input, error)) absent.push_back(input);
  if (!absent.empty()) fail("no such file: {}", join(absent, ", "));
  for (const std::string& input : inputs) {
    if (fs::is_directory(input, error))
      add_folder(input, *chain);
    else if (looks_like_video(input))
      chain->add(open_video(input));
    else
      chain->add(std::make_unique<ImageFile>(input));
  }
  return chain;
}

}  // namespace slipway::run
