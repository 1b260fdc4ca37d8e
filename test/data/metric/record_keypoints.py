#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Records what mmpose 1.3.2's metrics of keypoint distances say of small made-up results.

Usage, in a Python that has mmpose: record_keypoints.py; it writes keypoint_metric.json and, of the metrics of MPII and JHMDB, part_metric.json
beside itself. The numbers are pseudo-random with a fixed seed, so that it writes the same again.
"""
import json
import os

import numpy as np
from mmpose.evaluation.metrics import AUC, EPE, NME, JhmdbPCKAccuracy, MpiiPCKAccuracy, PCKAccuracy

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
TYPES = dict(PCKAccuracy=PCKAccuracy, AUC=AUC, EPE=EPE, NME=NME, MpiiPCKAccuracy=MpiiPCKAccuracy, JhmdbPCKAccuracy=JhmdbPCKAccuracy)
# Keypoints, whether one of them is annotated nowhere, configs.
PARTS = {
    'mpii': (16, False, ["dict(type='MpiiPCKAccuracy')", "dict(type='MpiiPCKAccuracy', thr=0.25, prefix='mine')",
                         "dict(type='PCKAccuracy', thr=0.3, norm_item=['head', 'bbox'])"]),
    'mpii, one unknown': (16, True, ["dict(type='MpiiPCKAccuracy')"]),
    'jhmdb': (15, False, ["dict(type='JhmdbPCKAccuracy')", "dict(type='JhmdbPCKAccuracy', thr=0.2, norm_item=['bbox', 'torso'])"]),
    'jhmdb, one unknown': (15, True, ["dict(type='JhmdbPCKAccuracy', thr=0.1, norm_item='torso')"]),
}


def make_samples(rng, keypoints, count, unknown, with_head):
    samples = []
    for i in range(count):
        box = np.array([*rng.uniform(0, 50, 2), *rng.uniform(60, 200, 2)], np.float32)
        truth = rng.uniform(0, 200, (keypoints, 2)).astype(np.float32)
        if i == 3:
            truth[4] = truth[5]  # a torso without a length
        visible = (rng.uniform(0, 1, keypoints) < 0.8).astype(np.float32)
        if unknown:
            visible[1] = 0  # a keypoint that nobody has
        found = (truth + rng.normal(0, 8, (keypoints, 2)) * rng.choice([0.2, 1, 4])).astype(np.float32)
        sample = dict(box=box.round(2), truth=truth.round(2), visible=visible, found=found.round(2))
        if with_head:
            sample['head'] = np.array([rng.uniform(10, 60)])
        samples.append(sample)
    return samples


def evaluate(text, samples, precision=np.float32):
    config = eval(text, {'dict': dict})  # pylint: disable=eval-used
    metric = TYPES[config.pop('type')](**config)
    metric.dataset_meta = dict(dataset_name='horse10', keypoint_id2name={i: str(i) for i in range(len(samples[0]['truth']))})
    metric.process([], [dict(pred_instances=dict(keypoints=s['found'][None].copy()),
                             gt_instances=dict(keypoints=s['truth'][None].astype(precision), keypoints_visible=s['visible'][None],
                                               bboxes=s['box'][None], head_size=s.get('head', np.array([0])).reshape(1, 1)))
                        for s in samples])
    case = dict(metric=text, expected={k: float(v) for k, v in metric.evaluate(len(samples)).items()})
    return case if precision == np.float32 else dict(case, f64=True)


def plain(samples):
    return [{k: [float(str(x)) for x in v.reshape(-1)] for k, v in s.items()} for s in samples]


def text_of(samples, cases):
    return ('{"samples": [\n' + ',\n'.join(json.dumps(s) for s in plain(samples)) + '\n],\n"cases": [\n' +
            ',\n'.join(json.dumps(c) for c in cases) + '\n]}')


def write(name, text):
    with open(os.path.join(HERE, name), 'w', encoding='utf-8') as file:
        file.write(text + '\n')


def main():
    samples = make_samples(np.random.default_rng(5), K, N, True, False)
    # In f64, as keypoints are that a CombinedDataset converted.
    write('keypoint_metric.json', text_of(samples, [evaluate(text, samples, precision) for precision in (np.float32, np.float64) for text in CONFIGS]))
    parts = []
    for seed, (name, (keypoints, unknown, configs)) in enumerate(PARTS.items()):
        samples = make_samples(np.random.default_rng(seed), keypoints, 12, unknown, True)
        parts.append(f'{json.dumps(name)}: ' + text_of(samples, [evaluate(text, samples) for text in configs]))
    write('part_metric.json', '{\n' + ',\n'.join(parts) + '\n}')


main()
