# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""The detectors among the variants that record.py records: which there are, and what the real libraries predict."""
import torch

STRIDES = (8, 16, 32)
P6_STRIDES = (8, 16, 32, 64)


# ---------------------------------------------------------------------------------------------------------- the models
def nms(iou_threshold=0.65, **options):
    return dict(type='nms', iou_threshold=iou_threshold, **options)


def rtmdet(deepen, widen, strides=STRIDES, backbone=None, neck=None, head=None, **test_cfg):
    """RTMDet of mmdet; the widths follow from `widen`, as in the configs that mmdet ships."""
    channels = [int(c * widen) for c in ((256, 512, 768, 1024) if len(strides) == 4 else (256, 512, 1024))]
    sync = dict(norm_cfg=dict(type='SyncBN'), act_cfg=dict(type='SiLU', inplace=True))
    bbox_head = dict(type='RTMDetSepBNHead', num_classes=80, in_channels=channels[0], feat_channels=channels[0], stacked_convs=2,
                     with_objectness=False, anchor_generator=dict(type='MlvlPointGenerator', offset=0, strides=list(strides)),
                     bbox_coder=dict(type='DistancePointBBoxCoder'), **sync)
    limits = dict(nms_pre=30000, min_bbox_size=0, score_thr=0.001, nms=nms(), max_per_img=300)
    return dict(
        type='RTMDet',
        backbone=dict(dict(type='CSPNeXt', deepen_factor=deepen, widen_factor=widen, **sync), **(backbone or {})),
        neck=dict(dict(type='CSPNeXtPAFPN', in_channels=channels, out_channels=channels[0], num_csp_blocks=round(3 * deepen), **sync),
                  **(neck or {})),
        bbox_head=dict(bbox_head, **(head or {})),
        test_cfg=dict(limits, **test_cfg))


def yolox(deepen, widen, depthwise=False, strides=STRIDES, backbone=None, neck=None, head=None, **test_cfg):
    channels = [int(c * widen) for c in ((256, 512, 768, 1024) if len(strides) == 4 else (256, 512, 1024))]
    return dict(
        type='YOLOX',
        backbone=dict(type='CSPDarknet', deepen_factor=deepen, widen_factor=widen, use_depthwise=depthwise, **(backbone or {})),
        neck=dict(type='YOLOXPAFPN', in_channels=channels, out_channels=channels[0], num_csp_blocks=round(3 * deepen),
                  use_depthwise=depthwise, **(neck or {})),
        bbox_head=dict(dict(type='YOLOXHead', num_classes=80, in_channels=channels[0], feat_channels=channels[0], strides=strides,
                            use_depthwise=depthwise), **(head or {})),
        test_cfg=dict(dict(score_thr=0.01, nms=nms()), **test_cfg))


def yolo_rtmdet(deepen, widen, strides=STRIDES, backbone=None, neck=None, module=None, **test_cfg):
    """RTMDet of mmyolo, which scales all widths itself."""
    channels = [256, 512, 768, 1024] if len(strides) == 4 else [256, 512, 1024]
    head_module = dict(type='RTMDetSepBNHeadModule', num_classes=80, in_channels=256, widen_factor=widen, featmap_strides=list(strides))
    return dict(
        type='YOLODetector',
        backbone=dict(type='CSPNeXt', deepen_factor=deepen, widen_factor=widen, **(backbone or {})),
        neck=dict(type='CSPNeXtPAFPN', deepen_factor=deepen, widen_factor=widen, in_channels=channels, out_channels=256, **(neck or {})),
        bbox_head=dict(type='RTMDetHead', head_module=dict(head_module, **(module or {})),
                       prior_generator=dict(type='mmdet.MlvlPointGenerator', offset=0, strides=list(strides))),
        test_cfg=dict(dict(multi_label=True, nms_pre=30000, score_thr=0.001, nms=nms(), max_per_img=300), **test_cfg))


def yolo_yolox(deepen, widen, depthwise=False, backbone=None, neck=None, module=None, **test_cfg):
    return dict(
        type='YOLODetector', use_syncbn=False,
        backbone=dict(type='YOLOXCSPDarknet', deepen_factor=deepen, widen_factor=widen, use_depthwise=depthwise, **(backbone or {})),
        neck=dict(type='YOLOXPAFPN', deepen_factor=deepen, widen_factor=widen, in_channels=[256, 512, 1024], out_channels=256,
                  use_depthwise=depthwise, **(neck or {})),
        bbox_head=dict(type='YOLOXHead',
                       head_module=dict(dict(type='YOLOXHeadModule', num_classes=80, in_channels=256, widen_factor=widen,
                                             use_depthwise=depthwise), **(module or {}))),
        test_cfg=dict(dict(yolox_style=True, multi_label=True, score_thr=0.001, max_per_img=300, nms=nms()), **test_cfg))


