# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Models with random weights, built, saved and run by the real mmpose and mmpretrain from the configs that they ship, against
`slipway deploy` of the same files.

Usage: models.py [--all | --quick] [--seed N] [--backend B] [NAME...]; a name is the beginning of a config's name; without names, a third of the configs.
"""
import mmcv_ext  # noqa: F401  before any OpenMMLab library  # pylint: disable=unused-import

import argparse
import os
import subprocess
from pathlib import Path

import cv2
import numpy as np
import torch

from common import CLS_DYNAMIC, CLS_STATIC, POSE_DEPLOY, ROOT, SCENES, Verdict, add_choice, chosen, deploy, read_json, scratch
import golden  # beside the end-to-end tests, where `common` lets it be found
from random_models import compare_results, randomise, resized, save, settle, site_file, with_rounding

POSE = 'mmpose/.mim/configs/body_2d_keypoint/yoloxpose/coco'
RESNET = 'mmpretrain/.mim/configs'
POSE_MODELS = ('yoloxpose_tiny_4xb64-300e_coco-416', 'yoloxpose_s_8xb32-300e_coco-640', 'yoloxpose_m_8xb32-300e_coco-640',
               'yoloxpose_l_8xb32-300e_coco-640')
CLASS_FOLDERS = ('resnet', 'seresnet', 'resnext', 'mobilenet_v2', 'mobilenet_v3', 'shufflenet_v1', 'shufflenet_v2', 'efficientnet',
                 'efficientnet_v2')
CLASS_COUNT = 83
# One of each kind, static and dynamic; others in turn this or that.
QUICK = (*POSE_MODELS[:2], 'resnet18_8xb32_in1k', 'resnet34_8xb32_in1k', 'resnet50_8xb32_in1k', 'resnet18_8xb16_cifar10',
         'resnet50_8xb32-mixup_in1k', 'resnet50_8xb16-mixup_cifar10', 'resnet50_8xb128_coslr-90e_in21k', 'resnet50_8xb256-rsb-a1-600e_in1k',
         'resnetv1c50_8xb32_in1k', 'resnetv1d50_8xb32_in1k', 'seresnet50_8xb32_in1k', 'seresnext50-32x4d_8xb32_in1k',
         'resnext50-32x4d_8xb32_in1k', 'mobilenet-v2_8xb32_in1k', 'mobilenet-v3-small-050_8xb128_in1k', 'mobilenet-v3-small_8xb16_cifar10',
         'shufflenet-v1-1x_16xb64_in1k', 'shufflenet-v2-1x_16xb64_in1k', 'efficientnet-b0_8xb32_in1k', 'efficientnet-es_8xb32-01norm_in1k',
         'efficientnetv2-b0_8xb32_in1k')
# Of poses, and of classes.
BACKENDS = {'onnxruntime': (POSE_DEPLOY, (CLS_DYNAMIC, CLS_STATIC))}
for _backend, _pose, _class in (('openvino', 'openvino_dynamic', 'openvino_static'), ('ncnn', 'ncnn_static', 'ncnn_static'),
                                ('torchscript', 'torchscript_dynamic', 'torchscript_dynamic')):
    BACKENDS[_backend] = (ROOT / f'configs/mmpose/pose-detection_yolox-pose_{_pose}.py', (ROOT / f'configs/mmpretrain/classification_{_class}.py',))
# A config without a test pipeline has no input to compare with but the convention that `deploy` says it follows.
CONVENTION = [dict(type='LoadImageFromFile'), dict(type='ResizeEdge', scale=256, edge='short'), dict(type='CenterCrop', crop_size=224),
              dict(type='PackInputs')]
INPUT = 1e-5
LOGITS = 2.0  # their standard deviation


def class_models():
    paths = [path for folder in CLASS_FOLDERS for path in sorted(site_file(f'{RESNET}/{folder}').glob('*.py'))]
    assert len(paths) == CLASS_COUNT, f'{len(paths)} configs in {CLASS_FOLDERS}, expected {CLASS_COUNT}'
    return paths


def images(folder):
    """Scenes, and others whose sizes leave remainders everywhere."""
    odd = ((3, 641, 427), (4, 97, 211))
    return [SCENES[0], SCENES[2]] + [resized(SCENES[index], Path(folder) / f'odd{number}.png', width, height)
                                     for number, (index, width, height) in enumerate(odd)]


def pose_predictions(config, checkpoint, pictures, seed):
    from mmengine.config import Config
    from mmengine.registry import init_default_scope
    from mmpose.apis import inference_bottomup, init_model
    init_default_scope('mmpose')
    config = Config.fromfile(str(config))
    model = init_model(config, None, device='cpu')
    inputs = []
    hook = model.backbone.register_forward_pre_hook(lambda _module, args: inputs.append(args[0]))
    randomise(model, seed, run=lambda: None)
    for picture in pictures:
        inference_bottomup(model, str(picture))
    hook.remove()
    batch = torch.cat(inputs)
    settle(model, lambda: model.head(model.extract_feat(batch)))
    lift(model, pictures)
    save(model, checkpoint)

    def predict():
        found = []
        for picture in pictures:
            people = inference_bottomup(model, str(picture))[0].pred_instances
            entry = {'image': Path(picture).name}
            for key in ('bboxes', 'bbox_scores', 'keypoints', 'keypoint_scores'):
                entry[key] = np.asarray(people[key], dtype=np.float64).tolist() if len(people) else []
            found.append(entry)
        return found

    return with_rounding(model.backbone, predict, seed)


def lift(model, pictures):
    """Shifts the scores so that some dozens of priors are above the threshold where there are most, as with a trained model."""
    from mmpose.apis import inference_bottomup
    head, seen = model.head.head_module, []
    hook = head.register_forward_hook(lambda module, args, outputs: seen.append(
        [torch.cat([level.flatten() for level in outputs[i]]) for i in (0, 1)]))
    for picture in pictures:
        inference_bottomup(model, str(picture))
    hook.remove()
    def scores(shift):
        return [(cls + shift).sigmoid() * (objectness + shift).sigmoid() for cls, objectness in seen]

    low, high = -20.0, 20.0
    for _ in range(12):
        shift = (low + high) / 2
        low, high = (low, shift) if max(int((s > 0.01).sum()) for s in scores(shift)) > 90 else (shift, high)
    # Not where a score lies on the threshold: there the last bit decides.
    shift = max((low - 0.005 * i for i in range(40)), key=lambda x: min(float((s / 0.01).log().abs().min()) for s in scores(x)))
    with torch.no_grad():
        for layers in (head.out_cls, head.out_obj):
            for layer in layers:
                layer.bias += shift


def class_predictions(config, checkpoint, pictures, seed):
    from mmengine.config import Config
    from mmengine.dataset import Compose, pseudo_collate
    from mmengine.registry import init_default_scope
    from mmpretrain.apis import get_model
    config = Config.fromfile(str(config))
    init_default_scope('mmpretrain')
    config.model.pop('train_cfg', None)  # some name batch augmentations that this version has under another name
    model = get_model(config, pretrained=False, device='cpu')
    model.eval()
    steps = config.test_dataloader.dataset.pipeline if config.get('test_dataloader') else CONVENTION
    pipeline = Compose(steps)
    reads = steps[0]['type'] != 'PackInputs'  # with CIFAR the data set reads the images

    def batch(picture):
        return pseudo_collate([pipeline({'img_path': str(picture)} if reads else {'img': cv2.imread(str(picture))})])

    def run(picture):
        with torch.no_grad():
            return model.test_step(batch(picture))[0]

    def run_in_pairs():
        # Statistics are of two pictures at least: of one alone, a map of 1x1 has none.
        for picture in pictures:
            both = batch(picture)
            both = {key: list(values) * 2 for key, values in both.items()}
            both['inputs'][1] = both['inputs'][1].flip(-1)
            with torch.no_grad():
                model.test_step(both)

    randomise(model, seed, run_in_pairs)
    inputs = torch.cat([model.data_preprocessor(batch(picture))['inputs'] for picture in pictures])
    seen = inputs
    if max(inputs.shape[2:]) < 64:
        # The last maps are single places: statistics of so few pictures would make the little that tells these apart large, layer after layer.
        seen = torch.cat([inputs.roll((down, right), (2, 3)) for down in range(0, 32, 8) for right in range(0, 32, 8)])
        seen = torch.cat([seen, seen.flip(-1)])
    settle(model, lambda: model(seen, mode='tensor'))
    # Scores of a trained network are neither all the same nor 0 and 1, which would hide what is wrong before.
    last = [module for module in model.head.modules() if isinstance(module, torch.nn.Linear)][-1]
    with torch.no_grad():
        scale = LOGITS / model(inputs, mode='tensor').std()
        last.weight *= scale
        last.bias *= scale
    save(model, checkpoint)
    found = []
    for picture in pictures:
        sample = run(picture)
        label = sample.pred_label.tolist()
        found.append({'image': Path(picture).name, 'pred_score': sample.pred_score.double().tolist(),
                      'pred_label': label if multi_label(model.head) else label[0],
                      'input': model.data_preprocessor(batch(picture))['inputs'].numpy()})
    return found


def multi_label(head):
    from mmpretrain.models.heads import MultiLabelClsHead
    return isinstance(head, MultiLabelClsHead)


def compare_inputs(pipeline, pictures, expected):
    """Problems as text, and the largest difference: what pre-processing makes of the pictures against the library's own."""
    program = Path(os.environ['SLIPWAY_PROGRAM']).parent.parent / 'test' / 'slipway_preprocess'
    if not program.exists():
        return [f'there is no {program}; it is built with the tests'], None
    command = [program, pipeline, pipeline.parent, *pictures]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    if done.returncode:
        return [done.stderr.strip()], None
    problems, largest = [], 0.0
    for picture, entry in zip(pictures, expected):
        ours, theirs = np.fromfile(pipeline.parent / f'{Path(picture).name}.f32', dtype=np.float32), entry['input']
        if ours.size != theirs.size:
            problems.append(f'{Path(picture).name}: an input of {ours.size} numbers, expected {theirs.shape}')
            continue
        largest = max(largest, float(np.abs(ours.reshape(theirs.shape) - theirs).max()))
    if largest > INPUT:
        problems.append(f'the network\'s input differs by {largest:.2e}')
    return problems, largest


