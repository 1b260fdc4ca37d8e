# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Records what mmpose 1.3.2 builds and computes for variants of top-down models with heatmaps, into heatmaps.json beside this file.

    python test/data/model-variants/heatmaps.py          (needs what record.py needs)

As topdown.py, for HeatmapHead: full are the library's own configs, one for each backbone and codec; narrow are small models, what their heads give,
what a flip test makes of it, and what is decoded. The last layer is scaled, and its bias moved, so that heatmaps are of the size of trained ones.
"""
import json
import pathlib

import numpy as np
import record
import torch
import topdown
from mmengine.config import Config
from mmpose.models.utils.tta import flip_heatmaps

HERE = pathlib.Path(__file__).resolve().parent
COCO = 'mmpose/.mim/configs/body_2d_keypoint/topdown_heatmap/coco/'
FULL = [(name, COCO + f'{file}.py') for name, file in (
    ('res50', 'td-hm_res50_8xb64-210e_coco-256x192'), ('resnetv1d101', 'td-hm_resnetv1d101_8xb64-210e_coco-256x192'),
    ('resnext50', 'td-hm_resnext50_8xb64-210e_coco-256x192'), ('seresnet50', 'td-hm_seresnet50_8xb64-210e_coco-256x192'),
    ('scnet50', 'td-hm_scnet50_8xb64-210e_coco-256x192'), ('hrnet-w32', 'td-hm_hrnet-w32_8xb64-210e_coco-256x192'),
    ('hrnet-w48-udp', 'td-hm_hrnet-w48_udp-8xb32-210e_coco-256x192'), ('udp-regress', 'td-hm_hrnet-w32_udp-regress-8xb64-210e_coco-256x192'),
    ('cspnext-m', 'cspnext-m_udp_8xb256-210e_coco-256x192'), ('mobilenetv2', 'td-hm_mobilenetv2_8xb64-210e_coco-256x192'),
    ('shufflenetv1', 'td-hm_shufflenetv1_8xb64-210e_coco-256x192'), ('shufflenetv2', 'td-hm_shufflenetv2_8xb64-210e_coco-256x192'),
    ('vgg16', 'td-hm_vgg16-bn_8xb64-210e_coco-256x192'), ('alexnet', 'td-hm_alexnet_8xb64-210e_coco-256x192'),
    ('vitpose-s', 'td-hm_ViTPose-small_8xb64-210e_coco-256x192'), ('vitpose-b-simple', 'td-hm_ViTPose-base-simple_8xb64-210e_coco-256x192'))]
FULL.append(('hrnetv2-w18', 'mmpose/.mim/configs/face_2d_keypoint/topdown_heatmap/wflw/td-hm_hrnetv2-w18_dark-8xb64-60e_wflw-256x256.py'))


def stage(number, channels):
    return dict(num_modules=1, num_branches=number, block='BASIC', num_blocks=(1, ) * number, num_channels=channels[:number])


RESNET = dict(type='ResNet', depth=18, stem_channels=8, base_channels=8)
HRNET = dict(type='HRNet', in_channels=3, extra=dict(
    stage1=dict(num_modules=1, num_branches=1, block='BOTTLENECK', num_blocks=(1, ), num_channels=(8, )), stage2=stage(2, (4, 8, 16, 32)),
    stage3=stage(3, (4, 8, 16, 32)), stage4=dict(stage(4, (4, 8, 16, 32)), multiscale_output=True), upsample=dict(mode='bilinear', align_corners=False)))
VIT = dict(type='mmpretrain.VisionTransformer', arch=dict(embed_dims=24, num_layers=2, num_heads=3, feedforward_channels=48), img_size=(64, 48),
           patch_size=16, qkv_bias=True, drop_path_rate=0.1, with_cls_token=False, out_type='featmap', patch_cfg=dict(padding=2))


def pose(size, map_size, channels, backbone, codec, head=None, neck=None, keypoints=4, **test_cfg):
    codec = dict(dict(type='MSRAHeatmap', input_size=size, heatmap_size=map_size, sigma=2), **codec)
    if codec['type'] == 'MegviiHeatmap':
        del codec['sigma']
    each = 3 if codec.get('heatmap_type') == 'combined' else 1
    base = dict(type='HeatmapHead', in_channels=channels, out_channels=keypoints * each, deconv_out_channels=(16, 16, 16),
                loss=dict(type='KeypointMSELoss', use_target_weight=True), decoder=codec)
    model = dict(type='TopdownPoseEstimator', backbone=backbone, head=dict(base, **(head or {})), test_cfg=test_cfg)
    if neck:
        model['neck'] = neck
    return model


PLAIN = dict(deconv_out_channels=None)
NARROW = [
    ('deconv', pose((64, 96), (16, 24), 64, RESNET, {}, dict(deconv_kernel_sizes=(4, 3, 2), conv_out_channels=(12, 8), conv_kernel_sizes=(3, 1),
                                                             final_layer=dict(kernel_size=3, padding=1)), flip_mode='heatmap', shift_heatmap=True)),
    ('concat-dark', pose((64, 64), (16, 16), 60, HRNET, dict(unbiased=True, blur_kernel_size=7), dict(PLAIN, conv_out_channels=[60], conv_kernel_sizes=[1]),
                         dict(type='FeatureMapProcessor', concat=True), output_keypoint_indices=[3, 0])),
    ('udp', pose((64, 64), (16, 16), 64, RESNET, dict(type='UDPHeatmap'), flip_mode='heatmap', shift_heatmap=False)),
    ('udp-combined', pose((64, 64), (16, 16), 64, RESNET, dict(type='UDPHeatmap', heatmap_type='combined', blur_kernel_size=3), flip_mode='udp_combined')),
    ('scnet-megvii', pose((128, 128), (8, 8), 256, dict(type='SCNet', depth=50, stem_channels=8, base_channels=8),
                          dict(type='MegviiHeatmap', kernel_size=5), dict(deconv_out_channels=(16, ), deconv_kernel_sizes=(4, )))),
    ('vit', pose((48, 64), (12, 16), 24, VIT, dict(type='UDPHeatmap'), dict(PLAIN, deconv_kernel_sizes=[], final_layer=dict(kernel_size=3, padding=1)),
                 dict(type='FeatureMapProcessor', select_index=0, scale_factor=4.0, apply_relu=True))),
    ('vgg', pose((32, 32), (8, 8), 256, dict(type='VGG', depth=11, num_stages=3, dilations=(1, 1, 1), out_indices=(1, 2), norm_cfg=dict(type='BN')), {},
                 dict(deconv_out_channels=(16, ), deconv_kernel_sizes=(4, )), dict(type='FeatureMapProcessor', select_index=(0, 1)))),
    ('alexnet', pose((96, 96), (16, 16), 256, dict(type='AlexNet'), {})),
]


@torch.no_grad()
def run(name, model, config):
    codec = config['head']['decoder']
    state = {key: record.weight(key, value.shape) for key, value in model.state_dict().items() if not record.is_training_only(key)}
    model.load_state_dict(state, strict=False)
    size = codec['input_size']
    x = record.uniform(f'{name}/input', (len(topdown.BOXES), 3, size[1], size[0]), -2.0, 2.0)
    largest = 200 if codec['type'] == 'MegviiHeatmap' else 1
    final, output = model.head.final_layer, model.head.forward(model.extract_feat(x))
    output = output - final.bias.reshape(1, -1, 1, 1)
    gain = 0.4 * largest / float(output.abs().max())
    final.weight.mul_(gain)
    final.bias.fill_(0.55 * largest)
    raw = model.head.forward(model.extract_feat(x))
    turned = model.head.forward(model.extract_feat(x.flip(-1)))
    indices = [1, 0, *range(2, config['head']['out_channels'] // (3 if codec.get('heatmap_type') == 'combined' else 1))]
    test_cfg = config['test_cfg']
    flipped = flip_heatmaps(turned, indices, test_cfg.get('flip_mode', 'heatmap'), test_cfg.get('shift_heatmap', False))
    samples, metas = zip(*(topdown.sample_of(size, box, score) for box, score in topdown.BOXES))
    found = model.predict(x, list(samples))
    keys = ('bboxes', 'bbox_scores', 'keypoints', 'keypoint_scores')
    return dict(gain=gain, bias=0.55 * largest, flip_indices=indices, shape=list(raw.shape), output=raw.flatten().tolist(),
                merged=((raw + flipped) * 0.5).flatten().tolist() if test_cfg.get('flip_mode') else [],
                metas=[dict(meta, box=box, score=score) for meta, (box, score) in zip(metas, topdown.BOXES)],
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
    (HERE / 'heatmaps.json').write_text('{' + ',\n'.join(kinds) + '}\n', encoding='utf-8')


if __name__ == '__main__':
    main()
