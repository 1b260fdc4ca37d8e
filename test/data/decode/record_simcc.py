# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Records how mmpose 1.3.2 decodes SimCC vectors and brings the keypoints back to the image.

Run it with mmpose installed: python record_simcc.py > simcc.json. Both are the library's own: the codec SimCCLabel and
TopdownPoseEstimator. The second keypoint's largest value is below 0 (it is nowhere), the last one's lies at an end of its vector.
"""
import json
import sys
from types import SimpleNamespace

import numpy as np
from mmengine.structures import InstanceData
from mmpose.codecs import SimCCLabel
from mmpose.models.pose_estimators import TopdownPoseEstimator

rng = np.random.default_rng(3)


def vectors(bins, places, heights, width):
    x = np.arange(bins)
    bumps = [h * np.exp(-(x - p) ** 2 / (2 * width ** 2)) - (h < 0) for p, h in zip(places, heights)]
    return (np.array(bumps) + rng.normal(0, 0.03, (len(places), bins))).round(3).astype(np.float32)


cases = []
for name, size, ratio, sigma, dark, indices in (
        ('plain', (24, 32), 2.0, (4.9, 5.66), False, None), ('ratio', (24, 32), 1.5, (6., 6.), False, None),
        ('chosen', (24, 32), 2.0, (4.9, 5.66), False, [3, 0]), ('dark', (24, 32), 2.0, (4.9, 5.66), True, None),
        ('dark_one_sigma', (32, 32), 2.0, 6.0, True, None), ('dark_blur_3', (24, 32), 2.0, (0.95, 0.95), True, None),
        ('dark_blur_5', (24, 32), 2.0, (1.2, 1.2), True, None), ('dark_blur_7', (24, 32), 3.0, (1.5, 1.6), True, None)):
    codec = dict(input_size=size, sigma=sigma, simcc_split_ratio=ratio, normalize=False, use_dark=dark)
    bins = [int(s * ratio) for s in size]
    width = np.array(sigma).mean()
    x = vectors(bins[0], (10.3, 5, 31.6, bins[0] - 1), (0.8, -0.1, 2.5, 1.1), width)
    y = vectors(bins[1], (20.7, 9, 12.2, 0), (0.9, -0.1, 1.5, 1.4), width)
    keypoints, scores = SimCCLabel(**codec).decode(x.copy()[None], y.copy()[None])
    data = InstanceData(keypoints=keypoints.copy(), keypoint_scores=scores)
    center, scale = np.array([50.5, 41.25], np.float32), np.array([66.6, 88.8], np.float32)
    box = np.array([[23.5, 6.0, 77.5, 76.5]], np.float32)
    sample = SimpleNamespace(metainfo=dict(input_size=size, input_center=center, input_scale=scale),
                             gt_instances=SimpleNamespace(bboxes=box, bbox_scores=np.array([0.75], np.float32)))
    estimator = SimpleNamespace(test_cfg=dict(output_keypoint_indices=indices))
    TopdownPoseEstimator.add_pred_to_datasample(estimator, [data], None, [sample])
    params = dict(codec, type='SimCCLabel', flip_test=False, export_postprocess=False)
    if indices:
        params['output_keypoint_indices'] = indices
    cases.append(dict(name=name, params=params, input_center=center.tolist(), input_scale=scale.tolist(), box=box[0].tolist(), score=0.75,
                      simcc_x=x.tolist(), simcc_y=y.tolist(), keypoints=data.keypoints[0].tolist(),
                      keypoint_scores=data.keypoint_scores[0].tolist()))


def compact(value):
    """Shortest text of f32."""
    if isinstance(value, float):
        return float(str(np.float32(value)))
    if isinstance(value, (list, tuple)):
        return [compact(v) for v in value]
    return {k: compact(v) for k, v in value.items()} if isinstance(value, dict) else value


sys.stdout.write('[\n' + ',\n'.join(json.dumps(compact(c)) for c in cases) + '\n]\n')