def score_difference(results, expected):
    by_name = {Path(r['image']).name: r for r in results}
    return max(golden.largest(by_name[e['image']][side]['pred_score'], e['pred_score'])
               for e in expected for side in ('backend', 'reference'))


def main():
    torch.set_num_threads(int(os.environ.get('OMP_NUM_THREADS', 2)))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_choice(parser)
    parser.add_argument('--seed', type=int, default=0)
    parser.add_argument('--backend', choices=sorted(BACKENDS), default='onnxruntime')
    arguments = parser.parse_args()
    pose_deploy, class_deploys = BACKENDS[arguments.backend]
    verdict = Verdict('models')
    jobs = {site_file(f'{POSE}/{name}.py'): (pose_predictions, (pose_deploy,)) for name in POSE_MODELS}
    for index, path in enumerate(class_models()):
        jobs[path] = class_predictions, class_deploys if path.stem in QUICK else class_deploys[index % len(class_deploys):][:1]
    seeds = {path: 1000 * arguments.seed + number for number, path in enumerate(jobs)}
    for path in chosen(list(jobs), arguments, QUICK):
        (predict, deploy_cfgs), title, seed = jobs[path], path.stem, seeds[path]
        with scratch() as folder:
            pictures, checkpoint, work = images(folder), Path(folder) / 'checkpoint.pth', Path(folder) / 'work'
            # CIFAR models take 32x32 images as they are.
            if 'cifar' in title:
                pictures = [resized(SCENES[i], Path(folder) / f'small{i}.png', 32, 32) for i in range(2)]
            expected = predict(path, checkpoint, pictures, seed)
            for deploy_cfg in deploy_cfgs:
                problems = deploy(deploy_cfg, path, checkpoint, pictures, work, '--dump-info')
                note = f'{sum(len(e.get("bbox_scores", [0])) for e in expected)} results'
                if not problems:
                    results = read_json(work / 'results.json')
                    if predict is pose_predictions:
                        problems, rounded = compare_results(results, expected, limit=100)
                        note += ', by rounding' if rounded else ''
                    else:
                        problems = golden.compare_results(results, expected, limit=100)
                        different, largest = compare_inputs(work / 'pipeline.json', pictures, expected)
                        problems += different
                        note += f', input within {largest}, scores within {score_difference(results, expected):.1e}'
                how = 'static' if 'static' in deploy_cfg.stem else 'dynamic'
                verdict.case(f'{title}, {how}, {len(pictures)} images, {note}', problems, path)
    verdict.finish()


if __name__ == '__main__':
    main()
