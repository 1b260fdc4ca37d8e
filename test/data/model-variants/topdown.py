# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Records what mmpose 1.3.2 builds and computes for variants of top-down models, into topdown.json beside this file.

    python test/data/model-variants/topdown.py          (needs what record.py needs)

full: state-dict keys and shapes of the library's own configs (`source`). narrow: small models; what their heads give and what becomes of it.
Weights and inputs are made from their names, as in record.py; the last layers are scaled so that the largest outputs are near 1.
"""
import json
import pathlib

import numpy as np
import record
import torch
from mmengine.config import Config
from mmengine.structures import InstanceData
from mmpose.structures import PoseDataSample

HERE = pathlib.Path(__file__).resolve().parent
GAU = dict(hidden_dims=24, s=8, expansion_factor=2, dropout_rate=0., drop_path=0., act_fn='SiLU', use_rel_bias=False, pos_enc=False)
BODY = 'mmpose/.mim/configs/body_2d_keypoint/'
FULL = [
    ('rtmpose-m', BODY + 'rtmpose/coco/rtmpose-m_8xb256-420e_coco-256x192.py'),
    ('rtmpose-t-aic', BODY + 'rtmpose/coco/rtmpose-t_8xb256-420e_aic-coco-256x192.py'),
    ('rtmpose-l-384', BODY + 'rtmpose/body8/rtmpose-l_8xb256-420e_body8-384x288.py'),
    ('rtmw-m', 'mmpose/.mim/configs/wholebody_2d_keypoint/rtmpose/cocktail14/rtmw-m_8xb1024-270e_cocktail14-256x192.py'),
    ('rtmw-l-384', 'mmpose/.mim/configs/wholebody_2d_keypoint/rtmpose/cocktail14/rtmw-l_8xb320-270e_cocktail14-384x288.py'),
]


def pose(size, stride=32, backbone=None, neck=None, head=None, codec=None, channels=128, **test_cfg):
    codec = dict(dict(type='SimCCLabel', input_size=size, sigma=(4.9, 5.66), simcc_split_ratio=2.0, normalize=False, use_dark=False),
                 **(codec or {}))
    base = dict(type='RTMCCHead', in_channels=channels, out_channels=5, input_size=size,
                in_featuremap_size=tuple(s // stride for s in size), simcc_split_ratio=codec['simcc_split_ratio'],
                final_layer_kernel_size=7, gau_cfg=GAU, loss=dict(type='KLDiscretLoss', use_target_weight=True), decoder=codec)
    model = dict(type='TopdownPoseEstimator',
                 backbone=dict(dict(_scope_='mmdet', type='CSPNeXt', deepen_factor=0.167, widen_factor=0.125, out_indices=(4, ),
                                    channel_attention=True, norm_cfg=dict(type='SyncBN'), act_cfg=dict(type='SiLU')), **(backbone or {})),
                 head=dict(base, **(head or {})), test_cfg=test_cfg)
    if neck:
        model['neck'] = neck
    return model


NARROW = [
    ('rtmpose', pose((64, 96))),
    ('rtmpose-all-of-gau', pose((96, 64), head=dict(final_layer_kernel_size=1, gau_cfg=dict(
        GAU, act_fn='ReLU', use_rel_bias=True, pos_enc=True, s=6, expansion_factor=1.5)), codec=dict(simcc_split_ratio=1.5))),
    ('rtmpose-dark', pose((64, 64), codec=dict(use_dark=True), output_keypoint_indices=[4, 0, 2])),
    ('rtmpose-default-gau', pose((64, 64), head=dict(gau_cfg=None), codec=dict(sigma=6.0, use_dark=True))),
    ('rtmw', pose((64, 64), channels=128,
                  backbone=dict(_scope_='mmpose', out_indices=(2, 3, 4)),
                  neck=dict(type='CSPNeXtPAFPN', in_channels=[32, 64, 128], out_channels=None, out_indices=(1, 2), num_csp_blocks=2,
                            norm_cfg=dict(type='SyncBN'), act_cfg=dict(type='SiLU', inplace=True)),
                  head=dict(type='RTMWHead', final_layer_kernel_size=3))),
]
for _, narrow in NARROW:
    if narrow['head']['gau_cfg'] is None:
        del narrow['head']['gau_cfg']
BOXES = [([10.5, 20.0, 110.25, 190.5], 0.75), ([-5.0, 3.0, 40.0, 30.0], 1.0)]


def sample_of(size, box, score):
    """What GetBBoxCenterScale and TopdownAffine leave of a box."""
    corners = np.array(box, np.float32)
    center, scale = (corners[2:] + corners[:2]) * 0.5, (corners[2:] - corners[:2]) * 1.25
    ratio = size[0] / size[1]
    scale = np.where(scale[0] > scale[1] * ratio, [scale[0], scale[0] / ratio], [scale[1] * ratio, scale[1]]).astype(np.float32)
    meta = dict(input_size=size, input_center=center, input_scale=scale)
    sample = PoseDataSample(metainfo=meta)
    sample.gt_instances = InstanceData(bboxes=corners[None], bbox_scores=np.array([score], np.float32))
    return sample, {k: np.asarray(v).tolist() for k, v in meta.items()}


@torch.no_grad()
def run(name, model, config):
    size = config['head']['input_size']
    state = {key: record.weight(key, value.shape) for key, value in model.state_dict().items() if not record.is_training_only(key)}
    model.load_state_dict(state, strict=False)
    x = record.uniform(f'{name}/input', (len(BOXES), 3, size[1], size[0]), -2.0, 2.0)
    gains = {}
    for part, output in zip(('cls_x', 'cls_y'), model.head.forward(model.extract_feat(x))):
        gains[f'head.{part}.weight'] = 1 / float(output.abs().max())
        getattr(model.head, part).weight.mul_(gains[f'head.{part}.weight'])
    raw = model.head.forward(model.extract_feat(x))
    samples, metas = zip(*(sample_of(size, box, score) for box, score in BOXES))
    found = model.predict(x, list(samples))
    keys = ('bboxes', 'bbox_scores', 'keypoints', 'keypoint_scores')
    return dict(gains=gains, metas=[dict(meta, box=box, score=score) for meta, (box, score) in zip(metas, BOXES)],
                outputs=[output.tolist() for output in raw],
                predictions=[{key: np.asarray(f.pred_instances[key]).tolist() for key in keys} for f in found])


def main():
    torch.set_num_threads(1)
    recorded = dict(full=[], narrow=[])
    for name, source in FULL:
        model = Config.fromfile(record.PACKAGES / source).model
        recorded['full'].append(dict(name=name, scope='mmpose', source=source, model=repr(model.to_dict()),
                                     **record.describe(record.build('mmpose', model))))
    for name, model in NARROW:
        module = record.build('mmpose', model)
        module.train(False)
        recorded['narrow'].append(dict(name=name, scope='mmpose', model=repr(model), **record.describe(module), **run(name, module, model)))
        print(name, [[round(v, 3) for v in p['keypoint_scores'][0]] for p in recorded['narrow'][-1]['predictions']])
    kinds = [f'"{kind}": [\n' + ',\n'.join(json.dumps(record.rounded(case)) for case in cases) + '\n]' for kind, cases in recorded.items()]
    (HERE / 'topdown.json').write_text('{' + ',\n'.join(kinds) + '}\n', encoding='utf-8')


if __name__ == '__main__':
    main()
