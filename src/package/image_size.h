// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

namespace slipway::package {

/// What is known of the size of every image, whatever its size was when it was read. Sizes are w,h in px.
class ImageSize {
 public:
  using Size = std::array<int64_t, 2>;

  /// After transforms of pipeline.json, as far as they say it.
  explicit ImageSize(const std::vector<nlohmann::ordered_json>& transforms);

  /// The size that all images have; nothing where they may have different ones.
  std::optional<Size> fixed() const;
  bool fits(const Size& box) const { return largest_ && (*largest_)[0] <= box[0] && (*largest_)[1] <= box[1]; }
  /// Whether both sides of all images are multiples of `divisor`.
  bool is_multiple_of(int64_t divisor) const;

 private:
  void forget();
  void set(const Size& size);
  void bound(const Size& largest, bool keeps_ratio);
  void resize(const nlohmann::ordered_json& transform);
  void pad(const nlohmann::ordered_json& transform);
  void letter_resize(const nlohmann::ordered_json& transform);

  Size smallest_{1, 1};
  std::optional<Size> largest_;
  int64_t longer_ = 0;   ///< length of the longer side of all images, 0 where it is not known
  int64_t divisor_ = 1;  ///< both sides are multiples of it
};

/// Both sides up to multiples of `divisor`.
ImageSize::Size round_up(const ImageSize::Size& size, int64_t divisor);

}  // namespace slipway::package
