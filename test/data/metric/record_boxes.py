#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Records what the metrics of mmdet 3.3.0, with pycocotools 2.0.11, say of small made-up boxes.

Usage, in a Python that has these libraries: record_boxes.py; it writes boxes_truth.json, boxes_coco_metric.json and
voc_metric.json beside itself. The numbers are pseudo-random with a fixed seed, so that it writes the same again.

VOCMetric sorts with numpy's default, whose order of equal scores depends on the processor; for what is recorded here it
sorts stably. Its recalls need a numpy that makes ragged arrays (before 1.24); a newer one is helped.
"""
import contextlib
import io
import json
import logging
import os

import numpy as np
import torch
from mmdet.datasets.api_wrappers import COCOevalMP
from mmdet.evaluation import CocoMetric, VOCMetric
from mmdet.evaluation.functional import mean_ap, recall
from mmengine.logging import MMLogger
from pycocotools.cocoeval import COCOeval

HERE = os.path.dirname(os.path.abspath(__file__))
CATEGORIES = [dict(id=2, name='person'), dict(id=3, name='ball'), dict(id=5, name='tree'), dict(id=9, name='car'), dict(id=10, name='cart')]
NAMES = [c['name'] for c in CATEGORIES]
COCO_CONFIGS = [
    "dict(type='CocoMetric')",
    "dict(type='CocoMetric', metric=['bbox'], classwise=True, prefix='other', backend_args=None, collect_device='cpu')",
    "dict(type='CocoMetric', proposal_nums=(100, 1, 10), format_only=False)",
    "dict(type='CocoMetric', proposal_nums=(1, 10, 100), classwise=True, metric_items=['AR@100', 'mAP', 'AR_l@1000', 'AR_s@1000', 'AR@1000'])",
    "dict(type='CocoMetric', proposal_nums=[2, 5, 20, 40], classwise=True)",
    "dict(type='CocoMetric', iou_thrs=[0.5, 0.75])",
    "dict(type='CocoMetric', iou_thrs=[0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.9], classwise=True, metric_items=['mAP_50', 'mAP_m'])",
    "dict(type='CocoMetric', sort_categories=True, use_mp_eval=True, metric_items=['mAP', 'mAP_50', 'AR@100', 'AR_l@1000'])",
    "dict(type='CocoMetric', use_mp_eval=True, proposal_nums=(2, 5, 20, 40), classwise=True, metric_items=['mAP', 'AR@1000', 'AR_l@1000'])",
]
# Of these categories, in whichever order, those of the file count, in its order.
COCO_CLASSES = [NAMES, ['car', 'ball', 'person', 'tree', 'cart'], ['cart', 'person'], ['car']]
VOC_CONFIGS = [
    "dict(type='VOCMetric')",
    "dict(type='VOCMetric', metric='mAP', eval_mode='11points', prefix='other')",
    "dict(type='VOCMetric', metric=['mAP'], eval_mode='area', iou_thrs=[0.5, 0.29, 0.75])",
    "dict(type='VOCMetric', eval_mode='area', iou_thrs=0.7)",
    "dict(type='VOCMetric', metric='recall', scale_ranges=[(1, 32)])",
    "dict(type='VOCMetric', metric='recall', iou_thrs=[0.5, 0.7, 0.9], proposal_nums=(1, 3, 10))",
]
VOC_NAMES = ['aeroplane', 'bicycle', 'bird', 'boat', 'bottle']
TYPES = {'CocoMetric': CocoMetric, 'VOCMetric': VOCMetric}


class StableNumpy:
    """numpy, but sorts are stable and arrays may be ragged."""

    def __getattr__(self, name):
        return getattr(np, name)

    @staticmethod
    def argsort(values):
        return np.argsort(values, kind='stable')

    @staticmethod
    def array(values, *args, **kwargs):
        try:
            return np.array(values, *args, **kwargs)
        except ValueError:
            ragged = np.empty(len(values), object)
            ragged[:] = values
            return ragged


mean_ap.np = recall.np = StableNumpy()


class Messages(logging.Handler):
    """What the library logs."""

    def __init__(self):
        super().__init__()
        self.lines = []

    def emit(self, record):
        self.lines += record.getMessage().strip('\n').split('\n')


def make_metric(text, **more):
    config = eval(text, {'dict': dict})  # pylint: disable=eval-used
    return TYPES[config.pop('type')](**config, **more)


def evaluate(metric, samples, meta):
    """Its numbers, and the lines that are tables or results: those of pycocotools, which it prints, and its own."""
    metric.dataset_meta = meta
    printed, logged = io.StringIO(), Messages()
    logger = MMLogger.get_current_instance()
    logger.addHandler(logged)
    try:
        with contextlib.redirect_stdout(printed):
            metric.process(None, samples)
            values = metric.evaluate(len(samples))
    finally:
        logger.removeHandler(logged)
    lines = [line for line in printed.getvalue().splitlines() if ' @[' in line]
    lines += [line for line in logged.lines if line.startswith(('+', '|', '---', 'bbox_'))]
    numbers = {k: None if np.isnan(v) else float(v) for k, v in values.items()}
    return numbers, lines


def numbers(array):
    """Single precision, with the digits that are needed to read it back."""
    return json.loads('[' + ', '.join(str(v) for v in np.asarray(array, np.float32).reshape(-1)) + ']')


def make_box(rng):
    x, y = rng.uniform(0, 300, 2)
    w, h = rng.choice([12, 25, 60, 130]) * rng.uniform(.6, 1.4, 2)
    return np.array([x, y, w, h])


def find(rng, boxes, classes, extra):
    """What a model finds where `boxes` (label, x,y,w,h) are: near them, doubled now and then, and something that is not there."""
    found = []
    for label, box in boxes:
        for _ in range(int(rng.integers(0, 4))):
            found.append((label if rng.uniform() < .9 else int(rng.integers(classes)), box + rng.normal(0, rng.choice([.5, 2, 8]), 4)))
    for _ in range(extra):
        found.append((int(rng.integers(classes)), make_box(rng)))
    rng.shuffle(found)
    return found


def make_sample(rng, found, **more):
    n = len(found)
    corners = np.array([[b[0], b[1], b[0] + max(b[2], 1), b[1] + max(b[3], 1)] for _, b in found]).reshape(n, 4)
    # Half of the images have few different scores.
    scores = rng.choice([.3, .5, .7, .9], n) if rng.uniform() < .5 else rng.uniform(.05, 1, n)
    return dict(more, bboxes=numbers(corners), scores=numbers(-np.sort(-scores)), labels=[label for label, _ in found])


def predictions(sample):
    n = len(sample['labels'])
    return dict(bboxes=torch.tensor(sample['bboxes']).reshape(n, 4), scores=torch.tensor(sample['scores']),
                labels=torch.tensor(sample['labels'], dtype=torch.int64))


def make_truth(rng):
    images, annotations = [], []
    for image in range(1, 15):
        # Ids are not in the order of the file.
        image_id = image * 7 % 100
        images.append(dict(id=image_id, width=400, height=400, file_name=f'{image}.jpg'))
        for _ in range(0 if image in (4, 9) else int(rng.integers(1, 6))):
            box = make_box(rng)
            annotations.append(dict(
                id=len(annotations) + 1, image_id=image_id, category_id=int(rng.choice([2, 3, 9, 10])), iscrowd=int(rng.uniform() < .12),
                bbox=[round(float(v), 1) for v in box], area=round(float(box[2] * box[3] * rng.uniform(.5, 1)), 2)))
    return dict(images=images, annotations=annotations, categories=CATEGORIES)


def record_coco():
    rng = np.random.default_rng(11)
    truth = make_truth(rng)
    truth_file = os.path.join(HERE, 'boxes_truth.json')
    with open(truth_file, 'w', encoding='utf-8') as f:
        json.dump(truth, f)
        f.write('\n')
    stats = []

    def keep_stats(kind):
        summarize = kind.summarize

        def kept(self):
            summarize(self)
            stats.append([float(v) for v in self.stats])

        kind.summarize = kept

    keep_stats(COCOeval)
    keep_stats(COCOevalMP)
    cases = []
    for classes in COCO_CLASSES:
        ids = [c['id'] for c in CATEGORIES if c['name'] in classes]
        samples = []
        for i, image in enumerate(truth['images']):
            boxes = [(ids.index(a['category_id']), np.array(a['bbox'])) for a in truth['annotations']
                     if a['image_id'] == image['id'] and a['category_id'] in ids]
            extra = 130 if i == 2 else 0 if i in (3, 5) else int(rng.integers(0, 12))
            samples.append(make_sample(rng, find(rng, boxes if i != 5 else [], len(ids), extra), image_id=image['id']))
        expected = []
        for config in COCO_CONFIGS:
            metric = make_metric(config, ann_file=truth_file)
            data = [dict(img_id=s['image_id'], ori_shape=(400, 400), pred_instances=predictions(s)) for s in samples]
            values, lines = evaluate(metric, data, dict(classes=classes))
            expected.append(dict(config=config, keys=list(values), metrics=values, stats=stats[-1], lines=lines))
        cases.append(dict(classes=classes, samples=samples, expected=expected))
    return dict(cases=cases)


def make_voc_samples(rng, count, labels):
    samples = []
    for i in range(count):
        boxes = [(int(rng.choice(labels)), np.rint(make_box(rng))) for _ in range(0 if i == 3 else int(rng.integers(1, 6)))]
        if i == 1:
            boxes = [(labels[0], np.array([10, 10, 9, 9])), (labels[0], np.array([10, 10, 9, 9])), (labels[1], np.array([50, 50, 29, 39]))]
        found = find(rng, boxes, len(VOC_NAMES), 40 if i == 2 else 0 if i == 4 else int(rng.integers(0, 8)))
        if i == 1:
            # Half of a box, to the last bit; all of it.
            found += [(labels[0], np.array([10, 10, 9, 4])), (labels[0], np.array([10, 10, 9, 9])), (labels[1], np.array([50, 50, 29, 39]))]
        samples.append(make_sample(rng, found, gt_bboxes=numbers([[b[0], b[1], b[0] + b[2], b[1] + b[3]] for _, b in boxes]),
                                   gt_labels=[label for label, _ in boxes], gt_ignore=[int(rng.uniform() < .25) for _ in boxes]))
    return samples


def voc_sample(sample):
    ignore = np.array(sample['gt_ignore'], bool)
    boxes = torch.tensor(sample['gt_bboxes']).reshape(len(ignore), 4)
    labels = torch.tensor(sample['gt_labels'], dtype=torch.int64)
    return dict(gt_instances=dict(bboxes=boxes[~ignore], labels=labels[~ignore]),
                ignored_instances=dict(bboxes=boxes[ignore], labels=labels[ignore]), pred_instances=predictions(sample))


def record_voc():
    rng = np.random.default_rng(12)
    cases = []
    # Nothing is a bird; a single image; nothing to find at all.
    for count, labels, dataset_type in ((30, [0, 1, 3, 4], 'VOC2007'), (14, [1, 4], None), (1, [0, 1], 'VOC2012')):
        samples = make_voc_samples(rng, count, labels)
        expected = []
        for config in VOC_CONFIGS:
            values, lines = evaluate(make_metric(config), [voc_sample(s) for s in samples], dict(classes=VOC_NAMES, dataset_type=dataset_type))
            expected.append(dict(config=config, keys=list(values), metrics=values, lines=lines))
        cases.append(dict(dataset_type=dataset_type or '', samples=samples, expected=expected))
    return dict(classes=VOC_NAMES, cases=cases)


def write(name, document):
    with open(os.path.join(HERE, name), 'w', encoding='utf-8') as f:
        json.dump(document, f)
        f.write('\n')


if __name__ == '__main__':
    write('boxes_coco_metric.json', record_coco())
    write('voc_metric.json', record_voc())