RTMDETS = dict(tiny=(0.167, 0.375), s=(0.33, 0.5), m=(0.67, 0.75), l=(1, 1), x=(1.33, 1.25))
YOLOXES = dict(nano=(0.33, 0.25), tiny=(0.33, 0.375), s=(0.33, 0.5), m=(0.67, 0.75), l=(1, 1), x=(1.33, 1.25))


def full_cases():
    """One for each architecture that the libraries have a config of."""
    apart, one = dict(share_conv=False, use_depthwise=True), dict(num_classes=1)
    for size, (deepen, widen) in RTMDETS.items():
        source = f'rtmdet_{size}_8xb32-300e_coco'
        yield f'rtmdet-{size}', 'mmdet', rtmdet(deepen, widen, head=dict(exp_on_reg=size in 'mlx')), f'mmdet/.mim/configs/rtmdet/{source}.py'
    yield ('rtmdet-x-p6', 'mmdet',
           rtmdet(1.33, 1.25, P6_STRIDES, backbone=dict(arch='P6', out_indices=(2, 3, 4, 5)), neck=dict(in_channels=[320, 640, 960, 1280])),
           'mmdet/.mim/configs/rtmdet/rtmdet_x_p6_4xb8-300e_coco.py')
    demo = 'mmpose/.mim/demo/mmdetection_cfg'
    yield 'rtmdet-m-person', 'mmdet', rtmdet(0.67, 0.75, head=one), f'{demo}/rtmdet_m_640-8xb32_coco-person.py'
    yield ('rtmdet-nano-hand', 'mmdet',
           rtmdet(0.33, 0.25, backbone=dict(use_depthwise=True), neck=dict(use_depthwise=True), head=dict(apart, **one)),
           f'{demo}/rtmdet_nano_320-8xb32_hand.py')
    for size, (deepen, widen) in YOLOXES.items():
        yield (f'yolox-{size}', 'mmdet', yolox(deepen, widen, depthwise=size == 'nano'),
               f'mmdet/.mim/configs/yolox/yolox_{size}_8xb8-300e_coco.py')
    yield 'yolox-s-face', 'mmdet', yolox(0.33, 0.5, head=one), f'{demo}/yolox-s_8xb8-300e_coco-face.py'
    yield ('yolox-x-crowd', 'mmdet', yolox(1.33, 1.25, head=one),
           'mmdet/.mim/configs/strongsort/yolox_x_8xb4-80e_crowdhuman-mot17halftrain_test-mot17halfval.py')
    for size, (deepen, widen) in RTMDETS.items():
        yield (f'mmyolo-rtmdet-{size}', 'mmyolo', yolo_rtmdet(deepen, widen),
               f'mmyolo/.mim/configs/rtmdet/rtmdet_{size}_syncbn_fast_8xb32-300e_coco.py')
    yield ('mmyolo-rtmdet-tiny-cat', 'mmyolo', yolo_rtmdet(0.167, 0.375, module=one),
           'mmyolo/.mim/configs/rtmdet/rtmdet_tiny_fast_1xb12-40e_cat.py')
    for size, (deepen, widen) in YOLOXES.items():
        yield (f'mmyolo-yolox-{size}', 'mmyolo', yolo_yolox(deepen, widen, depthwise=size == 'nano'),
               f'mmyolo/.mim/configs/yolox/yolox_{size}_fast_8xb8-300e_coco.py')
    yield ('mmyolo-yolox-s-cat', 'mmyolo', yolo_yolox(0.33, 0.5, module=one),
           'mmyolo/.mim/configs/yolox/yolox_s_fast_1xb12-40e-rtmdet-hyp_cat.py')


