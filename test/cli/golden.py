# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Compares results with what the real libraries computed for the same images."""
from pathlib import Path

PIXELS = 1e-2   # image_px
SCORES = 1e-4


def largest(a, b):
    """Largest absolute difference of two nested lists of numbers of one shape."""
    if isinstance(a, (int, float)):
        return abs(a - b)
    if len(a) != len(b):
        return float('inf')
    return max((largest(x, y) for x, y in zip(a, b)), default=0.0)


def compare_pose(found, expected, limit=None, pixels=PIXELS, scores=SCORES):
    """Problems as text. Instances whose scores tie may stand in any order; beyond `limit` the expected ones do not count."""
    count = len(expected['bbox_scores']) if limit is None else min(limit, len(expected['bbox_scores']))
    if len(found['bbox_scores']) != count:
        return [f'{len(found["bbox_scores"])} instances, expected {count}']
    problems, free = [], list(range(count))
    for i in range(count):
        near = [j for j in free if abs(found['bbox_scores'][j] - expected['bbox_scores'][i]) <= scores]
        best = min(near, key=lambda j: largest(found['bboxes'][j], expected['bboxes'][i]), default=None)
        if best is None:
            problems.append(f'instance {i}: none has its score {expected["bbox_scores"][i]}')
            continue
        free.remove(best)
        for key, tolerance in (('bboxes', pixels), ('keypoints', pixels), ('keypoint_scores', scores)):
            difference = largest(found[key][best], expected[key][i])
            if not difference <= tolerance:
                problems.append(f'instance {i}: {key} differ by {difference:.6f}')
    return problems


def compare_class(found, expected):
    problems = []
    if found['pred_label'] != expected['pred_label']:
        problems.append(f'class {found["pred_label"]}, expected {expected["pred_label"]}')
    difference = largest(found['pred_score'], expected['pred_score'])
    if not difference <= SCORES:
        problems.append(f'scores differ by {difference:.6f}')
    return problems


def compare_results(results, golden, limit=None):
    """`results` as in results.json, `golden` as in golden.json: every golden image, both sides; the backend gives at most `limit` instances."""
    by_name = {Path(r['image']).name: r for r in results}
    problems = []
    for expected in golden:
        entry = by_name.get(expected['image'])
        if entry is None:
            problems.append(f'{expected["image"]}: not in the results')
            continue
        for side in ('backend', 'reference'):
            if 'pred_label' in expected:
                found = compare_class(entry[side], expected)
            else:
                found = compare_pose(entry[side], expected, limit if side == 'backend' else None)
            problems += [f'{expected["image"]}, {side}: {p}' for p in found]
    return problems
