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


def scores_of(instances):
    return instances['bbox_scores'] if 'bbox_scores' in instances else instances['scores']  # mmpose's name, mmdet's


def partners(found, expected, count, scores=SCORES):
    """For each of the first `count` expected instances the index of the one found that is the same: with its label and score, and the
    nearest box; None where there is none. Instances whose scores tie may stand in any order."""
    # Poses have one class, which Slipway does not give.
    labels, free, result = 'labels' in expected and 'keypoints' not in expected, list(range(len(scores_of(found)))), []
    for i in range(count):
        near = [j for j in free if abs(scores_of(found)[j] - scores_of(expected)[i]) <= scores
                and (not labels or found['labels'][j] == expected['labels'][i])]
        result.append(min(near, key=lambda j: largest(found['bboxes'][j], expected['bboxes'][i]), default=None))
        if result[-1] is not None:
            free.remove(result[-1])
    return result


def compare_instances(found, expected, limit=None, pixels=PIXELS, scores=SCORES):
    """Problems as text: poses, or boxes with labels. Beyond `limit` the expected ones do not count; of those that score as the first one
    there, rounding chooses: a tenth may be others."""
    count = len(scores_of(expected)) if limit is None else min(limit, len(scores_of(expected)))
    if len(scores_of(found)) != count:
        return [f'{len(scores_of(found))} instances, expected {count}']
    problems, exchanged = [], 0
    for i, partner in enumerate(partners(found, expected, count, scores)):
        if partner is None and count < len(scores_of(expected)) and scores_of(expected)[i] - scores_of(expected)[count] <= scores:
            exchanged += 1
            if exchanged <= count / 10:
                continue
        if partner is None:
            label = f'label {expected["labels"][i]} and ' if 'labels' in expected else ''
            problems.append(f'instance {i}: none has its {label}score {scores_of(expected)[i]}')
            continue
        for key, tolerance in (('bboxes', pixels), ('keypoints', pixels), ('keypoint_scores', scores)):
            difference = largest(found[key][partner], expected[key][i]) if key in expected else 0.0
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
                found = compare_instances(entry[side], expected, limit if side == 'backend' else None)
            problems += [f'{expected["image"]}, {side}: {p}' for p in found]
    return problems
