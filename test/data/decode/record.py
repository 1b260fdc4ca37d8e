# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Records how mmpose 1.3.2 (bottom-up estimators) and mmyolo 0.5.0 bring predictions back to the image.

Run it with these libraries installed: python record.py > cases.json. The first is the library's own function, the second the
tensor operations of its heads: divide by scale_factor, clamp the boxes to the image.
"""
import json
import sys
from types import SimpleNamespace

import numpy as np
import torch
from mmengine.structures import InstanceData
from mmpose.models.pose_estimators import BottomupPoseEstimator

rng = np.random.default_rng(1)


def instances(n, k, w, h):
    corner = rng.uniform(-20, 1.1 * max(w, h), (n, 2, 2))
    boxes = np.concatenate([corner.min(1), corner.max(1)], 1)
    return dict(bboxes=boxes.astype(np.float32), keypoints=rng.uniform(-10, max(w, h), (n, k, 2)).astype(np.float32),
                scores=np.sort(rng.uniform(0, 1, n))[::-1].astype(np.float32), visibility=rng.uniform(0, 1, (n, k)).astype(np.float32))


def lists(**arrays):
    return {k: np.asarray(v).astype(np.float32).tolist() for k, v in arrays.items()}


cases = []
for w, h, size, center, scale in ((320, 240, (256, 256), (160, 120), (320, 320)), (37, 53, (64, 32), (18.5, 26.5), (106, 53)),
                                  (1023, 767, (640, 640), (511.5, 383.5), (1023, 1023.0001))):
    p = instances(4, 5, *size)
    data = InstanceData(bboxes=p['bboxes'], keypoints=p['keypoints'], keypoint_scores=p['visibility'], bbox_scores=p['scores'])
    center, scale = np.array(center, np.float32), np.array(scale, np.float32)
    sample = SimpleNamespace(metainfo=dict(input_size=size, input_center=center, input_scale=scale))
    BottomupPoseEstimator.add_pred_to_datasample(None, [data], None, [sample])
    cases.append(dict(params=dict(rescale='input_scale'), ori_shape=[h, w], input_size=list(size), input_center=center.tolist(),
                      input_scale=scale.tolist(), network=lists(**p), image=lists(bboxes=data.bboxes, keypoints=data.keypoints)))
for w, h, factor in ((320, 240, (0.8, 0.8)), (333, 500, (426 / 333, 640 / 500)), (51, 50, (64 / 51, 63 / 50))):
    p = instances(4, 5, int(w * factor[0]), int(h * factor[1]))
    boxes, points = torch.from_numpy(p['bboxes'].copy()), torch.from_numpy(p['keypoints'].copy())
    boxes /= boxes.new_tensor(factor).repeat((1, 2))
    points /= points.new_tensor(factor).reshape(1, 1, 2)
    boxes[:, 0::2].clamp_(0, w)
    boxes[:, 1::2].clamp_(0, h)
    cases.append(dict(params=dict(rescale='scale_factor', clamp='ori_shape'), ori_shape=[h, w], scale_factor=list(factor),
                      network=lists(**p), image=lists(bboxes=boxes, keypoints=points)))
sys.stdout.write('[\n' + ',\n'.join(json.dumps(c) for c in cases) + '\n]\n')
