#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Records what mmpose 1.3.2's CocoWholeBodyMetric says of small made-up results.

Usage, in a Python that has mmpose: record_whole_body.py; it writes whole_body_truth.json and whole_body_metric.json beside itself. The numbers are
pseudo-random with a fixed seed, so that it writes the same again.
"""
import contextlib
import io
import json
import os

import numpy as np
from mmpose.datasets.datasets.utils import parse_pose_metainfo
from mmpose.evaluation.metrics import CocoWholeBodyMetric

HERE = os.path.dirname(os.path.abspath(__file__))
PARTS = dict(keypoints=17, foot_kpts=6, face_kpts=68, lefthand_kpts=21, righthand_kpts=21)
K = sum(PARTS.values())
CONFIGS = [
    "dict(type='CocoWholeBodyMetric')",
    "dict(type='CocoWholeBodyMetric', use_area=False, score_mode='keypoint', nms_mode='none', prefix='mine')",
    "dict(type='CocoWholeBodyMetric', nms_mode='soft_oks_nms', nms_thr=0.4, score_mode='bbox')",
]


def make_truth(rng):
    images, annotations = [], []
    for image in range(1, 6):
        images.append(dict(id=image * 3, width=640, height=480, file_name=f'{image}.jpg'))
        for person in range(0 if image == 4 else 2):
            x, y = rng.uniform(0, 300, 2).round()
            w, h = rng.uniform(30, 250, 2).round()
            lists = {}
            for key, count in PARTS.items():
                visible = rng.choice([0, 1, 2], count, p=[.4, .2, .4])
                if (image == 2 and key != 'face_kpts') or (image == 3 and person == 1):
                    visible[:] = 0
                points = np.stack([rng.uniform(x, x + w, count), rng.uniform(y, y + h, count)], 1).round() * (visible > 0)[:, None]
                lists[key] = [int(v) for v in np.concatenate([points, visible[:, None]], 1).reshape(-1)]
            annotations.append(dict(
                id=len(annotations) + 1, image_id=image * 3, category_id=1, iscrowd=int(image == 5 and person == 1), bbox=[x, y, w, h],
                area=float((w * h * rng.uniform(.4, .7)).round()), num_keypoints=int(sum(v > 0 for v in lists['keypoints'][2::3])), **lists))
    return dict(images=images, annotations=annotations, categories=[dict(id=1, name='person')])


def make_samples(rng, truth):
    samples = []
    for annotation in truth['annotations']:
        points = np.concatenate([np.array(annotation[key], np.float64).reshape(-1, 3)[:, :2] for key in PARTS])
        box = np.array(annotation['bbox'])
        for _ in range(1 + annotation['id'] % 2):
            found = (points + rng.normal(0, rng.choice([1, 3, 9]), (K, 2))).round(1)
            corners = np.array([box[0], box[1], box[0] + box[2], box[1] + box[3]]) + rng.normal(0, 3, 4).round(1)
            samples.append(dict(index=len(samples), instance_id=len(samples), image_id=annotation['image_id'],
                                bboxes=corners.round(1).tolist(), bbox_scores=[round(float(rng.uniform(.2, 1)), 2)],
                                keypoints=found.reshape(-1).tolist(), keypoint_scores=rng.uniform(0, 1, K).round(2).tolist(),
                                bbox_areas=[float((box[2] * box[3]).round())]))
    return samples


def data_sample(sample):
    def array(key, *shape):
        return np.array(sample[key], np.float32).reshape(1, *shape)

    return dict(id=sample['instance_id'], img_id=sample['image_id'], ori_shape=(480, 640),
                gt_instances=dict(bbox_scales=np.stack([array('bbox_areas', 1)[:, 0], np.ones(1, np.float32)], 1)),
                pred_instances=dict(keypoints=array('keypoints', K, 2), keypoint_scores=array('keypoint_scores', K),
                                    bboxes=array('bboxes', 4), bbox_scores=array('bbox_scores', 1)[:, 0]))


def main():
    rng = np.random.default_rng(7)
    truth = make_truth(rng)
    truth_file = os.path.join(HERE, 'whole_body_truth.json')
    with open(truth_file, 'w', encoding='utf-8') as file:
        json.dump(truth, file)
        file.write('\n')
    info = parse_pose_metainfo(dict(from_file='configs/_base_/datasets/coco_wholebody.py'))
    samples = make_samples(rng, truth)
    expected = []
    for text in CONFIGS:
        config = eval(text, {'dict': dict})  # pylint: disable=eval-used
        config.pop('type')
        metric = CocoWholeBodyMetric(ann_file=truth_file, **config)
        metric.dataset_meta = dict(info)
        with contextlib.redirect_stdout(io.StringIO()):
            metric.process(None, [data_sample(s) for s in samples])
            expected.append(dict(config=text, metrics={k: float(v) for k, v in metric.evaluate(len(samples)).items()}))
    with open(os.path.join(HERE, 'whole_body_metric.json'), 'w', encoding='utf-8') as file:
        json.dump(dict(sigmas=[round(float(s), 6) for s in info['sigmas']], samples=samples, expected=expected), file)
        file.write('\n')


main()
