// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "package/image_size.h"

#include <algorithm>
#include <string>

namespace slipway::package {
namespace {

using Json = nlohmann::ordered_json;
using Size = ImageSize::Size;

Size size_of(const Json& value) {
  if (value.is_array()) return {value.at(0).get<int64_t>(), value.at(1).get<int64_t>()};
  return {value.get<int64_t>(), value.get<int64_t>()};
}

int64_t up_to_multiple(int64_t length, int64_t divisor) { return (length + divisor - 1) / divisor * divisor; }

}  // namespace

Size round_up(const Size& size, int64_t divisor) {
  return {up_to_multiple(size[0], divisor), up_to_multiple(size[1], divisor)};
}

ImageSize::ImageSize(const std::vector<Json>& transforms) {
  for (const Json& transform : transforms) {
    const std::string type = transform.at("type");
    if (type == "Resize") {
      resize(transform);
    } else if (type == "FixShapeResize") {
      bound({transform.at("width").get<int64_t>(), transform.at("height").get<int64_t>()}, /*keeps_ratio=*/true);
      longer_ = 0;  // rounding twice may leave it short
    } else if (type == "LetterResize") {
      letter_resize(transform);
    } else if (type == "Pad") {
      pad(transform);
    } else if (type == "EfficientNetCenterCrop") {
      set(size_of(transform.at("crop_size")));
    } else if (type == "CenterCrop") {
      const Size size = size_of(transform.at("crop_size"));
      if (smallest_[0] >= size[0] && smallest_[1] >= size[1])
        set(size);
      else
        bound(size, /*keeps_ratio=*/false);
    } else if (type == "TopDownAffine") {
      set(size_of(transform.at("image_size")));
    } else if (type == "BottomupResize") {
      if (transform.value("resize_mode", "fit") == "fit")
        set(size_of(transform.at("input_size")));
      else
        forget();
      divisor_ = std::max<int64_t>(divisor_, transform.value("size_factor", int64_t{1}));
    }
  }
}

std::optional<Size> ImageSize::fixed() const {
  if (largest_ && *largest_ == smallest_) return largest_;
  return std::nullopt;
}

bool ImageSize::is_multiple_of(int64_t divisor) const {
  if (divisor_ % divisor == 0) return true;
  const std::optional<Size> size = fixed();
  return size && (*size)[0] % divisor == 0 && (*size)[1] % divisor == 0;
}

void ImageSize::forget() {
  smallest_ = {1, 1};
  largest_.reset();
  longer_ = 0;
  divisor_ = 1;
}

void ImageSize::set(const Size& size) {
  forget();
  smallest_ = size;
  largest_ = size;
  longer_ = std::max(size[0], size[1]);
}

void ImageSize::bound(const Size& largest, bool keeps_ratio) {
  forget();
  largest_ = largest;
  // An image that is enlarged until it meets a square's sides has that length.
  if (keeps_ratio && largest[0] == largest[1]) longer_ = largest[0];
}

void ImageSize::resize(const Json& transform) {
  if (!transform.contains("size")) return forget();
  const Json& size = transform.at("size");
  if (!transform.value("keep_ratio", false)) return set(size_of(size));
  const Size box = size_of(size);
  if (box[1] < 0) {  // the short edge
    forget();
    smallest_ = {box[0], box[0]};
    return;
  }
  if (transform.value("fixed_orientation", false)) return bound(box, true);
  // Portraits turn the box.
  const int64_t longer = std::max(box[0], box[1]);
  bound({longer, longer}, box[0] == box[1]);
  if (box[0] != box[1]) longer_ = 0;
}

void ImageSize::pad(const Json& transform) {
  const int64_t divisor = transform.value("size_divisor", int64_t{1});
  if (transform.value("pad_to_square", false)) {
    if (longer_ > 0) {
      set({longer_, longer_});
    } else {
      smallest_.fill(std::max(smallest_[0], smallest_[1]));
      if (largest_) largest_->fill(std::max((*largest_)[0], (*largest_)[1]));
      divisor_ = 1;
    }
  } else if (transform.contains("size")) {
    const Size size = size_of(transform.at("size"));
    for (size_t axis = 0; axis < 2; ++axis) {
      smallest_[axis] = std::max(smallest_[axis], size[axis]);
      if (largest_) (*largest_)[axis] = std::max((*largest_)[axis], size[axis]);
    }
    longer_ = 0;
    divisor_ = 1;
  }
  if (divisor > 1) {
    smallest_ = round_up(smallest_, divisor);
    if (largest_) largest_ = round_up(*largest_, divisor);
    longer_ = longer_ > 0 ? up_to_multiple(longer_, divisor) : 0;
    divisor_ = divisor;
  }
}

void ImageSize::letter_resize(const Json& transform) {
  const Size scale = size_of(transform.at("scale"));
  if (transform.value("use_mini_pad", false))
    bound(scale, false);
  else
    set(scale);
}

}  // namespace slipway::package
