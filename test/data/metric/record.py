#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Records what the metrics of mmpose 1.3.2 and mmpretrain 1.2.0 say of small made-up results.

Usage, in a Python that has these libraries: record.py; it writes coco_truth.json, coco_metric.json and class_metric.json
beside itself. The numbers are pseudo-random with a fixed seed, so that it writes the same again. record_boxes.py does the
same for metrics of boxes.
"""
import contextlib
import io
import json
import os

# With AVX-512, numpy sorts equal scores in an order of its own; without, it keeps theirs, up to 16 of them.
os.environ['NPY_DISABLE_CPU_FEATURES'] = 'AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL'
STABLE = 16

import numpy as np  # noqa: E402
import torch  # noqa: E402
from mmpose.datasets.datasets.utils import parse_pose_metainfo  # noqa: E402
from mmpose.evaluation.metrics import CocoMetric  # noqa: E402
from mmpretrain.evaluation import Accuracy, ConfusionMatrix, SingleLabelMetric  # noqa: E402
from mmpretrain.structures import DataSample  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
K = 17
COCO_CONFIGS = [
    "dict(type='CocoMetric', score_mode='bbox', nms_mode='none')",
    "dict(type='CocoMetric')",
    "dict(type='CocoMetric', score_mode='keypoint', nms_mode='soft_oks_nms', nms_thr=0.5)",
    "dict(type='CocoMetric', score_mode='bbox', nms_mode='soft_oks_nms', nms_thr=0.3, use_area=False)",
    "dict(type='CocoMetric', score_mode='bbox_rle', nms_mode='oks_nms', nms_thr=0.7, prefix='other')",
    "dict(type='CocoMetric', score_mode='bbox_keypoint', keypoint_score_thr=0.5, nms_mode='oks_nms', nms_thr=0.3)",
    "dict(type='CocoMetric', iou_type='keypoints_crowd', nms_mode='none', use_area=False)",
]
CLASS_CONFIGS = [
    "dict(type='Accuracy')",
    "dict(type='Accuracy', topk=(1, 3, 5))",
    "dict(type='Accuracy', topk=2, thrs=(0., 0.1, None, 0.5), prefix='mine')",
    "dict(type='SingleLabelMetric')",
    "dict(type='SingleLabelMetric', average='micro', items=['precision', 'recall', 'f1-score', 'support'])",
    "dict(type='SingleLabelMetric', average=None, items=['precision', 'f1-score', 'support'])",
    "dict(type='SingleLabelMetric', thrs=(0.2, None), items=['recall', 'support'])",
    "dict(type='ConfusionMatrix')",
]
TYPES = {'CocoMetric': CocoMetric, 'Accuracy': Accuracy, 'SingleLabelMetric': SingleLabelMetric,
         'ConfusionMatrix': ConfusionMatrix}


def make_metric(text):
    config = eval(text, {'dict': dict})  # pylint: disable=eval-used
    return TYPES[config.pop('type')](**config)


def person(rng):
    """A box and keypoints in it."""
    x, y = rng.uniform(0, 300, 2)
    w, h = rng.uniform(20, 250, 2)
    points = np.stack([rng.uniform(x, x + w, K), rng.uniform(y, y + h, K)], 1)
    return np.array([x, y, w, h]), points


def make_truth(rng):
    images, annotations = [], []
    for image in range(1, 13):
        images.append(dict(id=image * 7, width=640, height=480, file_name=f'{image}.jpg',
                           crowdIndex=round(float(rng.uniform(0, 1)), 2)))
        for _ in range(0 if image in (4, 9) else int(rng.integers(1, 4))):
            box, points = person(rng)
            visible = rng.choice([0, 1, 2], K, p=[.2, .2, .6])
            if rng.uniform() < .1:
                visible[:] = 0
            keypoints = np.concatenate([points * (visible > 0)[:, None], visible[:, None]], 1)
            annotations.append(dict(
                id=len(annotations) + 1, image_id=image * 7, category_id=1, iscrowd=int(rng.uniform() < .1),
                bbox=[round(float(v), 1) for v in box], area=round(float(box[2] * box[3] * rng.uniform(.4, .7)), 2),
                num_keypoints=int((visible > 0).sum()), keypoints=[round(float(v), 1) for v in keypoints.reshape(-1)]))
    return dict(images=images, annotations=annotations, categories=[dict(id=1, name='person')])


def numbers(array):
    """Single precision, with the digits that are needed to read it back."""
    return json.loads('[' + ', '.join(str(v) for v in np.asarray(array, np.float32).reshape(-1)) + ']')


def make_people(rng, truth, image):
    """What a model finds in an image: near what is there, doubled now and then, and something that is not there."""
    found = []
    for annotation in truth['annotations']:
        if annotation['image_id'] != image:
            continue
        for _ in range(int(rng.integers(1, 4))):
            box = np.array(annotation['bbox']) + rng.normal(0, 4, 4)
            points = np.array(annotation['keypoints']).reshape(K, 3)[:, :2] + rng.normal(0, rng.choice([1, 5, 15]), (K, 2))
            found.append((box, points))
    for _ in range(24 if image == 21 else int(rng.integers(0, 3))):
        found.append(person(rng))
    return found


def make_samples(rng, truth, top_down):
    samples = []
    for image in truth['images']:
        people = make_people(rng, truth, image['id'])
        for group in [[p] for p in people] if top_down else [people]:
            boxes = np.array([[b[0], b[1], b[0] + b[2], b[1] + b[3]] for b, _ in group], np.float32).reshape(-1, 4)
            sample = dict(
                index=len(samples), image_id=image['id'], n=len(group), bboxes=numbers(boxes),
                bbox_scores=numbers(rng.choice([.3, .5, .7, .9], len(group)) if rng.uniform() < .7 and len(people) <= STABLE else
                                    rng.uniform(.1, 1, len(group))),
                keypoints=numbers(np.array([p for _, p in group])),
                keypoint_scores=numbers(rng.uniform(0, 1, (len(group), K))))
            if top_down:
                # One in six is there twice.
                sample['instance_id'] = len(samples) if rng.uniform() > 1 / 6 else max(0, len(samples) - 1)
                sample['bbox_areas'] = numbers([(boxes[0, 2] - boxes[0, 0]) * (boxes[0, 3] - boxes[0, 1]) * 1.5625])
            samples.append(sample)
    return samples


def data_sample(sample):
    n = sample['n']

    def array(key, *shape):
        return np.array(sample[key], np.float32).reshape(n, *shape)

    gt = dict()
    if 'bbox_areas' in sample:
        # Their product is what counts.
        gt['bbox_scales'] = np.stack([array('bbox_areas'), np.ones(n, np.float32)], 1)
    return dict(
        id=sample.get('instance_id', list(range(n))), img_id=sample['image_id'], ori_shape=(480, 640), gt_instances=gt,
        pred_instances=dict(keypoints=array('keypoints', K, 2), keypoint_scores=array('keypoint_scores', K),
                            bboxes=array('bboxes', 4), bbox_scores=array('bbox_scores')))


def record_coco():
    rng = np.random.default_rng(5)
    truth = make_truth(rng)
    truth_file = os.path.join(HERE, 'coco_truth.json')
    with open(truth_file, 'w', encoding='utf-8') as f:
        json.dump(truth, f)
        f.write('\n')
    info = parse_pose_metainfo(dict(from_file='configs/_base_/datasets/coco.py'))
    cases = []
    for top_down in (False, True):
        samples = make_samples(rng, truth, top_down)
        expected = []
        for config in COCO_CONFIGS:
            metric = make_metric(config.replace("dict(type='CocoMetric'", f"dict(type='CocoMetric', ann_file={truth_file!r}"))
            metric.dataset_meta = dict(info)
            text = io.StringIO()
            with contextlib.redirect_stdout(text):
                metric.process(None, [data_sample(s) for s in samples])
                values = {k: float(v) for k, v in metric.evaluate(len(samples)).items()}
            summary = [line for line in text.getvalue().splitlines() if ' @[' in line]
            expected.append(dict(config=config, metrics=values, summary=summary))
        cases.append(dict(top_down=top_down, samples=samples, expected=expected))
    # As the metainfo file has them; the library rounds them to single precision itself.
    sigmas = [round(float(s), 4) for s in info['sigmas']]
    return dict(sigmas=sigmas, cases=cases)


def plain(value):
    if isinstance(value, torch.Tensor):
        return value.tolist()
    return value


def record_classes():
    rng = np.random.default_rng(6)
    cases = []
    for classes, count, ties in ((7, 60, False), (7, 50, True), (130, 40, True)):
        labels = rng.integers(0, classes, count)
        logits = rng.normal(0, 1, (count, classes))
        logits[np.arange(count), labels] += rng.choice([0., 3.], count)
        scores = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
        if ties:
            # Multiples of an eighth: exact in single precision, and often equal.
            scores = np.round(scores * 8) / 8
        scores = scores.astype(np.float32)
        expected = []
        for config in CLASS_CONFIGS:
            metric = make_metric(config)
            samples = [DataSample().set_gt_label(int(label)).set_pred_score(torch.from_numpy(s)).to_dict()
                       for label, s in zip(labels, scores)]
            metric.process(None, samples)
            result = metric.evaluate(count)
            expected.append(dict(config=config, metrics={k: plain(v) for k, v in result.items()}))
        cases.append(dict(classes=classes, labels=labels.tolist(), scores=[numbers(s) for s in scores], expected=expected))
    return dict(cases=cases)


def write(name, document):
    with open(os.path.join(HERE, name), 'w', encoding='utf-8') as f:
        json.dump(document, f)
        f.write('\n')


if __name__ == '__main__':
    write('coco_metric.json', record_coco())
    write('class_metric.json', record_classes())
