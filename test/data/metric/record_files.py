#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Records what the metrics write whose numbers are those of programs of their own: mmpose's PoseTrack18Metric, mmseg's CityscapesMetric.

Usage, in a Python that has mmpose 1.3.2 and mmseg 1.2.2: record_files.py [CITYSCAPESSCRIPTS]; it writes file_metric.json beside itself. The people
are those of the top-down case of coco_metric.json. Of poseval nothing is needed, of cityscapesscripts (2.3.0; its folder may be given) the table of labels only.
"""
import json
import os
import sys
import tempfile
import types

import numpy as np

sys.path[1:1] = sys.argv[1:]
sys.modules['poseval'] = types.ModuleType('poseval')
for part, names in (('eval_helpers', ()), ('evaluateAP', ('evaluateAP', ))):
    sys.modules[f'poseval.{part}'] = types.ModuleType(f'poseval.{part}')
    setattr(sys.modules['poseval'], part, sys.modules[f'poseval.{part}'])
    for name in names:
        setattr(sys.modules[f'poseval.{part}'], name, None)
import cityscapesscripts.evaluation  # noqa: E402  pylint: disable=wrong-import-position
cityscapesscripts.evaluation.evalPixelLevelSemanticLabeling = types.ModuleType('evalPixelLevelSemanticLabeling')
sys.modules['cityscapesscripts.evaluation.evalPixelLevelSemanticLabeling'] = cityscapesscripts.evaluation.evalPixelLevelSemanticLabeling
from mmpose.evaluation.metrics import PoseTrack18Metric  # noqa: E402  pylint: disable=wrong-import-position
from mmseg.evaluation.metrics import CityscapesMetric  # noqa: E402  pylint: disable=wrong-import-position
from PIL import Image  # noqa: E402  pylint: disable=wrong-import-position
import torch  # noqa: E402  pylint: disable=wrong-import-position

HERE = os.path.dirname(os.path.abspath(__file__))
CONFIGS = ["dict(type='PoseTrack18Metric', {}, format_only=True)", "dict(type='PoseTrack18Metric', {}, format_only=True, score_mode='bbox', nms_mode='none')",
           "dict(type='PoseTrack18Metric', {}, format_only=True, keypoint_score_thr=0.5, nms_mode='soft_oks_nms', nms_thr=0.3)"]
# Of the images of coco_truth.json, some of them in no video, and one that only a video has.
VIDEOS = {'000342_mpii_test.json': [14, 7], '001001_mpii_test.json': [1000, 35]}


def video(images):
    """As PoseTrack's own files, of which the metric reads the images."""
    return dict(images=[dict(id=i, file_name=f'images/val/{i:06d}.jpg', frame_id=i, is_labeled=True) for i in images], annotations=[], categories=[])


def data_sample(sample):
    n = sample['n']

    def array(key, *shape):
        return np.array(sample[key], np.float32).reshape(n, *shape)

    gt = dict(bbox_scores=array('bbox_scores'))
    if 'bbox_areas' in sample:
        gt['bbox_scales'] = np.stack([array('bbox_areas'), np.ones(n, np.float32)], 1)
    return dict(id=sample.get('instance_id', [0] * n), img_id=sample['image_id'], gt_instances=gt,
                pred_instances=dict(keypoints=array('keypoints', 17, 2), keypoint_scores=array('keypoint_scores', 17), bboxes=array('bboxes', 4)))


def record_videos():
    with open(os.path.join(HERE, 'coco_metric.json'), encoding='utf-8') as f:
        recorded = json.load(f)
    cases = []
    case = recorded['cases'][1]  # top-down
    for config in CONFIGS:
        with tempfile.TemporaryDirectory() as folder:
            truth = os.path.join(folder, 'posetrack18_val.json')
            os.makedirs(os.path.join(folder, 'val'))
            with open(os.path.join(HERE, 'coco_truth.json'), encoding='utf-8') as f, open(truth, 'w', encoding='utf-8') as to:
                to.write(f.read())
            for name, images in VIDEOS.items():
                with open(os.path.join(folder, 'val', name), 'w', encoding='utf-8') as f:
                    json.dump(video(images), f)
            place = f"ann_file='{truth}', outfile_prefix='{folder}/out/some'"
            arguments = eval(config.format(place), {'dict': dict})  # pylint: disable=eval-used
            os.makedirs(os.path.join(folder, 'out'))
            metric = PoseTrack18Metric(**{k: v for k, v in arguments.items() if k != 'type'})
            metric.dataset_meta = dict(dataset_name='posetrack18', num_keypoints=17, sigmas=np.array(recorded['sigmas'], np.float32))
            metric.process(None, [data_sample(s) for s in case['samples']])
            assert metric.evaluate(len(case['samples'])) == {}
            files = {}
            for name in sorted(os.listdir(os.path.join(folder, 'out'))):
                with open(os.path.join(folder, 'out', name), encoding='utf-8') as f:
                    files[name] = json.load(f)
        cases.append(dict(config=config, files=files))
    return dict(videos={name: video(images) for name, images in VIDEOS.items()}, cases=cases)


def record_picture():
    """One picture with every class and what else may stand in a map."""
    labels = [*range(19), 255, 19, 200]
    with tempfile.TemporaryDirectory() as folder:
        metric = CityscapesMetric(output_dir=folder, format_only=True, keep_results=True)
        metric.process({}, [dict(pred_sem_seg=dict(data=torch.tensor([[labels]])), img_path='some/where/lindau_000000_000019_leftImg8bit.png')])
        assert metric.evaluate(1) == {}
        files = {name: np.array(Image.open(os.path.join(folder, name))).reshape(-1).tolist() for name in os.listdir(folder)}
    return dict(labels=labels, files=files)


def main():
    recorded = dict(posetrack=record_videos(), cityscapes=record_picture())
    with open(os.path.join(HERE, 'file_metric.json'), 'w', encoding='utf-8') as f:
        json.dump(recorded, f)
        f.write('\n')


main()
