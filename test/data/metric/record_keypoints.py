#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Records what mmpose 1.3.2's metrics of keypoint distances say of small made-up results.

Usage, in a Python that has mmpose: record_keypoints.py; it writes keypoint_metric.json beside itself. The numbers are pseudo-random with a
fixed seed, so that it writes the same again.
"""
import json
import os

import numpy as np
from mmpose.evaluation.metrics import AUC, EPE, NME, PCKAccuracy

HERE = os.path.dirname(os.path.abspath(__file__))
K, N = 7, 40
CONFIGS = [
    "dict(type='PCKAccuracy')",
    "dict(type='PCKAccuracy', thr=0.2, norm_item='bbox', prefix='mine')",
    "dict(type='PCKAccuracy', thr=0.3, norm_item=['bbox', 'torso'])",
    "dict(type='AUC')",
    "dict(type='AUC', norm_factor=12.5, num_thrs=7)",
    "dict(type='EPE')",
    "dict(type='NME', norm_mode='use_norm_item', norm_item='bbox_size')",
    "dict(type='NME', norm_mode='keypoint_distance', keypoint_indices=[2, 6])",
    "dict(type='NME', norm_mode='keypoint_distance')",
]
TYPES = dict(PCKAccuracy=PCKAccuracy, AUC=AUC, EPE=EPE, NME=NME)


def main():
    rng = np.random.default_rng(5)
    samples = []
    for i in range(N):
        box = np.array([*rng.uniform(0, 50, 2), *rng.uniform(60, 200, 2)], np.float32)
        truth = rng.uniform(0, 200, (K, 2)).astype(np.float32)
        if i == 3:
            truth[4] = truth[5]  # a torso without a length
        visible = (rng.uniform(0, 1, K) < 0.8).astype(np.float32)
        visible[1] = 0  # a keypoint that nobody has
        found = (truth + rng.normal(0, 8, (K, 2)) * rng.choice([0.2, 1, 4])).astype(np.float32)
        samples.append(dict(box=box.round(2), truth=truth.round(2), visible=visible, found=found.round(2)))
    cases = []
    for text in CONFIGS:
        config = eval(text, {'dict': dict})  # pylint: disable=eval-used
        metric = TYPES[config.pop('type')](**config)
        metric.dataset_meta = dict(dataset_name='horse10', keypoint_id2name={i: str(i) for i in range(K)})
        metric.process([], [dict(pred_instances=dict(keypoints=s['found'][None].copy()),
                                 gt_instances=dict(keypoints=s['truth'][None].copy(), keypoints_visible=s['visible'][None],
                                                   bboxes=s['box'][None])) for s in samples])
        cases.append(dict(metric=text, expected={k: float(v) for k, v in metric.evaluate(N).items()}))
    short = [{k: [float(str(x)) for x in v.reshape(-1)] for k, v in s.items()} for s in samples]
    with open(os.path.join(HERE, 'keypoint_metric.json'), 'w', encoding='utf-8') as file:
        file.write('{"samples": [\n' + ',\n'.join(json.dumps(s) for s in short) + '\n],\n"cases": [\n' +
                   ',\n'.join(json.dumps(c) for c in cases) + '\n]}\n')


main()
