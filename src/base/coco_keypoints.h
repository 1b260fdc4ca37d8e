// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// The 17 keypoints of COCO's people, which poses have where nobody says anything else.
#pragma once

#include <array>
#include <cstddef>

namespace slipway {

struct CocoKeypoint {
  const char* name;
  size_t flip;               ///< the keypoint of the other side of the body
  double sigma;              ///< its spread, for OKS
  std::array<int, 3> color;  ///< RGB
};

struct CocoLink {
  size_t from, to;
  std::array<int, 3> color;  ///< RGB
};

namespace coco_colors {
inline constexpr std::array<int, 3> kLeft{0, 255, 0}, kRight{255, 128, 0}, kMiddle{51, 153, 255};
}

inline constexpr CocoKeypoint kCocoKeypoints[] = {
    {"nose", 0, 0.026, coco_colors::kMiddle},          {"left_eye", 2, 0.025, coco_colors::kMiddle},
    {"right_eye", 1, 0.025, coco_colors::kMiddle},     {"left_ear", 4, 0.035, coco_colors::kMiddle},
    {"right_ear", 3, 0.035, coco_colors::kMiddle},     {"left_shoulder", 6, 0.079, coco_colors::kLeft},
    {"right_shoulder", 5, 0.079, coco_colors::kRight}, {"left_elbow", 8, 0.072, coco_colors::kLeft},
    {"right_elbow", 7, 0.072, coco_colors::kRight},    {"left_wrist", 10, 0.062, coco_colors::kLeft},
    {"right_wrist", 9, 0.062, coco_colors::kRight},    {"left_hip", 12, 0.107, coco_colors::kLeft},
    {"right_hip", 11, 0.107, coco_colors::kRight},     {"left_knee", 14, 0.087, coco_colors::kLeft},
    {"right_knee", 13, 0.087, coco_colors::kRight},    {"left_ankle", 16, 0.089, coco_colors::kLeft},
    {"right_ankle", 15, 0.089, coco_colors::kRight},
};

inline constexpr CocoLink kCocoLinks[] = {
    {15, 13, coco_colors::kLeft},   {13, 11, coco_colors::kLeft},   // left leg
    {16, 14, coco_colors::kRight},  {14, 12, coco_colors::kRight},  // right leg
    {11, 12, coco_colors::kMiddle}, {5, 11, coco_colors::kMiddle},  // torso
    {6, 12, coco_colors::kMiddle},  {5, 6, coco_colors::kMiddle},   // torso
    {5, 7, coco_colors::kLeft},     {7, 9, coco_colors::kLeft},     // left arm
    {6, 8, coco_colors::kRight},    {8, 10, coco_colors::kRight},   // right arm
    {1, 2, coco_colors::kMiddle},   {0, 1, coco_colors::kMiddle},   // face
    {0, 2, coco_colors::kMiddle},   {1, 3, coco_colors::kMiddle},   // face
    {2, 4, coco_colors::kMiddle},                                   // face
    {3, 5, coco_colors::kMiddle},   {4, 6, coco_colors::kMiddle},   // ears to shoulders
};

}  // namespace slipway
