// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Operator `slipway::nms_mask` as a function of standard operators. Every turn of the loop keeps, in all images at
// once, the best candidate that is left and removes what it overlaps in its class, and what is too many of that class;
// argmax takes the first of equal ones. The arithmetic is the operator's own, call by call, so the choice is the same
// to the last bit.
#include "lower/torchscript/operator.h"

namespace slipway::lower::torchscript {
namespace {

constexpr const char* kNmsMaskScript = R"(
def nms_mask(self, boxes: Tensor, scores: Tensor, labels: Optional[Tensor], num_classes: int, iou_threshold: float, score_threshold: float, max_output: int) -> Tensor:
    alive = scores > score_threshold
    kept = torch.zeros_like(alive)
    lowest = torch.full_like(scores, float("-inf"))
    x1 = torch.select(boxes, 2, 0)
    y1 = torch.select(boxes, 2, 1)
    x2 = torch.select(boxes, 2, 2)
    y2 = torch.select(boxes, 2, 3)
    area = (x2 - x1) * (y2 - y1)
    if labels is None:
        of_class = torch.zeros_like(scores, dtype=4)  # i64
    else:
        of_class = labels
    while max_output > 0 and bool(torch.any(alive)):
        best = torch.argmax(torch.where(alive, scores, lowest), 1, True)
        found = torch.gather(alive, 1, best)
        kept = torch.scatter(kept, 1, best, torch.logical_or(torch.gather(kept, 1, best), found))
        width = torch.clamp(torch.minimum(torch.gather(x2, 1, best), x2) - torch.maximum(torch.gather(x1, 1, best), x1), min=0)
        height = torch.clamp(torch.minimum(torch.gather(y2, 1, best), y2) - torch.maximum(torch.gather(y1, 1, best), y1), min=0)
        intersection = width * height
        overlap = intersection / (torch.gather(area, 1, best) + area - intersection) > iou_threshold
        same = of_class == torch.gather(of_class, 1, best)
        full = torch.sum(torch.logical_and(kept, same), 1, True) >= max_output
        gone = torch.logical_and(same, torch.logical_or(overlap, full))
        alive = torch.scatter(torch.logical_and(alive, torch.logical_not(gone)), 1, best, 0)
    return kept
)";

const RegisterOperator kRegistered("slipway::nms_mask", kNmsMaskScript);

}  // namespace
}  // namespace slipway::lower::torchscript
