// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace slipway::lower::torchscript {

/// Operator `slipway::nms_mask` as a method of standard operators. Every turn of the loop keeps, in all images at once,
/// the best candidate that is left and removes what overlaps it; argmax takes the first of equal ones. The arithmetic
/// is the operator's own, call by call, so the choice is the same to the last bit.
inline constexpr const char* kNmsMask = R"(
def nms_mask(self, boxes: Tensor, scores: Tensor, iou_threshold: float, score_threshold: float, max_output: int) -> Tensor:
    alive = scores > score_threshold
    kept = torch.zeros_like(alive)
    lowest = torch.full_like(scores, float("-inf"))
    x1 = torch.select(boxes, 2, 0)
    y1 = torch.select(boxes, 2, 1)
    x2 = torch.select(boxes, 2, 2)
    y2 = torch.select(boxes, 2, 3)
    area = (x2 - x1) * (y2 - y1)
    turn = 0
    while turn < max_output and bool(torch.any(alive)):
        best = torch.argmax(torch.where(alive, scores, lowest), 1, True)
        found = torch.gather(alive, 1, best)
        kept = torch.scatter(kept, 1, best, torch.logical_or(torch.gather(kept, 1, best), found))
        width = torch.clamp(torch.minimum(torch.gather(x2, 1, best), x2) - torch.maximum(torch.gather(x1, 1, best), x1), min=0)
        height = torch.clamp(torch.minimum(torch.gather(y2, 1, best), y2) - torch.maximum(torch.gather(y1, 1, best), y1), min=0)
        intersection = width * height
        overlap = intersection / (torch.gather(area, 1, best) + area - intersection) > iou_threshold
        alive = torch.scatter(torch.logical_and(alive, torch.logical_not(overlap)), 1, best, 0)
        turn = turn + 1
    return kept
)";

}  // namespace slipway::lower::torchscript
