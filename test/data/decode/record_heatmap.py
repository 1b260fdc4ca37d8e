# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Records how mmpose 1.3.2 decodes heatmaps and brings the keypoints back to the image.

Run it with mmpose installed: python record_heatmap.py > heatmap.json. Codecs, flip_heatmaps and TopdownPoseEstimator are the library's own.
The second keypoint's largest value is below 0 (it is nowhere), the third one's lies in a corner, the fourth one's at an edge. `merged` is
what a flip test makes of the heatmaps and of `flipped`.
"""
import json
import sys
from types import SimpleNamespace

import numpy as np
import torch
from mmengine.structures import InstanceData
from mmpose.codecs import MegviiHeatmap, MSRAHeatmap, UDPHeatmap
from mmpose.models.pose_estimators import TopdownPoseEstimator
from mmpose.models.utils.tta import flip_heatmaps

rng = np.random.default_rng(5)
CODECS = {c.__name__: c for c in (MSRAHeatmap, UDPHeatmap, MegviiHeatmap)}
FLIP = [0, 1, 3, 2, 4]


def heatmaps(size, channels, height):
    w, h = size
    x, y = np.meshgrid(np.arange(w), np.arange(h))
    places = ((5.3, 6.6), (4, 4), (0, h - 1), (w - 1, 7.2), (6.5, 4.45))
    maps = []
    for i in range(channels):
        cx, cy = places[i % 5]
        bump = np.exp(-((x - cx) ** 2 + (y - cy) ** 2) / (2 * 2.0 ** 2)) * height + 0.02 * height
        maps.append(bump if i % 5 != 1 else -bump)
    return (np.array(maps) + rng.normal(0, 0.004 * height, (channels, h, w))).round(3 if height == 1 else 1).astype(np.float32)


def combined(size):
    maps = heatmaps(size, 5, 1)
    ways = rng.normal(0, 0.5, (5, 2, size[1], size[0])).round(2).astype(np.float32)
    return np.concatenate([maps[:, None], ways], 1).reshape(15, size[1], size[0])


cases = []
for name, codec, mmdeploy, flip, indices in (
        ('msra', dict(type='MSRAHeatmap', sigma=2), {}, dict(flip_mode='heatmap', shift_heatmap=True), None),
        ('msra_chosen', dict(type='MSRAHeatmap', sigma=2), {}, dict(flip_mode='heatmap'), [3, 0]),
        ('dark', dict(type='MSRAHeatmap', sigma=2, unbiased=True), dict(post_process='unbiased'), dict(flip_mode='heatmap', shift_heatmap=True), None),
        ('dark_blur_7', dict(type='MSRAHeatmap', sigma=2, unbiased=True, blur_kernel_size=7), dict(post_process='unbiased', modulate_kernel=7), {}, None),
        ('udp', dict(type='UDPHeatmap', sigma=2), dict(use_udp=True), dict(flip_mode='heatmap', shift_heatmap=False), None),
        ('udp_blur_17', dict(type='UDPHeatmap', sigma=3, blur_kernel_size=17), dict(use_udp=True, modulate_kernel=17), {}, [4, 2]),
        ('udp_combined', dict(type='UDPHeatmap', heatmap_type='combined', blur_kernel_size=2), dict(use_udp=True, target_type='CombinedTarget'),
         dict(flip_mode='udp_combined', shift_heatmap=False), None),
        ('megvii', dict(type='MegviiHeatmap', kernel_size=5), dict(post_process='megvii', modulate_kernel=5), dict(flip_mode='heatmap'), None)):
    size, map_size = (48, 64), (12, 16)
    codec = dict(codec, input_size=size, heatmap_size=map_size)
    is_combined = codec.get('heatmap_type') == 'combined'
    height = 200 if 'kernel_size' in codec else 1
    maps, turned = [combined(map_size) if is_combined else heatmaps(map_size, 5, height) for _ in range(2)]
    keypoints, scores = CODECS[codec['type']](**{k: v for k, v in codec.items() if k != 'type'}).decode(maps.copy())
    data = InstanceData(keypoints=keypoints.copy(), keypoint_scores=scores)
    center, scale = np.array([50.5, 41.25], np.float32), np.array([66.6, 88.8], np.float32)
    box = np.array([[23.5, 6.0, 77.5, 76.5]], np.float32)
    sample = SimpleNamespace(metainfo=dict(input_size=size, input_center=center, input_scale=scale),
                             gt_instances=SimpleNamespace(bboxes=box, bbox_scores=np.array([0.75], np.float32)))
    TopdownPoseEstimator.add_pred_to_datasample(SimpleNamespace(test_cfg=dict(output_keypoint_indices=indices)), [data], None, [sample])
    params = dict(flip_test=False, **flip, **codec, **mmdeploy)
    if indices:
        params['output_keypoint_indices'] = indices
    case = dict(name=name, params=params, codec=repr(codec), input_center=center.tolist(), input_scale=scale.tolist(), box=box[0].tolist(),
                score=0.75, shape=maps.shape, heatmaps=maps.flatten().tolist(), keypoints=data.keypoints[0].tolist(),
                keypoint_scores=data.keypoint_scores[0].tolist())
    if flip:
        flipped = flip_heatmaps(torch.from_numpy(turned.copy())[None], FLIP, flip['flip_mode'], flip.get('shift_heatmap', False))
        case.update(flip_indices=FLIP, flipped=turned.flatten().tolist(), merged=((torch.from_numpy(maps)[None] + flipped) * 0.5).flatten().tolist())
    cases.append(case)


def compact(value):
    """Shortest text of f32."""
    if isinstance(value, float):
        return float(str(np.float32(value)))
    if isinstance(value, (list, tuple)):
        return [compact(v) for v in value]
    return {k: compact(v) for k, v in value.items()} if isinstance(value, dict) else value


sys.stdout.write('[\n' + ',\n'.join(json.dumps(compact(c)) for c in cases) + '\n]\n')
