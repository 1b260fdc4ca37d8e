# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""MMDeploy's own runtime loads the directories that Slipway writes for classifiers and detectors, and finds the same.

Classifiers: its centre crop rounds halves up where the library rounds them to even, which moves scores by up to 5e-3. So its answer is
compared twice: with ours within 5e-3, and with what mmpretrain computes on an image cropped like that, within 1e-4. Where two classes are as
close as the crop's effect, the second comparison says which class it has to give.

Detectors: its boxes end at the last pixel, width - 1 and height - 1, where mmdet's end at the border of the network's input; what lies
outside as a whole is then narrower than nothing, and dropped. The rest is ours: it resizes as OpenCV does, as we do, so boxes are compared
within 0.05 px, scores within 1e-4. It runs ONNX Runtime 1.15, which reads opset 11.

Poses: runtime_poses.py.
"""
import mmcv_ext  # noqa: F401  before any OpenMMLab library  # pylint: disable=unused-import

import math
from pathlib import Path

from common import (CLS_DYNAMIC, CLS_STATIC, DATA, DETECTION_DYNAMIC, DETECTION_STATIC, SCENES, STREET, Verdict, deploy, fixture, read_json,
                    scratch)
import golden  # beside the end-to-end tests, where `common` lets it be found
from runtime_poses import poses

SCORES = 5e-3
SAME_CROP = 1e-4
PIXELS = 0.05


def library_with_its_crop():
    """A function from an image file to mmpretrain's scores, cropped with halves rounded up."""
    import torch
    from mmengine.config import Config
    from mmengine.dataset import Compose, pseudo_collate
    from mmengine.registry import init_default_scope
    from mmpretrain.apis import get_model
    config, checkpoint = fixture('resnet18-slim')
    config = Config.fromfile(str(config))
    init_default_scope('mmpretrain')
    model = get_model(config, pretrained=str(checkpoint), device='cpu')
    model.eval()
    load, resize, crop, pack = config.test_pipeline
    assert crop['type'] == 'CenterCrop', crop
    size = crop['crop_size']

    def predict(image):
        data = Compose([load, resize])({'img_path': str(image)})
        height, width = data['img'].shape[:2]
        top, left = (math.floor((n - size) / 2 + 0.5) for n in (height, width))
        data['img'] = data['img'][top:top + size, left:left + size]
        data['img_shape'] = data['img'].shape[:2]
        with torch.no_grad():
            return model.test_step(pseudo_collate([Compose([pack])(data)]))[0].pred_score.tolist()
    return predict


def classifiers(verdict):
    import cv2
    from mmdeploy_runtime import Classifier
    recorded = {g['image']: g for g in read_json(DATA / 'resnet18-slim' / 'golden.json')}
    library = library_with_its_crop()
    for title, deploy_cfg in (('static', CLS_STATIC), ('dynamic', CLS_DYNAMIC)):
        with scratch() as folder:
            work = Path(folder) / 'work'
            problems = deploy(deploy_cfg, *fixture('resnet18-slim'), SCENES, work, '--dump-info')
            if problems:
                verdict.case(title, problems)
                continue
            ours = {Path(r['image']).name: r['backend'] for r in read_json(work / 'results.json')}
            classifier = Classifier(str(work), 'cpu', 0)
            for image in SCENES:
                # [(label, score)], best first, as many as `topk` of the head
                found = [(int(label), float(score)) for label, score in classifier(cv2.imread(str(image)))]
                mine, cropped, problems = ours[image.name], library(image), []
                if len(found) != 5:
                    problems.append(f'{len(found)} classes, expected the best 5')
                if mine['pred_label'] != recorded[image.name]['pred_label']:
                    problems.append(f'our class is {mine["pred_label"]}, the library\'s {golden[image.name]["pred_label"]}')
                far = max((abs(score - mine['pred_score'][label]) for label, score in found), default=0.0)
                if far > SCORES:
                    problems.append(f'scores differ from ours by {far:.6f}')
                near = max((abs(score - cropped[label]) for label, score in found), default=0.0)
                if near > SAME_CROP:
                    problems.append(f'scores differ from the library\'s with its crop by {near:.6f}')
                label, note = found[0][0] if found else -1, ''
                if label != mine['pred_label']:
                    margin = mine['pred_score'][mine['pred_label']] - mine['pred_score'][label]
                    if label == cropped.index(max(cropped)) and margin < far + SAME_CROP:
                        note = f'; its crop turns a tie of {margin:.1e} into class {label}, in the library too'
                    else:
                        problems.append(f'its class is {label}, ours {mine["pred_label"]}')
                verdict.case(f'{title}, {image.name}: class {mine["pred_label"]}, scores within {far:.1e} of ours, {near:.1e} of the '
                             f'library\'s with its crop{note}', problems)


def cut(found, width, height):
    """Our boxes, cut at the last pixel as its runtime does it."""
    bounds = (width - 1, height - 1, width - 1, height - 1)
    boxes = [[min(max(v, 0.0), float(most)) for v, most in zip(box, bounds)] for box in found['bboxes']]
    left = [i for i, (x1, y1, x2, y2) in enumerate(boxes) if x1 < x2 and y1 < y2]
    return {'bboxes': [boxes[i] for i in left], 'scores': [found['bbox_scores'][i] for i in left], 'labels': [found['labels'][i] for i in left]}


def detectors(verdict):
    import cv2
    from mmdeploy_runtime import Detector
    for title, deploy_cfg in (('static', DETECTION_STATIC), ('dynamic', DETECTION_DYNAMIC)):
        with scratch() as folder:
            work = Path(folder) / 'work'
            failed = deploy(deploy_cfg, *fixture('rtmdet-nano'), STREET, work, '--dump-info')
            if failed:
                verdict.case(f'detector, {title}', failed)
                continue
            problems = []
            ours = {Path(r['image']).name: r['backend'] for r in read_json(work / 'results.json')}
            detector, count, outside = Detector(str(work), 'cpu', 0), 0, 0
            for path in STREET:
                image = cv2.imread(str(path))
                boxes, labels, _ = detector(image)
                found = {'bboxes': boxes[:, :4].tolist(), 'bbox_scores': boxes[:, 4].tolist(), 'labels': labels.tolist()}
                expected = cut(ours[path.name], image.shape[1], image.shape[0])
                problems += [f'{path.name}: {p}' for p in golden.compare_instances(found, expected, pixels=PIXELS)]
                count, outside = count + len(labels), outside + len(ours[path.name]['labels']) - len(expected['labels'])
            verdict.case(f'detector, {title}: {len(STREET)} images, {count} boxes; {outside} of ours lie beyond the last pixel', problems)


def main():
    verdict = Verdict('mmdeploy-runtime')
    classifiers(verdict)
    detectors(verdict)
    poses(verdict)
    verdict.finish()


if __name__ == '__main__':
    main()
