# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Models of the real libraries, exported by tools/export/slipway_export.py, through `slipway deploy` in the place of their checkpoints: the same
predictions and metrics as from the checkpoint. The backbone in the config is of a type that Slipway does not know.

Usage: exported.py [--format pt|pt2] [NAME...]. Without a format: .pt2 where PyTorch is 2.5 or newer, else TorchScript. In an environment of its
own: Python 3.11, PyTorch 2.15, the libraries of requirements.txt by `pip install --no-deps` with mmcv-lite, TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD=1
(mmengine 0.10.7 loads more than weights).
"""
import mmcv_ext  # noqa: F401  before any OpenMMLab library  # pylint: disable=unused-import

import argparse
import json
import os
import subprocess
import sys
import warnings
from pathlib import Path

import torch

from common import CLS_STATIC, DATA, DETECTION_DYNAMIC, POSE_DEPLOY, ROOT, SCENES, STREET, Verdict, deploy, fixture, program, read_json, scratch
import golden
sys.path.insert(0, str(ROOT / 'tools/export'))
import slipway_export  # noqa: E402  pylint: disable=wrong-import-position

OWN_SIZE = ('deploy:onnx_config.input_shape=None', 'model:model.test_cfg.flip_test=False')
# name: deploy config, images, shape, stride, changes to the configs
MODELS = {
    'rtmdet-nano': (DETECTION_DYNAMIC, STREET, '1,3,256,256', 32, ()),
    'yoloxpose-nano': (POSE_DEPLOY, SCENES, '1,3,256,256', 32, ()),
    'rtmpose-nano': (ROOT / 'configs/mmpose/pose-detection_simcc_onnxruntime_dynamic.py', STREET, '1,3,128,96', 32, OWN_SIZE),
    'resnet18-slim': (CLS_STATIC, SCENES, '1,3,224,224', 32, ()),
    'seg-nano': (ROOT / 'configs/mmseg/segmentation_onnxruntime_dynamic.py', STREET, '1,3,320,240', 8, ()),
}


def export(name, path, shape, stride):
    config, checkpoint = fixture(name)
    dynamic = 'batch' if name in ('rtmpose-nano', 'resnet18-slim') else 'batch,height,width'
    here = os.getcwd()
    os.chdir(config.parent)
    try:
        slipway_export.main([config.name, checkpoint.name, '-o', str(path), '--shape', shape, '--dynamic', dynamic, '--stride', str(stride)])
    finally:
        os.chdir(here)


def metrics(deploy_cfg, name, work, changes):
    command = [program(), 'test', deploy_cfg, fixture(name)[0], '--model', work, '--json']
    command += ['--cfg-options', *changes] if changes else []
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False, cwd=DATA)
    return json.loads(done.stdout)['rows'][0]['metrics'] if done.returncode == 0 else done.stderr[-500:]


def compare(theirs, ours):
    """Results of two deployments; label maps by their files."""
    problems = []
    for real, mine in zip(read_json(theirs / 'results.json'), read_json(ours / 'results.json')):
        for side in ('backend', 'reference'):
            a, b = real[side], mine[side]
            if 'file' in a:
                if (theirs / a['file']).read_bytes() != (ours / b['file']).read_bytes():
                    problems.append(f'{real["image"]}: {side}: other labels of pixels')
            elif 'bboxes' in a:
                problems += [f'{real["image"]}: {side}: {p}' for p in golden.compare_instances(b, a)]
            elif golden.largest(a['pred_score'], b['pred_score']) > golden.SCORES:
                problems.append(f'{real["image"]}: {side}: other scores')
    return problems


def check(name, kind, folder):
    deploy_cfg, images, shape, stride, changes = MODELS[name]
    config, checkpoint = fixture(name)
    exported = folder / f'{name}.{kind}'
    export(name, exported, shape, stride)
    native, own = folder / f'{name}-native', folder / f'{name}-program'
    given = ('--dump-info', '--log-level', 'ERROR')
    failed = deploy(deploy_cfg, config, checkpoint, images[:4], native, *given, *(['--cfg-options', *changes] if changes else []))
    failed = failed or deploy(deploy_cfg, config, exported, images[:4], own, *given, '--cfg-options', 'model:model.backbone.type=MyBackbone',
                              *changes)
    if failed:
        return [failed]
    problems = compare(native, own)
    theirs, ours = metrics(deploy_cfg, name, native, changes), metrics(deploy_cfg, name, own, changes)
    return problems if theirs == ours else [*problems, f'metrics {ours} instead of {theirs}']


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('names', nargs='*')
    parser.add_argument('--format', choices=('pt', 'pt2'))
    options = parser.parse_args()
    warnings.simplefilter('ignore')
    kind = options.format or ('pt2' if tuple(map(int, torch.__version__.split('.')[:2])) >= (2, 5) else 'pt')
    verdict = Verdict('exported')
    with scratch() as folder:
        for name in options.names or MODELS:
            try:
                problems = check(name, kind, Path(folder))
            except slipway_export.ExportError as error:
                problems = [f'not exported: {error}']
            verdict.case(f'{name}.{kind}', problems)
    verdict.finish()


if __name__ == '__main__':
    main()