def narrow_cases():
    """(name, scope, model, shape of the input). Together they take every branch of heads and post-processing."""
    bn, gn, leaky = dict(type='BN'), dict(type='GN', num_groups=4), dict(type='LeakyReLU', negative_slope=0.1)
    size = (2, 3, 64, 96)
    tiny = 0.167, 0.125
    yield 'rtmdet', 'mmdet', rtmdet(*tiny, head=dict(num_classes=4), score_thr=0.8), size
    # Shared convolutions are not, boxes are exponentials, few candidates and results are let through.
    yield 'rtmdet-objectness', 'mmdet', rtmdet(
        *tiny, backbone=dict(channel_attention=False, norm_cfg=dict(type='BN', eps=1e-3)),
        head=dict(num_classes=6, share_conv=False, with_objectness=True, exp_on_reg=True, pred_kernel_size=3, norm_cfg=bn),
        score_thr=0.5, nms_pre=20, nms=nms(0.5), max_per_img=15), size
    yield 'rtmdet-depthwise', 'mmdet', rtmdet(
        *tiny, backbone=dict(use_depthwise=True, norm_cfg=gn, expand_ratio=0.75, spp_kernel_sizes=(3, 7)),
        neck=dict(use_depthwise=True, norm_cfg=gn),
        head=dict(num_classes=3, share_conv=False, use_depthwise=True, norm_cfg=gn), score_thr=0.6, min_bbox_size=12,
        nms=nms(0.5, class_agnostic=True)), size
    # 80 classes move boxes far apart in NMS; split_thr makes NMS a loop over classes.
    yield 'rtmdet-p6', 'mmdet', rtmdet(
        *tiny, P6_STRIDES, backbone=dict(arch='P6', out_indices=(2, 3, 4, 5)),
        head=dict(num_classes=80, feat_channels=24, exp_on_reg=True), score_thr=0.95, max_per_img=70, nms=nms(0.5, split_thr=20)), (2, 3, 128, 64)
    yield 'rtmdet-plain', 'mmdet', rtmdet(
        *tiny, head=dict(type='RTMDetHead', num_classes=5, feat_channels=32, norm_cfg=dict(type='GN', num_groups=8),
                         act_cfg=dict(type='ReLU'), pred_kernel_size=3,
                         anchor_generator=dict(type='MlvlPointGenerator', strides=[(8, 8), (16, 16), (32, 32)]),
                         bbox_coder=dict(type='DistancePointBBoxCoder', clip_border=False), with_objectness=True),
        score_thr=0.7, nms=nms(0.5)), size
    yield 'yolox', 'mmdet', yolox(0.33, 0.125, score_thr=0.6, nms=nms(0.3)), size
    yield 'yolox-nano', 'mmdet', yolox(
        0.33, 0.125, depthwise=True, head=dict(num_classes=3, stacked_convs=1, conv_bias=True, norm_cfg=dict(type='SyncBN')),
        score_thr=0.3, nms=nms(0.4)), size
    yield 'yolox-p6', 'mmdet', yolox(
        0.2, 0.125, strides=P6_STRIDES, backbone=dict(arch='P6', out_indices=(2, 3, 4, 5), act_cfg=leaky),
        neck=dict(act_cfg=leaky, norm_cfg=gn), head=dict(num_classes=7, act_cfg=leaky, norm_cfg=gn), score_thr=0.5,
        nms=nms(0.3, max_num=25)), (2, 3, 64, 128)
    yield 'mmyolo-rtmdet', 'mmyolo', yolo_rtmdet(
        *tiny, module=dict(num_classes=4), score_thr=0.6, nms_pre=30, nms=nms(0.4)), size
    yield 'mmyolo-rtmdet-p6', 'mmyolo', yolo_rtmdet(
        *tiny, P6_STRIDES, backbone=dict(arch='P6', out_indices=(2, 3, 4, 5), channel_attention=False, norm_cfg=gn, use_depthwise=True),
        neck=dict(norm_cfg=gn, use_depthwise=True, expand_ratio=0.75),
        module=dict(num_classes=5, share_conv=False, pred_kernel_size=3, stacked_convs=1, norm_cfg=gn),
        multi_label=False, score_thr=0.9, nms=nms(0.5)), (2, 3, 128, 64)
    yield 'mmyolo-yolox', 'mmyolo', yolo_yolox(0.33, 0.125, module=dict(num_classes=5), score_thr=0.5, max_per_img=3,
        nms=nms(0.35)), size
    # Without yolox_style, objectness has a threshold of its own and max_per_img counts.
    yield 'mmyolo-yolox-depthwise', 'mmyolo', yolo_yolox(
        0.33, 0.125, depthwise=True, backbone=dict(norm_cfg=dict(type='SyncBN')), module=dict(num_classes=3, act_cfg=leaky),
        yolox_style=False, multi_label=False, score_thr=0.3, max_per_img=12, min_bbox_size=8, nms=nms(0.4)), size
    yield 'mmyolo-yolox-one-class', 'mmyolo', yolo_yolox(
        0.33, 0.125, neck=dict(num_csp_blocks=6), module=dict(num_classes=1), score_thr=0.4, nms=nms(0.5)), size


# ------------------------------------------------------------------------------------------------------- what they compute
def is_detector(model):
    return hasattr(model, 'bbox_head') and type(model.bbox_head).__name__ in ('RTMDetHead', 'RTMDetSepBNHead', 'YOLOXHead')


