# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""MMDeploy's PoseDetector on directories that Slipway writes for top-down models, and what mmpose computes when it is given the same crops.

Its runtime does not warp a box as mmpose does (docs/sdk.md): a box is one pixel wider and higher, its enlarged rectangle is rounded to
whole pixels of the image and cut at the image's border, and what is left is resized to whole pixels of the input, with 0 around it. So its
keypoints are compared with mmpose's network and codec on such a crop. With UDP it also blurs heatmaps as if they went on behind their border,
mirrored, where mmpose puts 0 there and then raises the maximum to what it was; mmpose is given its blur.
"""
import mmcv_ext  # noqa: F401  before any OpenMMLab library  # pylint: disable=unused-import

from contextlib import nullcontext
from pathlib import Path
from unittest import mock

import cv2
import numpy as np

from common import DATA, ROOT, STREET, Verdict, deploy, fixture, read_json, scratch

SIMCC = ROOT / 'configs/mmpose/pose-detection_simcc_onnxruntime_dynamic.py'
HEATMAP = ROOT / 'configs/mmpose/pose-detection_onnxruntime_dynamic.py'
# Both compute in f32, each with its own kernels, and 1 px of the input is up to some px of the image: 8e-5 px were seen.
PIXELS, SCORES = 1e-3, 1e-4
SIZES = 'input_size=(96, 128), heatmap_size=(24, 32)'
CASES = (('SimCC', 'rtmpose-nano', SIMCC, None), ('UDP', 'heatmap-nano', HEATMAP, None),
         ('MSRA', 'heatmap-nano', HEATMAP, f"type='MSRAHeatmap', {SIZES}, sigma=2"),
         ('MSRA, unbiased', 'heatmap-nano', HEATMAP, f"type='MSRAHeatmap', {SIZES}, sigma=2, unbiased=True"),
         ('Megvii', 'heatmap-nano', HEATMAP, f"type='MegviiHeatmap', {SIZES}, kernel_size=11"))
DERIVED = """
_base_ = ['{base}']
model = dict(test_cfg=dict(flip_test=False){head})
"""


def rounded(values):
    """To whole numbers, halves away from 0."""
    return [int(np.copysign(np.floor(abs(v) + np.float32(0.5)), v)) for v in values]


def its_crop(image, box, input_size, padding):
    """The input that its runtime makes of a box x1,y1,x2,y2, u8[H,W,3], and the rectangle of the image that lies under it: corner and size."""
    f = np.float32
    width, height = f(box[2]) - f(box[0]) + f(1), f(box[3]) - f(box[1]) + f(1)
    center = f(box[0]) + width * f(0.5), f(box[1]) + height * f(0.5)
    aspect = f(input_size[0] / input_size[1])
    width, height = max(width, height * aspect), max(height, width / aspect)
    size = [value / f(200) * f(padding) * f(200) for value in (width, height)]
    roi = rounded([center[0] - size[0] / f(2), center[1] - size[1] / f(2), *size])
    x1, y1 = max(roi[0], 0), max(roi[1], 0)
    x2, y2 = min(roi[0] + roi[2], image.shape[1]), min(roi[1] + roi[3], image.shape[0])
    factor = f(input_size[0]) / size[0]
    left, top, across, down = rounded([f(x1 - roi[0]) * factor, f(y1 - roi[1]) * factor, f(x2 - x1) * factor, f(y2 - y1) * factor])
    across, down = min(across, input_size[0] - left), min(down, input_size[1] - top)
    crop = np.zeros((input_size[1], input_size[0], 3), np.uint8)
    crop[top:top + down, left:left + across] = cv2.resize(image[y1:y2, x1:x2], (across, down), interpolation=cv2.INTER_LINEAR)
    # The centres of the two parts lie on one another, in pixels counted from their middles.
    scale = np.array([(x2 - x1) / across, (y2 - y1) / down])
    middle = np.array([x1 + (x2 - x1 - 1) / 2, y1 + (y2 - y1 - 1) / 2])
    middle += (np.array(input_size) / 2 - [left + (across - 1) / 2, top + (down - 1) / 2]) * scale
    whole = np.array(input_size) * scale
    return crop, middle - whole / 2, whole


def mirrored_blur(heatmaps, kernel):
    return np.stack([cv2.GaussianBlur(heatmap, (kernel, kernel), 0) for heatmap in heatmaps])


def mmpose_on_crops(config, checkpoint):
    """A function from an image, a box and a padding to mmpose's keypoints f64[K,2] in the image, and their scores, on the crop of the other runtime."""
    import torch
    from mmpose.apis import init_model
    from mmpose.structures import PoseDataSample
    model = init_model(str(config), str(checkpoint), device='cpu')
    udp = type(model.head.decoder).__name__ == 'UDPHeatmap'

    def predict(image, box, padding):
        crop, corner, size = its_crop(image, box, model.head.decoder.input_size, padding)
        with torch.no_grad(), mock.patch('mmpose.codecs.utils.refinement.gaussian_blur', mirrored_blur) if udp else nullcontext():
            inputs = model.data_preprocessor(dict(inputs=[torch.from_numpy(crop.transpose(2, 0, 1).copy())], data_samples=[PoseDataSample()]))['inputs']
            found = model.head.decode(model(inputs, None, mode='tensor'))[0]
        return found.keypoints[0] / np.array(model.head.decoder.input_size) * size + corner, found.keypoint_scores[0]

    return predict


def boxes_of(path):
    truth = read_json(DATA / 'street/annotations/person_keypoints_val.json')
    number = next(image['id'] for image in truth['images'] if image['file_name'].split('/')[-1] == path.name)
    boxes = [a['bbox'] for a in truth['annotations'] if a['image_id'] == number]
    return [[x, y, x + w, y + h] for x, y, w, h in boxes]


def poses(verdict):
    from mmdeploy_runtime import PoseDetector
    for title, name, deploy_cfg, codec in CASES:
        with scratch() as folder:
            work, config = Path(folder) / 'work', Path(folder) / 'model_cfg.py'
            base, checkpoint = fixture(name)
            head = f', head=dict(decoder=dict(_delete_=True, {codec}))' if codec else ''
            config.write_text(DERIVED.format(base=base, head=head), encoding='utf-8')
            failed = deploy(deploy_cfg, config, checkpoint, STREET[:1], work, '--dump-info')
            if failed:
                verdict.case(f'poses, {title}', failed)
                continue
            steps = {step['type']: step for step in read_json(work / 'pipeline.json')['pipeline']['tasks'][0]['transforms']}
            padding = steps['TopDownGetBboxCenterScale']['padding']
            detector, library = PoseDetector(str(work), 'cpu', 0), mmpose_on_crops(config, checkpoint)
            problems, far, count = [], [], 0
            for path in STREET:
                image, boxes = cv2.imread(str(path)), boxes_of(path)
                if not boxes:
                    continue
                for box, theirs in zip(boxes, detector(image, np.array(boxes, np.float32))):
                    keypoints, scores = library(image, box, padding)
                    apart = np.abs(theirs[:, :2] - keypoints).max(-1)
                    far += apart.tolist()
                    problems += [f'{path.name}, box {[round(v) for v in box]}: keypoint {k} is {apart[k]:.3f} px off' for k in np.argwhere(apart > PIXELS)[:, 0]]
                    if np.abs(theirs[:, 2] - scores).max() > SCORES:
                        problems.append(f'{path.name}: scores differ by {np.abs(theirs[:, 2] - scores).max():.2g}')
                    count += 1
            verdict.case(f'poses, {title}: {count} boxes, keypoints within {max(far):.1e} px of mmpose\'s on the same crops', problems)
