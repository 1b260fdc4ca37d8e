# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""RTMDet and YOLOX with random weights, built, saved and run by the real mmdet and mmyolo from the configs that they ship, against
`slipway deploy` of the same files; and that the configs of their relatives which Slipway does not support are refused by name.

Usage: detectors.py [--all] [--seed N] [--image FILE]... [NAME...]; a name is the beginning of a case's name (see --list). Without names the
small ones are run, --all takes the large ones too, and one of those that only train differently. Static or dynamic export takes turns
with the cases; --both runs both.
"""
import mmcv_ext  # noqa: F401  before any OpenMMLab library  # pylint: disable=unused-import

import argparse
import itertools
import os
from pathlib import Path

import torch

from common import ROOT, STREET, Verdict, deploy, one_of_each, read_json, scratch
from random_models import compare_results, randomise, resized, save, settle, site_file, with_rounding

DEPLOY = {'mmdet': 'configs/mmdet/detection/detection_onnxruntime_{}.py', 'mmyolo': 'configs/mmyolo/detection_onnxruntime_{}.py'}
FOLDERS = {'mmdet': ('rtmdet/rtmdet_*_coco.py', 'yolox/yolox_*_coco.py', '*sort/yolox_*.py', 'bytetrack/yolox_*.py'),
           'mmyolo': ('rtmdet/rtmdet_*.py', 'yolox/yolox_*_fast_*.py')}
COUNT = {'mmdet': 15, 'mmyolo': 17}
SMALL = ('nano', 'tiny', 's')  # of those with other training settings (rtmdet-hyp) the same network has been seen
CANDIDATES = 60  # above the threshold, in the picture that has fewest
# Relatives, and what the refusal has to name.
REFUSED = (
    ('mmdet/.mim/configs/rtmdet/rtmdet_l_convnext_b_4xb32-100e_coco.py', 'ConvNeXt'),
    ('mmdet/.mim/configs/rtmdet/rtmdet_l_swin_b_p6_4xb16-100e_coco.py', 'SwinTransformer'),
    ('mmdet/.mim/configs/rtmdet/rtmdet-ins_tiny_8xb32-300e_coco.py', 'RTMDetInsSepBNHead'),
    ('mmdet/.mim/configs/bytetrack/bytetrack_yolox_x_8xb4-80e_crowdhuman-mot17halftrain_test-mot17halfval.py', 'ByteTrack'),
    ('mmyolo/.mim/configs/rtmdet/rtmdet-ins_s_syncbn_fast_8xb32-300e_coco.py', 'RTMDetInsSepBNHead'),
    ('mmyolo/.mim/configs/rtmdet/rotated/rtmdet-r_tiny_fast_1xb8-36e_dota.py', 'RTMDetRotated'))
# As the small ones, but with inputs whose size follows from the image: a config of ours that derives from the library's.
OTHER_SIZES = """
_base_ = ['{base}']
test_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='mmdet.Resize', scale=(480, 352), keep_ratio=True),
    dict(type='mmdet.Pad', size_divisor={divisor}, pad_val=dict(img=(114, 114, 114))),
    dict(type='mmdet.PackDetInputs', meta_keys=('img_id', 'img_path', 'ori_shape', 'img_shape', 'scale_factor')),
]
test_dataloader = dict(dataset=dict(_delete_=True, type='CocoDataset', pipeline=test_pipeline))
"""


def configs():
    """(case, library, config file, whether it is run without being asked for)"""
    for library, patterns in FOLDERS.items():
        root = site_file(f'{library}/.mim/configs')
        files = [path for pattern in patterns for path in sorted(root.glob(pattern)) if not any(w in path.stem for w in ('convnext', 'swin'))]
        assert len(files) == COUNT[library], f'{len(files)} configs of {library}, expected {COUNT[library]}: {[f.stem for f in files]}'
        for path in files:
            yield f'{library}/{path.stem}', library, path, path.stem.split('_')[1] in SMALL and 'rtmdet-hyp_coco' not in path.stem


def sized_configs(folder):
    for name, library, path, divisor in (('rtmdet_tiny_8xb32-300e_coco', 'mmdet', 'rtmdet', 32), ('yolox_tiny_8xb8-300e_coco', 'mmdet', 'yolox', 32),
                                         ('yolox_nano_fast_8xb8-300e_coco', 'mmyolo', 'yolox', 32)):
        config = Path(folder) / f'{name}.py'
        config.write_text(OTHER_SIZES.format(base=site_file(f'{library}/.mim/configs/{path}/{name}.py'), divisor=divisor), encoding='utf-8')
        yield f'{library}/sizes-{name}', library, config


def images(folder):
    """Three street scenes, and three whose sizes leave remainders everywhere."""
    sizes = ((641, 437), (333, 517), (211, 97))
    return STREET[:3], [resized(STREET[i + 3], Path(folder) / f'odd{i}.png', *size) for i, size in enumerate(sizes)]


# ------------------------------------------------------------------------------------------------------- the real libraries
def build(library, config):
    """The detector, with any weights."""
    import mmcv
    import mmdet
    if library == 'mmyolo':
        mmcv.__version__, mmdet.__version__ = '2.0.1', '3.0.0'  # mmyolo 0.5 refuses newer ones but works with them
        import mmyolo.datasets  # noqa: F401  pylint: disable=unused-import
        import mmyolo.models  # noqa: F401  pylint: disable=unused-import
    from mmdet.apis import init_detector
    from mmengine.config import Config
    return init_detector(Config.fromfile(str(config)), None, device='cpu', palette='random')


def last_layers(head):
    """Those that give classes, boxes and objectness, by what they give: cls, reg, obj."""
    names = {'rtm_cls': 'cls', 'rtm_reg': 'reg', 'rtm_obj': 'obj', 'multi_level_conv_cls': 'cls', 'multi_level_conv_reg': 'reg',
             'multi_level_conv_obj': 'obj'}
    found = [(kind, module) for key, module in head.named_modules() if isinstance(module, torch.nn.Conv2d)
             for name, kind in names.items() if name in key]
    assert found, type(head).__name__
    return found


def has_objectness(head):
    return any(kind == 'obj' for kind, _ in last_layers(head))


def spread(head, run):
    """Gives each channel of the last layers a mean and a largest deviation: logits around 0, boxes of some strides, of distances without an
    exponential some that are negative. Where the last bit would decide which class is the label, the classes are kept apart: no two channels
    have the same deviation, which many reach in the same place, and beside an objectness none is 1 but for rounding."""
    layers, seen = last_layers(head), {}
    hooks = [module.register_forward_hook(lambda module, _args, output: seen.setdefault(module, []).append(output.transpose(0, 1).flatten(1)))
             for _, module in layers]
    run()
    for hook in hooks:
        hook.remove()
    exponential = 'YOLOX' in type(head).__name__ or hasattr(head, 'scales') or getattr(head, 'exp_on_reg', False)
    with torch.no_grad():
        for kind, module in layers:
            values = torch.cat(seen[module], 1)
            mean, deviation = ((1.2, 1.2) if exponential else (2.5, 2.8)) if kind == 'reg' else (0.0, 6.0)
            if kind == 'cls' and has_objectness(head):
                mean, deviation = -2.0, 4.0
            centre = values.mean(1)
            share = 1 - 0.4 * (torch.arange(len(centre)) * 0.618 % 1) if kind == 'cls' else 1.0
            gain = share * deviation / (values - centre[:, None]).abs().amax(1)
            module.weight.mul_(gain.reshape(-1, 1, 1, 1))
            module.bias.copy_((module.bias - centre) * gain + mean)


def scores(maps, shift):
    """Scores [classes, priors] of an image, if every logit were larger by `shift`: those of objectness, where there is one, else of classes."""
    if len(maps) > 2:
        levels = [level.sigmoid() * (factor + shift).sigmoid() for level, factor in zip(maps[0], maps[2])]
    else:
        levels = [(level + shift).sigmoid() for level in maps[0]]
    return torch.cat([level[0].flatten(1) for level in levels], 1)


def fire(head, run, pictures):
    """Shifts the scores so that some are above the threshold, as with a trained model. What random weights find in two pictures differs by
    orders of magnitude: of the pictures, lists of some kinds, takes those of each kind that are most alike; returns them."""
    outputs, threshold = [], head.test_cfg.score_thr
    one_label = type(head).__module__.startswith('mmdet') and has_objectness(head)  # takes the best class of each prior
    hook = head.register_forward_hook(lambda _module, _args, maps: outputs.append([list(part) for part in maps]))
    run()
    hook.remove()

    def needed(maps):
        low, high = -30.0, 10.0
        for _ in range(14):
            middle = (low + high) / 2
            found = scores(maps, middle)
            found = found.amax(0) if one_label else found
            low, high = (low, middle) if int((found > threshold).sum()) >= CANDIDATES else (middle, high)
        return high

    each = iter([(needed(maps), maps) for maps in outputs])
    kinds = [[(*next(each), picture) for picture in kind] for kind in pictures]
    chosen = min(itertools.product(*kinds), key=lambda some: max(s for s, _, _ in some) - min(s for s, _, _ in some))
    shift = max(s for s, _, _ in chosen)
    # Not where a score lies on the threshold: there the last bit decides.
    shift = max((shift + 0.005 * i for i in range(20)),
                key=lambda x: min(float((scores(maps, x) / threshold).log().abs().min()) for _, maps, _ in chosen))
    with torch.no_grad():
        for kind, module in last_layers(head):
            if kind == ('obj' if has_objectness(head) else 'cls'):
                module.bias += shift
    return [picture for _, _, picture in chosen]


def predictions(library, config, checkpoint, pictures, seed):
    """What the library finds in one picture of each kind, these pictures, and the most that a deployed model may give."""
    model = build(library, config)
    from mmdet.apis import inference_detector

    def run(some):
        return [inference_detector(model, str(picture)).pred_instances for picture in some]

    def run_all():
        run(itertools.chain(*pictures))

    randomise(model, seed, run=lambda: None)
    inputs = []
    hook = model.backbone.register_forward_pre_hook(lambda _module, args: inputs.append(args[0]))
    run_all()
    hook.remove()
    height, width = (max(x.shape[axis] for x in inputs) for axis in (2, 3))
    batch = torch.cat([torch.nn.functional.pad(x, (0, width - x.shape[3], 0, height - x.shape[2])) for x in inputs])
    settle(model, lambda: model.bbox_head(model.neck(model.backbone(batch))))
    spread(model.bbox_head, run_all)
    chosen = fire(model.bbox_head, run_all, pictures)

    def predict():
        return [{'image': Path(picture).name, 'bboxes': found.bboxes.double().tolist(), 'bbox_scores': found.scores.double().tolist(),
                 'labels': found.labels.tolist()} for picture, found in zip(chosen, run(chosen))]

    classes = model.bbox_head.num_classes
    save(model, checkpoint, dataset_meta=dict(classes=tuple(f'class {i}' for i in range(classes))))
    found = with_rounding(model.backbone, predict, seed, model=model)
    assert all(len(set(entry['labels'])) >= min(3, classes) for entry in found), 'these weights find too little'
    return found, chosen, model.bbox_head.test_cfg.get('max_per_img', 100)


# ------------------------------------------------------------------------------------------------------------------- the cases
def compare(verdict, case, library, config, arguments, deploys):
    with scratch() as folder:
        checkpoint, work = Path(folder) / 'checkpoint.pth', Path(folder) / 'work'
        pictures = [[Path(path)] for path in arguments.image] or images(folder)
        expected, pictures, limit = predictions(library, config, checkpoint, pictures, arguments.seed)
        counts = ' and '.join(str(len(entry['labels'])) for entry in expected)
        classes = len({label for entry in expected for label in entry['labels']})
        for how in deploys:
            problems = deploy(ROOT / DEPLOY[library].format(how), config, checkpoint, pictures, work, '--dump-info')
            note = f'{counts} boxes of {classes} classes'
            if not problems:
                problems, rounded = compare_results(read_json(work / 'results.json'), expected, limit)
                note += ', by rounding' if rounded else ''
            verdict.case(f'{case}, {how}, {note}', problems, config)


def refuse(verdict, config, word):
    with scratch() as folder:
        checkpoint = Path(folder) / 'checkpoint.pth'
        torch.save({'state_dict': {'weight': torch.zeros(1)}}, checkpoint)
        said = deploy(ROOT / DEPLOY[config.split('/')[0]].format('dynamic'), site_file(config), checkpoint, STREET[:1],
                      Path(folder) / 'work')
        problems = 'it was deployed' if not said else '' if word in said else f'the message does not name {word}: {said}'
        verdict.case(f'{Path(config).stem} is refused by name ({word})', problems)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('names', nargs='*')
    parser.add_argument('--all', action='store_true')
    parser.add_argument('--both', action='store_true')
    parser.add_argument('--list', action='store_true')
    parser.add_argument('--seed', type=int, default=0)
    parser.add_argument('--image', action='append', default=[])
    arguments = parser.parse_args()
    torch.set_num_threads(int(os.environ.get('OMP_NUM_THREADS', 2)))
    verdict, turns = Verdict('detectors'), ('dynamic', 'static')

    def asked(case, small=True):
        return any(case.startswith(name) for name in arguments.names) if arguments.names else small or arguments.all

    with scratch() as folder:
        cases = [(*case, None) for case in configs()]
        if arguments.all:
            different = {str(path) for path in one_of_each([case[2] for case in cases])}
            cases = [case for case in cases if str(case[2]) in different]
        cases += [(case, library, config, True, ('dynamic',)) for case, library, config in sized_configs(folder)]
        cases = [(*case, number) for number, case in enumerate(cases) if asked(case[0], case[3])]
        refused = [entry for entry in REFUSED if asked(f'refused/{Path(entry[0]).stem}')]
        if arguments.list:
            print('\n'.join([case[0] for case in cases] + [f'refused/{Path(config).stem}' for config, _ in refused]))
            return
        for case, library, config, _, only, number in cases:
            compare(verdict, case, library, config, arguments, only or (turns if arguments.both else turns[number % 2:number % 2 + 1]))
        for config, word in refused:
            refuse(verdict, config, word)
    verdict.finish()


if __name__ == '__main__':
    main()
