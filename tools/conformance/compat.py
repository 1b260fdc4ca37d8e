# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""slipway.compat.mmdeploy_runtime stands in for the real module: one script runs with both on the same directories, and gets the same types,
shapes and order. Numbers, where the two compute the same: class maps (but for ties), boxes within 0.05 px (cut at the last pixel as the real module
does it). Its centre crop moves scores by up to 5e-3. Its warp of boxes is not mmpose's (runtime_poses.py): keypoints have
to be within 4 % of the pose's size on average, ids the same in every frame.
"""
import mmcv_ext  # noqa: F401  before any OpenMMLab library  # pylint: disable=unused-import

import os
import sys
from pathlib import Path

import numpy as np

from common import CLS_DYNAMIC, DATA, DETECTION_DYNAMIC, ROOT, SCENES, STREET, Verdict, deploy, fixture, read_json, scratch
import golden
from sdk import PIXELS, SCORES, cut

SIMCC = ROOT / 'configs/mmpose/pose-detection_simcc_onnxruntime_dynamic.py'
SEGMENTATION = ROOT / 'configs/mmseg/segmentation_onnxruntime_dynamic.py'
KEYPOINTS = 0.04  # of the pose's height or width
MAPS = 2e-3  # of the pixels: where two classes score alike, as the real module runs ONNX Runtime 1.15
PEOPLE = [STREET[i - 1] for i in (1, 4, 5, 6)]
OWN_SIZE = ('--cfg-options', 'deploy:onnx_config.input_shape=None', 'model:model.test_cfg.flip_test=False')
os.environ.setdefault('SLIPWAY_LIBRARY', str(Path(os.environ['SLIPWAY_PROGRAM']).parent.parent / 'lib/libslipway.so.1'))
sys.path.insert(0, str(ROOT / 'bindings/python'))


def people_boxes():
    """The annotated boxes of PEOPLE: x1,y1,x2,y2"""
    truth = read_json(DATA / 'street/annotations/person_keypoints_val.json')
    numbers = {image['file_name'].split('/')[-1]: image['id'] for image in truth['images']}
    boxes = []
    for path in PEOPLE:
        some = [a['bbox'] for a in truth['annotations'] if a['image_id'] == numbers[path.name]]
        boxes.append([[x, y, x + w, y + h] for x, y, w, h in some])
    return boxes


def script(runtime, folders):
    """What a user's script does; `runtime` is either module. Returns name -> what each call gave."""
    import cv2
    scenes, street, people = ([cv2.imread(str(path)) for path in paths] for paths in (SCENES, STREET, PEOPLE))
    found = {}
    classifier = runtime.Classifier(model_path=folders['resnet18-slim'], device_name='cpu', device_id=0)
    found['classifier'] = [classifier(image) for image in scenes]
    found['classifier, batch'] = classifier.batch(scenes[:2])
    detector = runtime.Detector(folders['rtmdet-nano'], 'cpu')
    found['detector'] = [detector(image) for image in street]
    found['detector, batch'] = detector.batch(street[:2])
    segmentor = runtime.Segmentor(folders['seg-nano'], 'cpu', 0)
    found['segmentor'] = [segmentor(image) for image in street]
    pose = runtime.PoseDetector(folders['rtmpose-nano'], 'cpu', 0)
    boxes = people_boxes()
    found['pose'] = [pose(people[0], boxes[0][0]), pose(people[2], boxes[2]), pose(img=people[2], bboxes=boxes[2])]
    found['pose, whole image'] = pose(people[0])
    found['pose, batch'] = pose.batch(people, boxes)
    tracker = runtime.PoseTracker(det_model=folders['rtmdet-nano'], pose_model=folders['rtmpose-nano'], device_name='cpu')
    state = tracker.create_state(det_interval=2, det_thr=0.3, keypoint_sigmas=[0.05] * 17, track_max_missing=3)
    found['tracker'] = [tracker(state, np.roll(people[2], 3 * step, axis=1), detect=-1) for step in range(6)]
    found['tracker, batch'] = tracker.batch([state], [people[2]])
    runtime.Context(runtime.Device('cpu', 0))
    return found


def shape(value):
    """Types, shapes and lengths, without numbers."""
    if isinstance(value, np.ndarray):
        return f'{value.dtype}{value.ndim}'
    if isinstance(value, (list, tuple)):
        return type(value).__name__ + str([shape(item) for item in value[:2]])
    return type(value).__name__


def compare(theirs, ours):
    """name -> problems"""
    problems = {name: [] if shape(theirs[name]) == shape(ours[name]) else [f'{shape(ours[name])} instead of {shape(theirs[name])}']
                for name in theirs}
    for real, mine in zip(theirs['classifier'], ours['classifier']):
        scores = dict(mine)
        if len(real) != len(mine) or any(abs(score - scores.get(label, score)) > SCORES for label, score in real):
            problems['classifier'].append(f'{mine} instead of {real}')
    import cv2
    for path, real, mine in zip(STREET, theirs['detector'], ours['detector']):
        height, width = cv2.imread(str(path)).shape[:2]
        left = cut({'bboxes': mine[0][:, :4].tolist(), 'bbox_scores': mine[0][:, 4].tolist(), 'labels': mine[1].tolist()}, width, height)
        found = {'bboxes': real[0][:, :4].tolist(), 'bbox_scores': real[0][:, 4].tolist(), 'labels': real[1].tolist()}
        problems['detector'] += [f'{path.name}: {p}' for p in golden.compare_instances(found, left, pixels=PIXELS)]
    for path, real, mine in zip(STREET, theirs['segmentor'], ours['segmentor']):
        if (real != mine).mean() > MAPS:
            problems['segmentor'].append(f'{path.name}: {int((real != mine).sum())} of {mine.size} pixels')
    for name in ('pose', 'pose, batch'):
        for real, mine in zip(theirs[name], ours[name]):
            for one, other in zip(real, mine):
                far, size = np.linalg.norm((one - other)[:, :2], axis=-1).mean(), np.ptp(other[:, :2], axis=0).max()
                if len(real) != len(mine) or far > KEYPOINTS * size:
                    problems[name].append(f'keypoints differ by {far:.2f} px on average, of a pose of {size:.0f} px')
    for step, (real, mine) in enumerate(zip(theirs['tracker'], ours['tracker'])):
        if sorted(real[2].tolist()) != sorted(mine[2].tolist()):
            problems['tracker'].append(f'frame {step}: ids {mine[2].tolist()} instead of {real[2].tolist()}')
    return problems


def main():
    verdict = Verdict('compat')
    import mmdeploy_runtime
    import slipway.compat.mmdeploy_runtime as compatible
    with scratch() as folder:
        folders = {}
        for name, config, images, options in (('resnet18-slim', CLS_DYNAMIC, SCENES[:1], ()), ('rtmdet-nano', DETECTION_DYNAMIC, STREET[:1], ()),
                                              ('seg-nano', SEGMENTATION, STREET[:1], ()), ('rtmpose-nano', SIMCC, STREET[:1], OWN_SIZE)):
            folders[name] = str(Path(folder) / name)
            failed = deploy(config, *fixture(name), images, folders[name], '--dump-info', *options)
            if failed:
                verdict.case(name, failed)
                verdict.finish()
        for name, problems in compare(script(mmdeploy_runtime, folders), script(compatible, folders)).items():
            verdict.case(name, problems)
    verdict.finish()


if __name__ == '__main__':
    main()
