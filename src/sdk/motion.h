// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// How things move from frame to frame. Times are in frames.
#pragma once

#include <array>
#include <cmath>
#include <vector>

namespace slipway::sdk {

using Box = std::array<float, 4>;  ///< x1,y1,x2,y2 in image_px

struct EuroSettings {
  float beta = 0.007F;      ///< how much more of fast motion passes; 1/px
  float fc_min = 1;         ///< cutoff of what rests, 1/frame; 0 switches smoothing off
  float fc_derivative = 1;  ///< cutoff of the speed, 1/frame
};

/// The One-Euro filter (Casiez, Roussel, Vogel: CHI 2012) of one number: a low pass whose cutoff grows with the speed.
class EuroFilter {
 public:
  float next(float value, const EuroSettings& settings) {
    if (settings.fc_min <= 0) return value;
    if (!begun_) {
      begun_ = true;
      return last_ = value;
    }
    const float speed = value - last_;
    speed_ += weight(settings.fc_derivative) * (speed - speed_);
    last_ += weight(settings.fc_min + settings.beta * std::abs(speed_)) * (value - last_);
    return last_;
  }

 private:
  /// Of the newest value, for a sampling interval of one frame.
  static float weight(float cutoff) {
    constexpr float kTwoPi = 6.2831853F;
    return 1 / (1 + 1 / (kTwoPi * cutoff));
  }
  bool begun_ = false;
  float last_ = 0, speed_ = 0;
};

/// A Kalman filter of a box that moves and grows evenly; its noise is in proportion to the box's height.
class BoxMotion {
 public:
  BoxMotion(const Box& box, float position_weight, float velocity_weight)
      : position_weight_(position_weight), velocity_weight_(velocity_weight) {
    const std::array<float, 4> seen = to_middle(box);
    const float height = std::max(1.0F, seen[3]);
    for (size_t i = 0; i < 4; ++i) {
      axes_[i].place = seen[i];
      axes_[i].variance = {square(2 * position_weight_ * height), 0, square(10 * velocity_weight_ * height)};
    }
  }

  /// To the next frame. @return where the box should be there
  Box predict() {
    const float height = std::max(1.0F, axes_[3].place);
    for (Axis& axis : axes_) {
      auto& [place, both, speed] = axis.variance;
      axis.place += axis.speed;
      place += 2 * both + speed + square(position_weight_ * height);
      both += speed;
      speed += square(velocity_weight_ * height);
    }
    return box();
  }

  void correct(const Box& box) {
    const std::array<float, 4> seen = to_middle(box);
    const float noise = square(position_weight_ * std::max(1.0F, axes_[3].place));
    for (size_t i = 0; i < 4; ++i) {
      Axis& axis = axes_[i];
      auto& [place, both, speed] = axis.variance;
      const float total = place + noise;
      const float gain = place / total, speed_gain = both / total, off = seen[i] - axis.place;
      axis.place += gain * off;
      axis.speed += speed_gain * off;
      speed -= speed_gain * both;
      both -= gain * both;
      place -= gain * place;
    }
  }

  Box box() const {
    const float w = std::max(0.0F, axes_[2].place) / 2, h = std::max(0.0F, axes_[3].place) / 2;
    return {axes_[0].place - w, axes_[1].place - h, axes_[0].place + w, axes_[1].place + h};
  }

 private:
  struct Axis {
    float place = 0, speed = 0;
    std::array<float, 3> variance{};  // of the place, of both together, of the speed
  };
  static float square(float value) { return value * value; }
  /// x,y of the middle, width, height
  static std::array<float, 4> to_middle(const Box& b) {
    return {(b[0] + b[2]) / 2, (b[1] + b[3]) / 2, b[2] - b[0], b[3] - b[1]};
  }
  std::array<Axis, 4> axes_;
  float position_weight_, velocity_weight_;
};

}  // namespace slipway::sdk
