# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Records what the transforms of mmcv 2.1.0, mmpose 1.3.2, mmpretrain 1.2.0 and mmengine 0.10.7 make of a small image.

Run it with these libraries and a Pillow before 13 installed: python record.py > cases.json. The image is a formula (see `picture`), which the test
evaluates as well; results are base64 of the bytes, u8 or little-endian f32, [H,W,3].
"""
import base64
import json
import sys

import numpy as np
import torch
from mmcv.transforms import CenterCrop, Pad  # mmdet.Pad is mmcv.Pad and masks
from mmcv.transforms import Resize as McvResize
from mmengine.model import ImgDataPreprocessor
from mmpose.datasets.transforms import BottomupResize
from mmpretrain.datasets.transforms import ResizeEdge

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
        return Pad(**step)(results)
    if kind == 'BottomupResize':
        return BottomupResize(**{k: tuples(v) for k, v in step.items()})(results)
    raise ValueError(kind)


CASES = []


def case(name, w, h, *steps):
    CASES.append((name, w, h, list(steps)))


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


def main():
    lines = []
    for name, w, h, steps in CASES:
        image = picture(w, h)
        results = dict(img=image, img_shape=(h, w), ori_shape=(h, w))
        for step in steps:
            results = apply(step, results)
        out = np.ascontiguousarray(results['img'])
        meta = {}
        for key in ('img_shape', 'scale_factor', 'input_size', 'input_center', 'input_scale'):
            if key in results:
                meta[key] = [float(v) if key.startswith(('scale', 'input_c', 'input_sc')) else int(v) for v in results[key]]
        lines.append(json.dumps(dict(name=name, image=[w, h], transforms=steps, shape=list(out.shape),
                                     dtype={'uint8': 'u8', 'float32': 'f32'}[str(out.dtype)], meta=meta,
                                     tolerance=1 if name == 'edge_bicubic' else 0,  # OpenCV's own versions differ by one
                                     data=base64.b64encode(out.tobytes()).decode())))
    sys.stdout.write('[\n' + ',\n'.join(lines) + '\n]\n')


main()
