# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Models with random weights, built, saved and run by the real mmpose and mmpretrain from the configs that they ship, against
`slipway deploy` of the same files.

Usage: models.py [NAME...]; a name is the beginning of a config's name, `all` takes the large ones too.
"""
import mmcv_ext  # noqa: F401  before any OpenMMLab library  # pylint: disable=unused-import

import importlib.util
import sys
from pathlib import Path

import cv2
import numpy as np
import torch

from common import CLS_DYNAMIC, CLS_STATIC, POSE_DEPLOY, SCENES, Verdict, deploy, read_json, scratch
import golden  # beside the end-to-end tests, where `common` lets it be found

POSE = 'mmpose/.mim/configs/body_2d_keypoint/yoloxpose/coco'
RESNET = 'mmpretrain/.mim/configs'
# (config, run without being asked for)
POSE_MODELS = [(f'{POSE}/yoloxpose_tiny_4xb64-300e_coco-416.py', True), (f'{POSE}/yoloxpose_s_8xb32-300e_coco-640.py', True),
               (f'{POSE}/yoloxpose_m_8xb32-300e_coco-640.py', False), (f'{POSE}/yoloxpose_l_8xb32-300e_coco-640.py', False)]
CLASS_MODELS = [(f'{RESNET}/{name}', small) for name, small in (
    ('resnet/resnet18_8xb32_in1k.py', True), ('resnet/resnet34_8xb32_in1k.py', True), ('resnet/resnet50_8xb32_in1k.py', True),
    ('resnet/resnet101_8xb32_in1k.py', False), ('resnet/resnet152_8xb32_in1k.py', False),
    ('resnet/resnet18_8xb16_cifar10.py', True),
    ('resnet/resnetv1c50_8xb32_in1k.py', True), ('resnet/resnetv1c101_8xb32_in1k.py', False),
    ('resnet/resnetv1d50_8xb32_in1k.py', True), ('resnet/resnetv1d152_8xb32_in1k.py', False),
    ('seresnet/seresnet50_8xb32_in1k.py', True), ('seresnet/seresnext50-32x4d_8xb32_in1k.py', False),
    ('resnext/resnext50-32x4d_8xb32_in1k.py', True), ('resnext/resnext101-32x8d_8xb32_in1k.py', False))]


def site_file(name):
    package, rest = name.split('/', 1)
    return Path(importlib.util.find_spec(package).submodule_search_locations[0]) / rest


def images(folder):
    """Scenes, and others whose sizes leave remainders everywhere."""
    chosen = [SCENES[0], SCENES[2]]
    for number, (index, width, height) in enumerate(((3, 641, 427), (4, 97, 211))):
        path = Path(folder) / f'odd{number}.png'
        cv2.imwrite(str(path), cv2.resize(cv2.imread(str(SCENES[index])), (width, height), interpolation=cv2.INTER_AREA))
        chosen.append(path)
    return chosen


def randomise(model, seed, run):
    """Random weights, with the batch-norm statistics that they have on the pictures (`run` runs the model on them), as training
    leaves them: activations keep their scale, and nothing is 0 or 1."""
    generator = torch.Generator().manual_seed(seed)
    norms = [m for m in model.modules() if isinstance(m, torch.nn.modules.batchnorm._BatchNorm)]
    with torch.no_grad():
        for module in model.modules():
            if module in norms:
                module.weight.copy_(torch.rand(module.num_features, generator=generator) + 0.5)
                module.bias.copy_(torch.randn(module.num_features, generator=generator) * 0.2)
            elif isinstance(module, (torch.nn.Conv2d, torch.nn.Linear)):
                fan = module.weight[0].numel()
                module.weight.copy_(torch.randn(module.weight.shape, generator=generator) * (2 / fan) ** 0.5)
                if module.bias is not None:
                    module.bias.copy_(torch.randn(module.bias.shape, generator=generator) * 0.1)
        momentum = [m.momentum for m in norms]
        for module in norms:
            module.reset_running_stats()
            module.momentum = None  # the plain mean over the pictures
            module.train()
        run()
        for module, value in zip(norms, momentum):
            module.momentum = value
            module.eval()


def save(model, path):
    torch.save({'meta': {'epoch': 1}, 'state_dict': model.state_dict(), 'optimizer': {'lr': 0.1}}, str(path))


def pose_predictions(config, checkpoint, pictures, seed):
    from mmengine.config import Config
    from mmengine.registry import init_default_scope
    from mmpose.apis import inference_bottomup, init_model
    init_default_scope('mmpose')
    config = Config.fromfile(str(config))
    model = init_model(config, None, device='cpu')
    randomise(model, seed, lambda: [inference_bottomup(model, str(p)) for p in pictures])
    lift(model, pictures)
    save(model, checkpoint)
    found = []
    for picture in pictures:
        people = inference_bottomup(model, str(picture))[0].pred_instances
        entry = {'image': Path(picture).name}
        for key in ('bboxes', 'bbox_scores', 'keypoints', 'keypoint_scores'):
            entry[key] = np.asarray(people[key], dtype=np.float64).tolist() if len(people) else []
        found.append(entry)
    return found


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
    model = get_model(config, pretrained=False, device='cpu')
    model.eval()
    pipeline = Compose(config.test_dataloader.dataset.pipeline)
    reads = config.test_dataloader.dataset.pipeline[0]['type'] != 'PackInputs'  # with CIFAR the data set reads the images

    def run(picture):
        data = {'img_path': str(picture)} if reads else {'img': cv2.imread(str(picture))}
        with torch.no_grad():
            return model.test_step(pseudo_collate([pipeline(data)]))[0]

    randomise(model, seed, lambda: [run(p) for p in pictures])
    save(model, checkpoint)
    found = []
    for picture in pictures:
        sample = run(picture)
        found.append({'image': Path(picture).name, 'pred_score': sample.pred_score.double().tolist(),
                      'pred_label': int(sample.pred_label)})
    return found


def main():
    torch.set_num_threads(2)
    wanted = sys.argv[1:]
    verdict = Verdict('models')
    jobs = [(pose_predictions, name, small, POSE_DEPLOY) for name, small in POSE_MODELS]
    for index, (name, small) in enumerate(CLASS_MODELS):
        jobs.append((class_predictions, name, small, (CLS_DYNAMIC, CLS_STATIC)[index % 2]))
    for seed, (predict, name, small, deploy_cfg) in enumerate(jobs):
        title = Path(name).stem
        if not (any(title.startswith(w) for w in wanted) or 'all' in wanted or (small and not wanted)):
            continue
        with scratch() as folder:
            pictures, checkpoint, work = images(folder), Path(folder) / 'checkpoint.pth', Path(folder) / 'work'
            # CIFAR models take 32x32 images as they are.
            if 'cifar' in name:
                pictures = [Path(folder) / f'small{i}.png' for i in range(2)]
                for path, scene in zip(pictures, SCENES):
                    cv2.imwrite(str(path), cv2.resize(cv2.imread(str(scene)), (32, 32), interpolation=cv2.INTER_AREA))
            config = site_file(name)
            expected = predict(config, checkpoint, pictures, seed)
            problems = deploy(deploy_cfg, config, checkpoint, pictures, work)
            if not problems:
                problems = golden.compare_results(read_json(work / 'results.json'), expected, limit=100)
            count = sum(len(e.get('bbox_scores', [0])) for e in expected)
            verdict.case(f'{title}, {len(pictures)} images, {count} results', problems)
    verdict.finish()


if __name__ == '__main__':
    main()
