# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Stands in for mmcv's compiled operators where mmcv-lite is installed, which lacks them: import this before any OpenMMLab library.

The real libraries import all of mmcv.ops, but the models compared here run only one of its operators, `nms`; that one is
torchvision's, which suppresses by the same rule (IoU > threshold, offset 0). Calling any other operator is an error.

It also turns off IPP, which OpenCV's wheels for Python have: on some processors its bicubic resize gives other pixels than OpenCV itself does, which
Slipway computes.
"""
import importlib.util
import os
import sys
import types

os.environ.setdefault('OPENCV_IPP', 'disabled')


class _Extension(types.ModuleType):
    def __getattr__(self, name):
        if name.startswith('__'):
            raise AttributeError(name)

        def absent(*args, **kwargs):
            raise RuntimeError(f'mmcv operator {name} is not there: mmcv-lite has no compiled operators')
        return absent


def _nms(boxes, scores, iou_threshold, offset):
    import torch
    import torchvision
    assert offset == 0, offset
    # mmcv's order of equal scores is that of PyTorch's sort, which is not stable; torchvision's is. Falling scores keep it.
    order = scores.sort(0, descending=True)[1]
    falling = torch.arange(len(order), 0, -1, dtype=scores.dtype)
    return order[torchvision.ops.nms(boxes[order], falling, float(iou_threshold))]


if importlib.util.find_spec('mmcv') and importlib.util.find_spec('mmcv._ext') is None:
    _module = _Extension('mmcv._ext')
    _module.nms = _nms
    _module.__spec__ = importlib.util.spec_from_loader('mmcv._ext', loader=None)
    sys.modules['mmcv._ext'] = _module
