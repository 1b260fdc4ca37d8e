# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Records what the real libraries build and compute for variants of our models, into recorded.json and recorded.pth beside this file.

    python test/data/model-variants/record.py          (needs mmdet 3.3, mmpose 1.3, mmpretrain 1.2, mmyolo 0.5, mmcv or mmcv-lite 2.1)

full: state-dict keys and shapes of the libraries' own configs (`source`), of which `model` repeats the part that matters.
narrow: small models; outputs of their stages as well. Weights and inputs are not stored: weight() and uniform() make them from their names,
and the test does the same; only the last layers of poses' and detectors' heads are stored, and detectors' batch-norm statistics. These models also record the predictions, except for
the keypoints of the mmpose project's head, which is in no package. detectors.py has what is special to detectors.
"""
import itertools
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parents[2] / 'tools' / 'conformance'))  # behind this folder: both have a detectors.py
import mmcv_ext  # noqa: E402,F401

import detectors  # noqa: E402
import mmcv  # noqa: E402
import mmdet.models  # noqa: E402,F401
import mmpose.models  # noqa: E402,F401
import mmpretrain.models  # noqa: E402,F401
mmcv.__version__, mmdet.__version__ = '2.0.1', '3.0.0'  # mmyolo 0.5 refuses newer ones but works with them
import mmyolo.models  # noqa: E402
import numpy as np  # noqa: E402
import torch  # noqa: E402
from mmengine.config import Config, ConfigDict  # noqa: E402
from mmengine.model import revert_sync_batchnorm  # noqa: E402
from mmengine.registry import MODELS, DefaultScope  # noqa: E402
from mmengine.structures import InstanceData  # noqa: E402

PACKAGES = pathlib.Path(mmpose.__file__).parents[1]
STRIDES = (8, 16, 32)


# ---------------------------------------------------------------------------------------------------------- the models
def pose(backbone, neck, module, num_keypoints=17, strides=STRIDES, prior=None, **test_cfg):
    losses = dict(
        assigner=dict(type='SimOTAAssigner', dynamic_k_indicator='oks'),
        loss_cls=dict(type='BCELoss'), loss_obj=dict(type='BCELoss'), loss_bbox=dict(type='IoULoss'),
        loss_oks=dict(type='OKSLoss', metainfo='configs/_base_/datasets/coco.py'), loss_vis=dict(type='BCELoss'))
    return dict(
        type='BottomupPoseEstimator',
        backbone=dict(type='CSPDarknet', **backbone),
        neck=dict(type='YOLOXPAFPN', **neck),
        head=dict(type='YOLOXPoseHead', num_keypoints=num_keypoints, featmap_strides=strides, head_module_cfg=module,
                  prior_generator=prior or dict(type='MlvlPointGenerator', offset=0, strides=list(strides)), **losses),
        test_cfg=test_cfg or dict(score_thr=0.01, nms_thr=0.65))


def project(deepen, widen, backbone=None, neck=None, module=None, **test_cfg):
    settings = dict(yolox_style=True, multi_label=False, score_thr=0.001, max_per_img=300, nms=dict(type='nms', iou_threshold=0.65))
    settings.update(test_cfg)
    return dict(
        type='YOLODetector',
        use_syncbn=False,
        data_preprocessor=dict(type='mmdet.DetDataPreprocessor', pad_size_divisor=32),
        backbone=dict(type='YOLOXCSPDarknet', deepen_factor=deepen, widen_factor=widen, **(backbone or {})),
        neck=dict(type='YOLOXPAFPN', deepen_factor=deepen, widen_factor=widen, in_channels=[256, 512, 1024], out_channels=256,
                  **(neck or {})),
        bbox_head=dict(type='YOLOXPoseHead',
                       head_module=dict(dict(type='YOLOXPoseHeadModule', num_classes=1, in_channels=256, feat_channels=256,
                                             widen_factor=widen, num_keypoints=17), **(module or {}))),
        test_cfg=settings)


def classifier(backbone, in_channels, num_classes=1000, neck='GlobalAveragePooling', head='LinearClsHead'):
    return dict(type='ImageClassifier', backbone=backbone, neck=dict(type=neck),
                head=dict(type=head, num_classes=num_classes, in_channels=in_channels))


def full_cases():
    for name, deepen, widen, source in [('tiny', .33, .375, 'tiny_4xb64-300e_coco-416'), ('s', .33, .5, 's_8xb32-300e_coco-640'),
                                        ('m', .67, .75, 'm_8xb32-300e_coco-640'), ('l', 1, 1, 'l_8xb32-300e_coco-640')]:
        channels = [int(c * widen) for c in (256, 512, 1024)]
        model = pose(dict(deepen_factor=deepen, widen_factor=widen),
                     dict(in_channels=channels, out_channels=channels[0], num_csp_blocks=round(3 * deepen)),
                     dict(in_channels=256, widen_factor=widen))
        yield f'yoloxpose-{name}', 'mmpose', model, f'mmpose/.mim/configs/body_2d_keypoint/yoloxpose/coco/yoloxpose_{source}.py'
    for name, deepen, widen in [('tiny', .33, .375), ('s', .33, .5), ('m', .67, .75), ('l', 1, 1)]:
        yield f'yoloxpose-project-{name}', 'mmyolo', project(deepen, widen), ''
    resnets = [
        (dict(type='ResNet', depth=18), 512, 'resnet/resnet18_8xb32_in1k'),
        (dict(type='ResNet', depth=34), 512, 'resnet/resnet34_8xb32_in1k'),
        (dict(type='ResNet', depth=50), 2048, 'resnet/resnet50_8xb32_in1k'),
        (dict(type='ResNet', depth=101), 2048, 'resnet/resnet101_8xb32_in1k'),
        (dict(type='ResNet', depth=152), 2048, 'resnet/resnet152_8xb32_in1k'),
        (dict(type='ResNet', depth=50, norm_cfg=dict(type='SyncBN', requires_grad=True), drop_path_rate=0.05), 2048,
         'resnet/resnet50_8xb256-rsb-a1-600e_in1k'),
        (dict(type='ResNet', depth=50, base_channels=128, expansion=2), 2048, 'wrn/wide-resnet50_8xb32_in1k'),
        *((dict(type=f'ResNetV1{kind}', depth=depth), 2048, f'resnet/resnetv1{kind}{depth}_8xb32_in1k')
          for kind in 'cd' for depth in (50, 101, 152)),
        *((dict(type='SEResNet', depth=depth), 2048, f'seresnet/seresnet{depth}_8xb32_in1k') for depth in (50, 101)),
        *((dict(type='SEResNeXt', depth=depth), 2048, f'seresnet/seresnext{depth}-32x4d_8xb32_in1k') for depth in (50, 101)),
        *((dict(type='ResNeXt', depth=depth), 2048, f'resnext/resnext{depth}-32x4d_8xb32_in1k') for depth in (50, 101, 152)),
        (dict(type='ResNeXt', depth=101, width_per_group=8), 2048, 'resnext/resnext101-32x8d_8xb32_in1k'),
    ]
    for backbone, channels, source in resnets:
        yield source.split('/')[1], 'mmpretrain', classifier(backbone, channels), f'mmpretrain/.mim/configs/{source}.py'
    for depth in (18, 34, 50, 101, 152):
        channels = 2048 if depth >= 50 else 512
        yield (f'resnet{depth}-cifar', 'mmpretrain', classifier(dict(type='ResNet_CIFAR', depth=depth), channels, 10),
               f'mmpretrain/.mim/configs/resnet/resnet{depth}_8xb16_cifar10.py')
    yield from light_cases()
    yield ('resnet50-mixup', 'mmpretrain', classifier(dict(type='ResNet', depth=50), 2048, head='MultiLabelLinearClsHead'),
           'mmpretrain/.mim/configs/resnet/resnet50_8xb32-mixup_in1k.py')


def light_cases():
    """Every kind that mmpretrain has a config of."""
    for source, backbone, channels, hidden in [
            ('mobilenet_v2/mobilenet-v2_8xb32_in1k', dict(type='MobileNetV2'), 1280, None),
            ('mobilenet_v3/mobilenet-v3-large_8xb128_in1k', dict(type='MobileNetV3', arch='large'), 960, 1280),
            ('mobilenet_v3/mobilenet-v3-small_8xb128_in1k', dict(type='MobileNetV3'), 576, 1024),
            ('mobilenet_v3/mobilenet-v3-small-050_8xb128_in1k', dict(type='MobileNetV3', arch='small_050'), 288, 1024),
            ('mobilenet_v3/mobilenet-v3-small-075_8xb128_in1k', dict(type='MobileNetV3', arch='small_075'), 432, 1024),
            ('shufflenet_v1/shufflenet-v1-1x_16xb64_in1k', dict(type='ShuffleNetV1'), 960, None),
            ('shufflenet_v2/shufflenet-v2-1x_16xb64_in1k', dict(type='ShuffleNetV2'), 1024, None),
            *((f'efficientnet/efficientnet-{arch}_8xb32_in1k', dict(type='EfficientNet', arch=arch), channels, None)
              for arch, channels in [('b0', 1280), ('b1', 1280), ('b2', 1408), ('b3', 1536), ('b4', 1792), ('b5', 2048), ('b6', 2304),
                                     ('b7', 2560), ('b8', 2816)]),
            *((f'efficientnet/efficientnet-{arch}_8xb32-01norm_in1k',
               dict(type='EfficientNet', arch=arch, act_cfg=dict(type='ReLU')), 1280, None) for arch in ('es', 'em')),
            ('efficientnet/efficientnet-l2_8xb32_in1k-475px', dict(type='EfficientNet', arch='l2'), 5504, None),
            *((f'efficientnet_v2/efficientnetv2-{arch}{rest}', dict(type='EfficientNetV2', arch=arch), channels, None)
              for arch, rest, channels in [('b0', '_8xb32_in1k', 1280), ('b1', '_8xb32_in1k', 1280), ('b2', '_8xb32_in1k', 1408),
                                           ('b3', '_8xb32_in1k', 1536), ('s', '_8xb32_in1k-384px', 1280),
                                           ('m', '_8xb32_in1k-480px', 1280), ('l', '_8xb32_in1k-480px', 1280),
                                           ('xl', '_8xb32_in1k-512px', 1280)]),
    ]:
        yield (source.split('/')[1].split('_')[0], 'mmpretrain', light_classifier(backbone, channels, hidden),
               f'mmpretrain/.mim/configs/{source}.py')


def light_classifier(backbone, channels, hidden=None, num_classes=1000):
    model = classifier(backbone, channels, num_classes)
    if hidden:
        model['head'].update(type='StackedLinearClsHead', mid_channels=[hidden], act_cfg=dict(type='HSwish'))
    return model


def light_narrow_cases():
    # Sizes that leave remainders everywhere: what is padded differs from map to map.
    size = (2, 3, 75, 61)
    for name, backbone, channels, hidden in [
            ('mobilenet-v2', dict(type='MobileNetV2', widen_factor=0.25, act_cfg=dict(type='HSwish')), 1280, None),
            ('mobilenet-v2-stages', dict(type='MobileNetV2', widen_factor=1.3, out_indices=(2, 4, 7)), 1664, None),
            ('mobilenet-v3-large', dict(type='MobileNetV3', arch='large'), 960, 24),
            ('mobilenet-v3-small-050', dict(type='MobileNetV3', arch='small_050', norm_cfg=dict(type='BN', eps=1e-5)), 288, 24),
            ('shufflenet-v1', dict(type='ShuffleNetV1', widen_factor=0.5), 480, None),
            ('shufflenet-v1-8', dict(type='ShuffleNetV1', groups=8), 1536, None),
            ('shufflenet-v1-1', dict(type='ShuffleNetV1', groups=1, widen_factor=0.25), 144, None),
            ('shufflenet-v2', dict(type='ShuffleNetV2', widen_factor=0.5), 1024, None),
            ('efficientnet-b1', dict(type='EfficientNet', arch='b1'), 1280, None),
            ('efficientnet-em', dict(type='EfficientNet', arch='em', act_cfg=dict(type='ReLU')), 1280, None),
            ('efficientnet-plain', dict(type='EfficientNet', arch='b0', conv_cfg=None, out_indices=(3, 6)), 1280, None),
            ('efficientnet-v2-b0', dict(type='EfficientNetV2', arch='b0'), 1280, None),
    ]:
        yield name, 'mmpretrain', light_classifier(backbone, channels, hidden, 10), size


def narrow_cases():
    slim = dict(stem_channels=8, base_channels=8)
    # The odd size makes every rounding of a stride matter.
    size = (2, 3, 75, 61)
    for name, backbone in [
            ('resnet50', dict(type='ResNet', depth=50, **slim)),
            ('resnet50-caffe', dict(type='ResNet', depth=50, style='caffe', norm_cfg=dict(type='BN', eps=1e-3), **slim)),
            ('resnet101', dict(type='ResNet', depth=101, **slim)),
            ('resnet34-avg-down', dict(type='ResNet', depth=34, deep_stem=True, avg_down=True, **slim)),
            ('resnet50-dilated', dict(type='ResNetV1c', depth=50, strides=(1, 2, 1, 1), dilations=(1, 1, 2, 4), **slim)),
            ('resnetv1d101', dict(type='ResNetV1d', depth=101, **slim)),
            ('resnet50-stages', dict(type='ResNet', depth=50, num_stages=3, strides=(1, 2, 2), dilations=(1, 1, 1), out_indices=(0, 2),
                                     expansion=2, **slim)),
            ('seresnet50', dict(type='SEResNet', depth=50, se_ratio=4, **slim)),
            ('resnext50', dict(type='ResNeXt', depth=50, groups=4, width_per_group=4, **slim)),
            ('seresnext50-d', dict(type='SEResNeXt', depth=50, groups=2, width_per_group=4, deep_stem=True, avg_down=True, **slim)),
            ('resnet18-cifar', dict(type='ResNet_CIFAR', depth=18, **slim)),
    ]:
        channels = 64 if backbone['depth'] < 50 or backbone.get('expansion') == 2 else 256
        yield name, 'mmpretrain', classifier(backbone, channels, 10), size
    yield 'gem', 'mmpretrain', classifier(dict(type='ResNet', depth=18, **slim), 64, 10, neck='GeneralizedMeanPooling'), size
    yield ('multi-label', 'mmpretrain',
           classifier(dict(type='ResNet', depth=18, **slim), 64, 10, head='MultiLabelLinearClsHead'), size)

    yield from light_narrow_cases()

    leaky = dict(type='LeakyReLU', negative_slope=0.1)
    channels = [int(c * 0.125) for c in (256, 512, 768, 1024)]
    strides = (8, 16, 32, 64)
    yield 'yoloxpose-p6', 'mmpose', pose(
        dict(arch='P6', deepen_factor=0.33, widen_factor=0.125, out_indices=(2, 3, 4, 5), use_depthwise=True,
             spp_kernal_sizes=(3, 5), norm_cfg=dict(type='BN'), act_cfg=leaky),
        dict(in_channels=channels, out_channels=24, num_csp_blocks=2, use_depthwise=True, act_cfg=leaky),
        dict(num_classes=2, in_channels=24, feat_channels=20, stacked_convs=1, conv_bias=True, act_cfg=dict(type='ReLU')),
        num_keypoints=5, strides=strides,
        prior=dict(type='MlvlPointGenerator', centralize_points=True, strides=[(8, 8), (16, 16), (32, 32), (64, 64)]),
        score_thr=0.3, nms_thr=0.3), (2, 3, 128, 64)
    yield 'yoloxpose-overwritten', 'mmpose', pose(
        dict(arch_ovewrite=[[64, 96, 2, True, False], [96, 160, 1, False, False], [160, 256, 3, True, True], [256, 320, 1, False, False]],
             widen_factor=0.25, deepen_factor=0.5, norm_cfg=dict(type='SyncBN')),
        dict(in_channels=[40, 64, 80], out_channels=32), dict(in_channels=256, widen_factor=0.125), num_keypoints=3,
        prior=dict(type='MlvlPointGenerator', strides=list(STRIDES)), score_thr=0.2, nms_pre=25), (1, 3, 96, 64)
    yield 'yoloxpose-project-classes', 'mmyolo', project(
        0.5, 0.125, backbone=dict(use_depthwise=True, spp_kernal_sizes=5), neck=dict(use_depthwise=True, num_csp_blocks=4),
        module=dict(num_classes=3, num_keypoints=4, use_depthwise=True, act_cfg=dict(type='Swish')), score_thr=0.2,
        nms=dict(type='nms', iou_threshold=0.3)), (2, 3, 64, 96)


# ------------------------------------------------------------------------------------------- the head that no package has
class YOLOXPoseHeadModule(mmyolo.models.YOLOXHeadModule):
    def __init__(self, num_keypoints, **kwargs):
        self.num_keypoints = num_keypoints
        super().__init__(**kwargs)
        self.stacked_convs = 2 * self.stacked_convs
        levels = range(len(self.featmap_strides))
        width = self.feat_channels
        self.multi_level_pose_convs = torch.nn.ModuleList(self._build_stacked_convs() for _ in levels)
        self.multi_level_conv_offsets = torch.nn.ModuleList(torch.nn.Conv2d(width, 2 * num_keypoints, 1) for _ in levels)
        self.multi_level_conv_vis = torch.nn.ModuleList(torch.nn.Conv2d(width, num_keypoints, 1) for _ in levels)

    def forward(self, x):
        poses = [convs(level) for convs, level in zip(self.multi_level_pose_convs, x)]
        offsets = [conv(y) for conv, y in zip(self.multi_level_conv_offsets, poses)]
        return (*super().forward(x), offsets, [conv(y) for conv, y in zip(self.multi_level_conv_vis, poses)])


class YOLOXPoseHead(mmyolo.models.YOLOXHead):
    pass


for module in (YOLOXPoseHeadModule, YOLOXPoseHead):
    mmyolo.registry.MODELS.register_module(module=module)


# ------------------------------------------------------------------------------------------------------------ the numbers
def hash64(text):
    value = 0xcbf29ce484222325
    for byte in text.encode():
        value = (value ^ byte) * 0x100000001b3 % 2**64
    return value


def uniform(name, shape, low, high):
    """Uniform numbers that depend on nothing but the name: splitmix64 from its FNV-1a hash."""
    count = int(np.prod(shape, dtype=np.int64))
    with np.errstate(over='ignore'):
        z = np.uint64(hash64(name)) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9e3779b97f4a7c15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xbf58476d1ce4e5b9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94d049bb133111eb)
        z = z ^ (z >> np.uint64(31))
    unit = (z >> np.uint64(11)).astype(np.float64) * 2.0**-53
    return torch.from_numpy((low + (high - low) * unit).astype(np.float32)).reshape(tuple(shape))


def weight(name, shape):
    if name.endswith('num_batches_tracked'):
        return torch.zeros((), dtype=torch.int64)
    if name.endswith('running_var'):
        return uniform(name, shape, 0.5, 1.5)
    if name.endswith(('running_mean', 'bias')):
        return uniform(name, shape, -0.2, 0.2)
    if len(shape) == 1:
        return uniform(name, shape, 2.0, 3.0) if name.endswith('.p') else uniform(name, shape, 0.4, 0.8)
    fan_in = 1
    for size in shape[1:]:
        fan_in *= size
    bound = (6.0 / fan_in)**0.5
    return uniform(name, shape, -bound, bound)


def is_training_only(name):
    return name.startswith('data_preprocessor.') or '.loss_' in name or '.assigner' in name


def entries(model):
    return [(name, list(value.shape)) for name, value in model.state_dict().items() if not is_training_only(name)]


def describe(model):
    items = entries(model)
    text = ''.join(f'{name} [{",".join(map(str, shape))}]\n' for name, shape in items)
    return dict(keys=len(items), hash=f'{hash64(text):016x}')


def build(scope, model):
    with DefaultScope.overwrite_default_scope(scope):
        return revert_sync_batchnorm(MODELS.build(ConfigDict(model))).eval()


def flat(outputs):
    if isinstance(outputs, torch.Tensor):
        return [outputs]
    return [tensor for part in outputs for tensor in flat(part)]


def metas(scope, shape):
    height, width = shape[2:]
    if scope == 'mmpose':
        return dict(input_size=[width, height], input_center=[100.5, 80.25], input_scale=[width * 1.5, height * 1.75])
    return dict(ori_shape=[height * 2, width * 2], scale_factor=[0.5, 0.51])


def predictions(scope, model, raw, shape):
    meta = metas(scope, shape)
    if scope == 'mmyolo':
        levels = len(raw) // 5
        parts = [raw[i * levels:(i + 1) * levels] for i in range(3)]
        found = model.bbox_head.predict_by_feat(*parts, batch_img_metas=[meta] * shape[0], rescale=True)
        return [dict(bboxes=f.bboxes.tolist(), bbox_scores=f.scores.tolist()) for f in found]
    samples = [mmpose.structures.PoseDataSample(metainfo={k: np.array(v, dtype=np.float32) for k, v in meta.items()})
               for _ in range(shape[0])]
    model.head.forward = lambda feats: [raw[i:i + len(raw) // 5] for i in range(0, len(raw), len(raw) // 5)]
    found = model.head.predict(None, samples, test_cfg=model.test_cfg)
    model.add_pred_to_datasample(found, None, samples)
    assert all(isinstance(sample.pred_instances, InstanceData) for sample in samples)
    keys = ('bboxes', 'bbox_scores', 'keypoints', 'keypoint_scores')
    return [{key: np.asarray(sample.pred_instances[key]).tolist() for key in keys} for sample in samples]


def rounded(value):
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    return [rounded(item) for item in value] if isinstance(value, (list, tuple)) else value


def write(recorded):
    """One case a line."""
    kinds = [f'"{kind}": [\n' + ',\n'.join(json.dumps(rounded(case)) for case in cases) + '\n]' for kind, cases in recorded.items()]
    (HERE / 'recorded.json').write_text('{' + ',\n'.join(kinds) + '}\n')


def tame(model, head, x):
    """Random weights make logits of hundreds: all scores would be 1, and their order chance. Scales the last layers so that no output of
    the head is beyond 3; their weights are stored."""
    outputs, keys = {}, {id(module): key for key, module in model.named_modules()}

    def measure(conv, inputs, output):
        outputs.setdefault(keys[id(conv)], []).append(output)

    convs = [module for module in getattr(model, head).head_module.modules() if isinstance(module, torch.nn.Conv2d)]
    hooks = [conv.register_forward_hook(measure) for conv in convs]
    raw = flat(getattr(model, head).head_module(model.neck(model.backbone(x))))
    for hook in hooks:
        hook.remove()
    stored = {}
    for key, values in outputs.items():
        if not any(value is y or value.data_ptr() == y.data_ptr() for value in values for y in raw):
            continue
        conv, gain = model.get_submodule(key), 3 / max(float(value.abs().max()) for value in values)
        for name, tensor in conv.named_parameters():
            tensor.mul_(gain)
            stored[f'state/{key}.{name}'] = tensor
    assert len(stored) >= 2 * 5 * 3, sorted(stored)
    return stored


def run_detector(name, scope, model, shape, x):
    stages = detectors.settle(model, x)
    backbone = model.backbone(x)
    neck = model.neck(backbone)
    stages.update(detectors.tame(model, neck))
    raw, image_metas = detectors.raw_maps(model, neck), detectors.metas(scope, shape)
    for stage, values in (('backbone', backbone), ('neck', neck), (detectors.stage_name(scope), flat(raw))):
        stages.update({f'{stage}/{i}': y for i, y in enumerate(values)})
    return stages, dict(metas=image_metas, predictions=detectors.predictions(name, model, raw, image_metas))


@torch.no_grad()
def run(name, scope, model, shape):
    state = {key: weight(key, value.shape) for key, value in model.state_dict().items() if not is_training_only(key)}
    model.load_state_dict(state, strict=False)
    x = uniform(f'{name}/input', shape, -2.0, 2.0)
    if detectors.is_detector(model):
        return run_detector(name, scope, model, shape, x)
    head = 'head' if scope == 'mmpose' else 'bbox_head'
    stages = tame(model, head, x) if scope != 'mmpretrain' else {}
    x = model.backbone(x)
    stages.update({f'backbone/{i}': y for i, y in enumerate(x)})
    x = model.neck(x)
    stages.update({f'neck/{i}': y for i, y in enumerate(x)})
    if scope == 'mmpretrain':
        stages['head/0'] = model.head(x)
        score = torch.stack([sample.pred_score for sample in model.head.predict(x)])
        return stages, dict(scores=score.tolist())
    raw = flat(getattr(model, head).head_module(x))
    stages.update({f'{head}.head_module/{i}': y for i, y in enumerate(raw)})
    return stages, dict(meta=metas(scope, shape), predictions=predictions(scope, model, [y.clone() for y in raw], shape))


def main():
    torch.set_num_threads(1)
    recorded, tensors = dict(full=[], narrow=[]), {}
    for name, scope, model, source in itertools.chain(full_cases(), detectors.full_cases()):
        theirs = Config.fromfile(PACKAGES / source).model if source else model
        ours = describe(build(scope, model))
        assert describe(build(scope, theirs)) == ours, name
        recorded['full'].append(dict(name=name, scope=scope, source=source, model=repr(model), **ours))
    for name, scope, model, shape in itertools.chain(narrow_cases(), detectors.narrow_cases()):
        module = build(scope, model)
        stages, results = run(name, scope, module, shape)
        for stage, value in stages.items():
            # Feature maps are long: only what the last stages compute is kept of classifiers and detectors.
            if 'meta' in results or not stage.startswith('backbone'):
                tensors[f'{name}/{stage}'] = value.clone()
        recorded['narrow'].append(
            dict(name=name, scope=scope, model=repr(model), shape=shape,
                 stages=[stage for stage in stages if not stage.startswith('state/')], **describe(module), **results))
        print(name, {stage: f'{value.abs().max():.3g}' for stage, value in stages.items() if not stage.startswith('state/')},
              [len(p['bboxes']) for p in results.get('predictions', [])])
    write(recorded)
    torch.save(tensors, HERE / 'recorded.pth')


if __name__ == '__main__':
    main()
