# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Records what mmpose 1.3.2 builds and computes for top-down models whose head is VisPredictHead, into visibility.json beside this file.

    python test/data/model-variants/visibility.py          (needs what record.py needs)

As heatmaps.py and topdown.py: a head with heatmaps and one that classifies each axis, the visibility with its sigmoid in the network and without.
"""
import json
import pathlib

import heatmaps
import numpy as np
import record
import torch
import topdown
from mmengine.config import Config

HERE = pathlib.Path(__file__).resolve().parent
FULL = 'mmpose/.mim/configs/body_2d_keypoint/topdown_heatmap/coco/td-hm-vis_res50_8xb64-210e_coco-aic-256x192-merge.py'


def visible(model, **loss):
    return dict(model, head=dict(type='VisPredictHead', pose_cfg=model['head'], **loss))


NARROW = [
    ('heatmap', visible(heatmaps.pose((64, 64), (16, 16), 64, heatmaps.RESNET, {}, dict(deconv_kernel_sizes=(4, 4, 4)), flip_mode='heatmap',
                                      shift_heatmap=True), loss=dict(type='BCELoss', use_target_weight=True, use_sigmoid=True))),
    ('heatmap-some-logits', visible(heatmaps.pose((64, 64), (16, 16), 64, heatmaps.RESNET, {}, dict(deconv_kernel_sizes=(4, 4, 4)), flip_mode='heatmap',
                                                  shift_heatmap=False, output_keypoint_indices=[3, 0]), loss=dict(type='BCELoss'))),
    ('simcc', visible(topdown.pose((64, 64)))),
]


@torch.no_grad()
def run(name, model, config):
    pose = config['head']['pose_cfg']
    size = pose['decoder']['input_size']
    state = {key: record.weight(key, value.shape) for key, value in model.state_dict().items() if not record.is_training_only(key)}
    model.load_state_dict(state, strict=False)
    x = record.uniform(f'{name}/input', (len(topdown.BOXES), 3, size[1], size[0]), -2.0, 2.0)
    raw = record.flat(model.head.forward(model.extract_feat(x)))
    indices = [1, 0, *range(2, pose['out_channels'])]
    samples, metas = zip(*(topdown.sample_of(size, box, score) for box, score in topdown.BOXES))
    keys = ('bboxes', 'bbox_scores', 'keypoints', 'keypoint_scores', 'keypoints_visible')
    recorded = {}
    for which, flip in (('predictions', False), ('flip_tested', True)):
        model.test_cfg['flip_test'] = flip
        for sample in samples:
            sample.set_metainfo(dict(flip_indices=indices))
        found = model.predict(x, list(samples))
        # A random network sees a mirror image as the image: merged vectors have two largest bins, one as far from the middle as the other.
        if flip and len(raw) == 3:
            keys = tuple(key for key in keys if key != 'keypoints')
        recorded[which] = [{key: np.asarray(f.pred_instances[key]).tolist() for key in keys} for f in found]
    return dict(flip_indices=indices, visibility=raw[-1].tolist(), outputs=len(raw),
                metas=[dict(meta, box=box, score=score) for meta, (box, score) in zip(metas, topdown.BOXES)], **recorded)


def main():
    torch.set_num_threads(1)
    full = Config.fromfile(record.PACKAGES / FULL).model
    recorded = dict(full=[dict(name='res50', scope='mmpose', source=FULL, model=repr(full.to_dict()), **record.describe(record.build('mmpose', full)))],
                    narrow=[])
    for name, model in NARROW:
        module = record.build('mmpose', model)
        module.train(False)
        recorded['narrow'].append(dict(name=name, scope='mmpose', model=repr(model), **record.describe(module), **run(name, module, model)))
        print(name, [[round(v, 3) for v in p['keypoints_visible'][0]] for p in recorded['narrow'][-1]['predictions']])
    kinds = [f'"{kind}": [\n' + ',\n'.join(json.dumps(record.rounded(case)) for case in cases) + '\n]' for kind, cases in recorded.items()]
    (HERE / 'visibility.json').write_text('{' + ',\n'.join(kinds) + '}\n', encoding='utf-8')


if __name__ == '__main__':
    main()