def stage_name(scope):
    return 'bbox_head.head_module' if scope == 'mmyolo' else 'bbox_head'


def settle(model, x):
    """Gives every batch norm the statistics of the input itself: with those that are made from names the input would fade away from layer
    to layer. They are stored."""
    norms = {key: module for key, module in model.named_modules() if isinstance(module, torch.nn.modules.batchnorm._BatchNorm)}
    for module in norms.values():
        module.reset_running_stats()
        module.momentum = None
        module.train()
    model.bbox_head(model.neck(model.backbone(x)))
    for module in norms.values():
        module.eval()
        module.num_batches_tracked.zero_()
        module.running_var.clamp_(min=0.05).mul_(1.15)  # less would amplify rounding from layer to layer
    return {f'state/{key}.{name}': getattr(module, name) for key, module in norms.items() for name in ('running_mean', 'running_var')}


def raw_maps(model, features):
    """The lists of maps that predict_by_feat takes: classes, boxes, and objectness where there is one."""
    return [list(part) for part in model.bbox_head(features)]


def tame(model, features):
    """Random weights make logits of hundreds, boxes as large, and the same class everywhere. Gives each channel of the head's last layers
    a mean and a deviation: logits spread around 0, boxes span some strides; of distances without an exponential, some are negative.
    These layers' parameters are stored."""
    head, stored, seen = model.bbox_head, {}, {}
    names = ('rtm_cls', 'rtm_reg', 'rtm_obj', 'multi_level_conv_cls', 'multi_level_conv_reg', 'multi_level_conv_obj')
    last = {key: module for key, module in head.named_modules()
            if isinstance(module, torch.nn.Conv2d) and any(name in key for name in names)}
    hooks = [module.register_forward_hook(lambda _module, _args, output, key=key: seen.setdefault(key, []).append(output.transpose(0, 1)))
             for key, module in last.items()]
    head(features)
    for hook in hooks:
        hook.remove()
    exponential = 'YOLOX' in type(head).__name__ or hasattr(head, 'scales') or getattr(head, 'exp_on_reg', False)
    for key, module in last.items():
        values = torch.cat([output.flatten(1) for output in seen[key]], 1)
        mean, deviation = ((1.1, 0.4) if exponential else (2.2, 1.0)) if 'reg' in key else (0.0, 1.5)
        gain = deviation / values.std(1)
        module.weight.mul_(gain.reshape(-1, 1, 1, 1))
        module.bias.copy_((module.bias - values.mean(1)) * gain + mean)
        stored.update({f'state/bbox_head.{key}.{name}': parameter for name, parameter in module.named_parameters()})
    for level, scale in enumerate(getattr(head, 'scales', [])):
        scale.scale.fill_(0.8 + 0.3 * level)
        stored[f'state/bbox_head.scales.{level}.scale'] = scale.scale
    return stored


def metas(scope, shape):
    """One for each image; the last rows and columns of the input are padding."""
    height, width = shape[2:]
    one = dict(img_shape=[height - 6, width - 3], ori_shape=[int(height * 1.9), int(width * 2.1)], scale_factor=[0.5, 0.53])
    two = dict(img_shape=[height, width], ori_shape=[height // 2 - 3, width // 2 - 5], scale_factor=[1.75, 2.1])
    if scope == 'mmyolo':
        one['pad_param'], two['pad_param'] = [4.0, 5.0, 3.0, 2.0], [0.0, 0.0, 10.0, 11.0]
    return [one, two][:shape[0]]


def predict(model, raw, image_metas):
    found = model.bbox_head.predict_by_feat(*[[level.clone() for level in part] for part in raw], batch_img_metas=image_metas,
                                            rescale=True)
    return [dict(bboxes=f.bboxes.tolist(), scores=f.scores.tolist(), labels=f.labels.tolist()) for f in found]


def predictions(name, model, raw, image_metas):
    """What the library predicts, where rounding does not decide anything: equal scores, a box on a threshold."""
    found = predict(model, raw, image_metas)
    generator = torch.Generator().manual_seed(0)
    for _ in range(20):
        moved = predict(model, [[level + 2e-5 * torch.randn(level.shape, generator=generator) for level in part] for part in raw],
                        image_metas)
        assert [sorted(f['labels']) for f in moved] == [sorted(f['labels']) for f in found], f'{name}: rounding decides'
    labels = [len(set(f['labels'])) for f in found]
    assert min(labels) >= min(3, model.bbox_head.num_classes), f'{name}: labels {labels}'
    return found
