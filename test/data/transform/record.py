# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Records what the transforms of mmcv 2.1.0, mmdet 3.3.0, mmyolo 0.5.0, mmpose 1.3.2, mmpretrain 1.2.0 and mmengine 0.10.7 make of a small
image.

Run it with these libraries and a Pillow before 13 installed: python record.py > cases.json. The image is a formula (see `picture`), which the test
evaluates as well; results are base64 of the bytes, u8 or little-endian f32, [H,W,3].
"""
import base64
import json
import sys

import mmcv
import mmdet
import numpy as np
import torch
from mmcv.transforms import CenterCrop, Pad  # mmdet.Pad is mmcv.Pad and masks
from mmcv.transforms import Resize as McvResize
from mmdet.datasets.transforms import FixShapeResize
from mmdet.models.data_preprocessors import DetDataPreprocessor
from mmengine.model import ImgDataPreprocessor
from mmpose.datasets.transforms import BottomupResize, GetBBoxCenterScale, TopdownAffine
from mmpretrain.datasets.transforms import ResizeEdge

real_versions = mmcv.__version__, mmdet.__version__
mmcv.__version__, mmdet.__version__ = '2.0.1', '3.0.0'  # the newest that mmyolo takes; its transforms work with newer ones
from mmyolo.datasets.transforms import LetterResize, YOLOv5KeepRatioResize  # noqa: E402

mmcv.__version__, mmdet.__version__ = real_versions

MEAN = [123.675, 116.28, 103.53]
STD = [58.395, 57.12, 57.375]


def picture(w, h):
    y, x, c = np.meshgrid(np.arange(h), np.arange(w), np.arange(3), indexing='ij')
    return ((37 * x + 59 * y + 83 * c + x * y * (c + 1) // 7) % 256).astype(np.uint8)


def tuples(value):
    return tuple(value) if isinstance(value, list) else value


def apply(step, results):
    step = dict(step)
    kind = step.pop('type')
    if kind == 'Normalize':
        to_rgb = step.pop('to_rgb', False)
        pre = ImgDataPreprocessor(mean=step['mean'], std=step['std'], bgr_to_rgb=to_rgb)
        image = torch.from_numpy(np.ascontiguousarray(results['img'].transpose(2, 0, 1)))
        out = pre({'inputs': [image]})['inputs'][0]
        results['img'] = out.numpy().transpose(1, 2, 0)
        return results
    if kind == 'Resize' and 'enlarge_interpolation' in step:
        return YOLOv5KeepRatioResize(scale=tuples(step['size']))(results)
    if kind == 'Resize':
        size = step.pop('size', None)
        if isinstance(size, list) and size[1] == -1:
            step.pop('keep_ratio')
            return ResizeEdge(scale=size[0], **step)(results)
        step = {k: tuples(v) for k, v in step.items()}
        return McvResize(scale=tuples(size), **step)(results)
    if kind == 'CenterCrop':
        if 'pad_cfg' in step:
            step['pad_cfg'] = dict(type='Pad', **{k: tuples(v) for k, v in step['pad_cfg'].items()})
        return CenterCrop(**{k: tuples(v) for k, v in step.items()})(results)
    if kind == 'Pad':
        value = step.get('pad_val', 0)
        value = value['img'] if isinstance(value, dict) else value
        step['pad_val'] = dict(img=tuples(value))
        if 'size' in step:
            step['size'] = tuple(step['size'])
        if results['img'].dtype == np.float32:  # the batch of a data preprocessor; img_shape is not its affair
            pre = DetDataPreprocessor(pad_size_divisor=step['size_divisor'], pad_value=value)
            image = torch.from_numpy(np.ascontiguousarray(results['img'].transpose(2, 0, 1)))
            results['img'] = pre({'inputs': [image], 'data_samples': None})['inputs'][0].numpy().transpose(1, 2, 0)
            return results
        return Pad(**step)(results)
    if kind == 'LetterResize':
        value = step.get('pad_val', 0)
        value = value['img'] if isinstance(value, dict) else value
        return LetterResize(**{**step, 'scale': tuples(step['scale']), 'pad_val': dict(img=tuples(value))})(results)
    if kind == 'FixShapeResize':
        resize = FixShapeResize(keep_ratio=True, **step)
        resize.pad_transform = lambda results: results  # a Pad is a step of its own here
        return resize(results)
    if kind == 'BottomupResize':
        return BottomupResize(**{k: tuples(v) for k, v in step.items()})(results)
    if kind == 'TopDownGetBboxCenterScale':
        return GetBBoxCenterScale(**step)(results)
    if kind == 'TopDownAffine':
        return TopdownAffine(input_size=tuples(step.pop('image_size')), **step)(results)
    raise ValueError(kind)


CASES = []


def case(name, w, h, *steps, box=None):
    CASES.append((name, w, h, list(steps), box))


edge = lambda n, **kw: dict(type='Resize', size=[n, -1], keep_ratio=True, **kw)
crop = lambda n, **kw: dict(type='CenterCrop', crop_size=n, **kw)
resize = lambda size, **kw: dict(type='Resize', size=size, **kw)
bottomup = lambda size, **kw: dict(type='BottomupResize', input_size=size, **kw)

case('edge_short_landscape', 40, 30, edge(17))          # int(17 * 40 / 30) = 22, not 23
case('edge_short_portrait', 29, 41, edge(16))
case('edge_long', 40, 30, edge(25, edge='long'))
case('edge_width', 40, 30, edge(25, edge='width'))
case('edge_height', 40, 30, edge(25, edge='height'))
for mode in ('nearest', 'bilinear', 'bicubic', 'area', 'lanczos'):
    case('edge_' + mode, 33, 27, edge(13, interpolation=mode))
for mode in ('nearest', 'box', 'bilinear', 'hamming', 'bicubic', 'lanczos'):
    case('pillow_' + mode, 33, 27, edge(13, backend='pillow', interpolation=mode))
case('pillow_both_sides', 21, 17, resize([26, 12], backend='pillow'))
case('pillow_keep_ratio', 30, 28, resize([40, 21], keep_ratio=True, backend='pillow', interpolation='bicubic'))
case('pillow_unchanged', 21, 17, resize([21, 17], backend='pillow', interpolation='lanczos'))
case('pillow_classifier', 40, 27, edge(21, backend='pillow', interpolation='bicubic'), crop(18),
     dict(type='Normalize', mean=MEAN, std=STD, to_rgb=True))
case('keep_ratio_by_long', 50, 20, resize([28, 24], keep_ratio=True))
case('keep_ratio_by_short', 30, 28, resize([40, 21], keep_ratio=True))
case('keep_ratio_rounds_half_up', 30, 21, resize([15, 15], keep_ratio=True))   # 10.5 -> 11
case('keep_ratio_up', 13, 11, resize([24, 24], keep_ratio=True))
case('both_sides', 21, 17, resize([26, 12]))
case('one_number', 21, 17, resize(14))
case('factor', 21, 17, dict(type='Resize', scale_factor=0.5))
case('factors', 21, 17, dict(type='Resize', scale_factor=[1.25, 0.8]))
case('crop_even', 24, 20, crop(16))
case('crop_half_to_even_down', 21, 25, crop([16, 16]))  # 2.5 -> 2, 4.5 -> 4
case('crop_half_to_even_up', 23, 27, crop([16, 16]))    # 3.5 -> 4, 5.5 -> 6
case('crop_smaller_image', 12, 20, crop(16))
case('crop_auto_pad', 11, 13, crop(16, auto_pad=True, pad_cfg=dict(pad_val=7)))
case('crop_wide', 30, 20, crop([22, 9]))
case('pad_square', 20, 13, dict(type='Pad', pad_to_square=True, pad_val=114))
case('pad_square_dict', 13, 20, dict(type='Pad', pad_to_square=True, pad_val=dict(img=[1.0, 2.0, 3.0])))
case('pad_size', 13, 10, dict(type='Pad', size=[17, 19], pad_val=[9, 8, 7]))
case('pad_one_float', 13, 10, dict(type='Pad', size=[17, 19], pad_val=dict(img=9.0)))
case('pad_divisor', 21, 9, dict(type='Pad', size_divisor=8))
case('pad_square_divisor', 9, 21, dict(type='Pad', pad_to_square=True, size_divisor=8, pad_val=5))
for mode in ('edge', 'reflect', 'symmetric'):
    case('pad_' + mode, 10, 9, dict(type='Pad', size=[16, 14], padding_mode=mode))
case('normalize_rgb', 9, 8, dict(type='Normalize', mean=MEAN, std=STD, to_rgb=True))
case('normalize_bgr', 9, 8, dict(type='Normalize', mean=MEAN, std=STD, to_rgb=False))
case('normalize_one', 5, 4, dict(type='Normalize', mean=[127.5], std=[128.0]))
case('classifier', 40, 27, edge(21), crop(18), dict(type='Normalize', mean=MEAN, std=STD, to_rgb=True))
case('project', 40, 27, resize([24, 24], keep_ratio=True), dict(type='Pad', pad_to_square=True, pad_val=114))
case('bottomup_landscape', 53, 37, bottomup([32, 32], pad_val=[114, 113, 112]))
case('bottomup_portrait', 37, 53, bottomup([32, 32]))
case('bottomup_square', 47, 47, bottomup([32, 32], pad_val=[1, 2, 3]))
case('bottomup_wide_input', 30, 41, bottomup([64, 32]))
case('bottomup_enlarged', 11, 7, bottomup([32, 32], pad_val=[114, 114, 114]))
case('bottomup_factor', 31, 22, bottomup([24, 40], size_factor=8))
case('bottomup_expand', 53, 37, bottomup([30, 30], resize_mode='expand', size_factor=16, pad_val=[5, 6, 7]))
case('bottomup_udp', 53, 37, bottomup([32, 32], use_udp=True))
case('bottomup_udp_expand', 37, 53, bottomup([30, 30], resize_mode='expand', use_udp=True))
case('bottomup_one_number', 20, 10, bottomup([32, 32], pad_val=77))
letter = lambda scale, **kw: dict(type='LetterResize', scale=scale, **kw)
keep_ratio = lambda size: dict(type='Resize', size=size, keep_ratio=True, interpolation='area', enlarge_interpolation='bilinear',
                               scale_factor_of='height')
case('letter_shrinks', 53, 37, letter([32, 32], pad_val=dict(img=114)))   # 22.34 rows, and 5 of 10 above them
case('letter_odd_padding', 37, 53, letter([40, 32], pad_val=dict(img=[1, 2, 3])))
case('letter_enlarges', 13, 11, letter([24, 28]))
case('letter_half_to_even_down', 20, 17, letter([10, 30]))   # 8.5 -> 8
case('letter_half_to_even_up', 20, 19, letter([10, 30]))     # 9.5 -> 10
case('letter_no_scale_up', 13, 10, letter([24, 17], allow_scale_up=False, pad_val=dict(img=114)))
case('letter_no_scale_up_large', 53, 37, letter([32, 32], allow_scale_up=False, pad_val=dict(img=114)))
case('letter_unchanged', 21, 17, letter([21, 17]))
case('letter_mini_pad', 12, 30, letter([50, 40], use_mini_pad=True, pad_val=dict(img=7)))   # 34 columns are missing, 2 come
case('letter_mini_pad_multiple', 6, 20, letter([38, 20], use_mini_pad=True))
case('letter_mini_pad_stretch', 23, 17, letter([32, 30], use_mini_pad=True, stretch_only=True))
case('letter_stretch', 33, 21, letter([20, 26], stretch_only=True, pad_val=dict(img=7)))
case('letter_one_float', 20, 10, letter([24, 24], pad_val=dict(img=114.0)))
case('letter_one_number', 20, 10, letter(16, pad_val=dict(img=9)))
case('letter_nearest', 33, 27, letter([24, 24], interpolation='nearest'))
case('letter_area', 33, 27, letter([17, 24], interpolation='area', pad_val=dict(img=114)))
case('letter_pillow', 33, 27, letter([24, 24], backend='pillow', interpolation='bicubic'))
case('letter_after_resize', 30, 28, resize([40, 21], keep_ratio=True), letter([32, 24], pad_val=dict(img=3)))
case('letter_twice', 53, 37, letter([45, 48]), letter([31, 29], pad_val=dict(img=3)))
case('letter_then_resize', 20, 10, letter([24, 24]), resize([12, 12]))
case('yolov5_shrinks', 53, 37, keep_ratio([32, 32]))
case('yolov5_portrait', 29, 41, keep_ratio([24, 17]))
case('yolov5_enlarges', 13, 11, keep_ratio([24, 24]))
case('yolov5_half', 40, 22, keep_ratio(20))
case('yolov5_unchanged', 32, 20, keep_ratio([32, 32]))
case('yolov5_long', 60, 5, keep_ratio([31, 31]))             # 2.58 rows: the factors of both sides differ much
case('mmyolo_shrinks', 53, 37, keep_ratio([32, 32]), letter([32, 32], allow_scale_up=False, pad_val=dict(img=114)))
case('mmyolo_enlarges', 11, 16, keep_ratio([32, 32]), letter([32, 32], allow_scale_up=False, pad_val=dict(img=114)))
case('mmyolo_wide', 41, 53, keep_ratio([40, 24]), letter([40, 24], allow_scale_up=False, pad_val=dict(img=114)))
case('mmyolo_whole', 23, 17, keep_ratio([16, 16]), letter([16, 16], allow_scale_up=False, pad_val=dict(img=114)),
     dict(type='Normalize', mean=[103.53, 116.28, 123.675], std=[57.375, 57.12, 58.395], to_rgb=False))
case('fix_shape', 53, 37, dict(type='FixShapeResize', width=32, height=30))
case('fix_shape_portrait', 37, 53, dict(type='FixShapeResize', width=30, height=16, interpolation='area'))
case('fix_shape_long', 100, 3, dict(type='FixShapeResize', width=64, height=30))   # 1.92 -> 2, but 66.67 -> 1.92 of 64
case('fix_shape_long_down', 100, 4, dict(type='FixShapeResize', width=60, height=30))   # 2.4 -> 2, so 50 columns
case('rtmdet', 23, 17, resize([16, 16], keep_ratio=True), dict(type='Pad', size=[16, 16], pad_val=dict(img=[114, 114, 114])),
     dict(type='Normalize', mean=[103.53, 116.28, 123.675], std=[57.375, 57.12, 58.395], to_rgb=False))
case('yolox', 53, 37, resize([32, 32], keep_ratio=True), dict(type='Pad', pad_to_square=True, pad_val=dict(img=[114.0, 114.0, 114.0])))
case('batch_padding', 20, 16, resize([12, 12], keep_ratio=True), dict(type='Normalize', mean=MEAN, std=STD, to_rgb=True),
     dict(type='Pad', size_divisor=8, pad_val=3))
case('pad_smaller_size', 13, 10, dict(type='Pad', size=[9, 12], pad_val=4))
box_scale = lambda **kw: dict(type='TopDownGetBboxCenterScale', **kw)
top_down = lambda size, **kw: dict(type='TopDownAffine', image_size=size, **kw)
case('box_high', 53, 37, box_scale(), top_down([24, 32]), box=[13.3, 4.1, 25.7, 31.9])
case('box_wide', 53, 37, box_scale(), top_down([24, 32]), box=[3.25, 11.5, 49.1, 20.2])
case('box_whole_image', 53, 37, box_scale(padding=1.0), top_down([32, 24]), box=[0, 0, 53, 37])
case('box_beyond', 40, 30, box_scale(padding=1.5), top_down([24, 24]), box=[-7.5, 12, 20.3, 44.4])
case('box_tiny', 40, 30, box_scale(), top_down([18, 32]), box=[20.2, 10.7, 20.9, 11.6])
case('box_udp_high', 53, 37, box_scale(), top_down([24, 32], use_udp=True), box=[13.3, 4.1, 25.7, 31.9])
case('box_udp_wide', 53, 37, box_scale(padding=1.1), top_down([24, 32], use_udp=True), box=[3.25, 11.5, 49.1, 20.2])
case('factor_keep_ratio', 37, 21, dict(type='Resize', scale_factor=[0.6, 0.9], keep_ratio=True))


def main():
    lines = []
    for name, w, h, steps, box in CASES:
        image = picture(w, h)
        results = dict(img=image, img_shape=(h, w), ori_shape=(h, w))
        extra = {}
        if box is not None:
            results['bbox'] = np.array([box], np.float32)
            extra['box'] = box
        for step in steps:
            results = apply(step, results)
        out = np.ascontiguousarray(results['img'])
        meta = {}
        for key in ('img_shape', 'scale_factor', 'input_size', 'input_center', 'input_scale'):
            if key in results:
                meta[key] = [float(v) if key.startswith(('scale', 'input_c', 'input_sc')) else int(v) for v in results[key][:2]]
        if box is not None:
            meta['img_shape'] = [int(v) for v in out.shape[:2]]  # mmpose leaves that of the whole image
        if 'pad_param' in results:
            top, _, left, _ = results['pad_param'].tolist()
            meta['pad_offset'] = [left, top]
        lines.append(json.dumps(dict(name=name, image=[w, h], **extra, transforms=steps, shape=list(out.shape),
                                     dtype={'uint8': 'u8', 'float32': 'f32'}[str(out.dtype)], meta=meta,
                                     tolerance=1 if name == 'edge_bicubic' else 0,  # OpenCV's own versions differ by one
                                     data=base64.b64encode(out.tobytes()).decode())))
    sys.stdout.write('[\n' + ',\n'.join(lines) + '\n]\n')


main()
