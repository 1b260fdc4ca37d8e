# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Segmentors with random weights, built, saved and run by the real mmsegmentation from the configs that it ships, against `slipway deploy`
of the same files. Images are small, so that a config takes seconds: the test pipeline's size, and the windows of `slide`, are replaced.

Usage: segmentors.py [--all | --quick] [--backend B] [NAME...]; a name is the beginning of a config's name; without names, a third of the configs.
"""
import mmcv_ext  # noqa: F401  before any OpenMMLab library  # pylint: disable=unused-import

import argparse
import os
from pathlib import Path

import cv2
import numpy as np
import torch

from common import ROOT, STREET, Verdict, add_choice, chosen, deploy, read_json, scratch
from random_models import randomise, save, site_file

CONFIGS = 'mmseg/.mim/configs'
FOLDERS = ('fcn', 'pspnet', 'deeplabv3', 'deeplabv3plus', 'unet', 'hrnet', 'ocrnet', 'segformer', 'dsdl')
BACKENDS = {'onnxruntime': 'onnxruntime_dynamic', 'openvino': 'openvino_dynamic', 'ncnn': 'ncnn_static', 'torchscript': 'torchscript_dynamic'}
# One of each family, head and way of inference.
SMALL = ('fcn_r50-d8_4xb2-40k_cityscapes-512x1024', 'pspnet_r50-d8_4xb4-80k_ade20k-512x512', 'deeplabv3_r101-d8_4xb4-40k_voc12aug-512x512',
         'deeplabv3plus_r50-d8_4xb2-40k_cityscapes-512x1024', 'unet-s5-d16_fcn_4xb4-160k_cityscapes-512x1024',
         'unet-s5-d16_pspnet_4xb4-40k_stare-128x128', 'fcn_hr18s_4xb2-40k_cityscapes-512x1024', 'ocrnet_hr18s_4xb2-40k_cityscapes-512x1024',
         'segformer_mit-b0_8xb2-160k_ade20k-512x512', 'segformer_mit-b0_8xb1-160k_cityscapes-1024x1024')
SCALE = (256, 192)
CROP, STRIDE = (128, 128), (96, 80)
LEAD = 2e-3  # of the largest score: PyTorch's own rounding moves random networks by so much


def pictures_for(backend):
    """Two, of one shape where the deploy config fixes it."""
    if 'static' not in BACKENDS[backend]:
        return STREET[:2]
    shape = cv2.imread(str(STREET[0])).shape
    return [picture for picture in STREET if cv2.imread(str(picture)).shape == shape][:2]


def derive(path, folder):
    """A config beside the library's that makes small images of all."""
    from mmengine.config import Config
    config = Config.fromfile(str(path))
    if config.model.test_cfg.get('mode') == 'slide':
        config.model.test_cfg.update(crop_size=CROP, stride=STRIDE)
    steps = [dict(type='LoadImageFromFile'), dict(type='Resize', scale=SCALE, keep_ratio=True), dict(type='LoadAnnotations'),
             dict(type='PackSegInputs')]
    config.test_pipeline = steps
    for key in ('test_dataloader', 'val_dataloader'):
        dataset = config[key].dataset
        while 'dataset' in dataset:
            dataset = dataset.dataset
        dataset.pipeline = steps
    derived = Path(folder) / f'{Path(path).stem}.py'
    config.dump(str(derived))
    return derived, config


def predictions(config, checkpoint, pictures, seed):
    """Per picture its map, by how much its class is ahead of each other one, relative to the largest score, and the largest score."""
    from mmengine.dataset import Compose, pseudo_collate
    from mmengine.model import revert_sync_batchnorm
    from mmengine.registry import init_default_scope
    from mmseg.registry import MODELS
    init_default_scope('mmseg')
    config.model.pretrained = None
    config.model.train_cfg = None
    model = revert_sync_batchnorm(MODELS.build(config.model)).eval()
    pipeline = Compose([step for step in config.test_pipeline if step['type'] != 'LoadAnnotations'])

    def run(picture):
        with torch.no_grad():
            return model.test_step(pseudo_collate([pipeline({'img_path': str(picture)})]))[0]

    def run_together():
        # Statistics are of two pictures at least: of one alone, a pyramid's level of 1x1 has none.
        for picture in pictures:
            both = [pipeline({'img_path': str(picture)}) for _ in range(2)]
            both[1]['inputs'] = both[1]['inputs'].flip(-1)
            with torch.no_grad():
                model.test_step(pseudo_collate(both))

    randomise(model, seed, run_together)
    save(model, checkpoint)
    found = []
    for picture in pictures:
        sample = run(picture)
        scores, labels = sample.seg_logits.data.double(), sample.pred_sem_seg.data[0].long()
        found.append({'labels': labels.numpy(), 'scores': scores.numpy()})
    return found


def compare(work, index, side, expected):
    """Problems, and how many pixels differ by a tie."""
    entry = read_json(work / 'results.json')[index]
    ours = cv2.imread(str(work / entry[side]['file']), cv2.IMREAD_UNCHANGED).astype(np.int64)
    theirs, scores = expected['labels'], expected['scores']
    if ours.shape != theirs.shape:
        return [f'{entry["image"]}, {side}: {ours.shape} instead of {theirs.shape}'], 0
    other = ours != theirs
    if not other.any() or len(scores) == 1:
        part = other.mean()
        return ([f'{entry["image"]}, {side}: {part:.2%} of the pixels differ'] if part > 1e-3 else []), int(other.sum())
    rows, columns = np.nonzero(other)
    lead = scores[theirs[other], rows, columns] - scores[ours[other], rows, columns]
    allowed = LEAD * np.abs(scores).max()
    if (lead > allowed).any():
        return [f'{entry["image"]}, {side}: {int((lead > allowed).sum())} of {other.size} pixels are of another class, by up to '
                f'{lead.max():.3g} of {np.abs(scores).max():.3g}'], 0
    return [], int(other.sum())


def main():
    torch.set_num_threads(int(os.environ.get('OMP_NUM_THREADS', 2)))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_choice(parser)
    parser.add_argument('--backend', choices=sorted(BACKENDS), default='onnxruntime')
    arguments = parser.parse_args()
    deploy_config = ROOT / f'configs/mmseg/segmentation_{BACKENDS[arguments.backend]}.py'
    verdict = Verdict('segmentors')
    names = [path for folder in FOLDERS for path in sorted(site_file(f'{CONFIGS}/{folder}').glob('*.py'))]
    seeds = {path: seed for seed, path in enumerate(names)}
    for path in chosen(names, arguments, SMALL):
        title, seed = path.stem, seeds[path]
        with scratch() as folder:
            pictures, checkpoint, work = pictures_for(arguments.backend), Path(folder) / 'checkpoint.pth', Path(folder) / 'work'
            try:
                derived, config = derive(path, folder)
                expected = predictions(config, checkpoint, pictures, seed)
            except Exception as e:  # pylint: disable=broad-exception-caught
                verdict.case(title, f'the library itself fails: {type(e).__name__}: {e}', path)
                continue
            problems = deploy(deploy_config, derived, checkpoint, pictures, work, '--cfg-options', 'codebase_config.with_argmax=False')
            note = ''
            if not problems:
                problems, ties = [], 0
                for index, entry in enumerate(expected):
                    for side in ('backend', 'reference'):
                        found, tied = compare(work, index, side, entry)
                        problems += found
                        ties += tied
                note = f', {ties} pixels tie' if ties else ''
            verdict.case(f'{title}{note}', problems, path)
    verdict.finish()


if __name__ == '__main__':
    main()
