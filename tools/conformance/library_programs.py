# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Models of the real libraries, most of types that Slipway does not have, exported by tools/export/slipway_export.py from the configs that the
libraries ship, through `slipway convert` with its verification. Weights are random.

Usage: library_programs.py [--format pt|pt2] [NAME...]. Without a format: .pt2 where PyTorch is 2.5 or newer, else TorchScript.
"""
import mmcv_ext  # noqa: F401  before any OpenMMLab library  # pylint: disable=unused-import

import argparse
import importlib
import logging
import os
import subprocess
import sys
from pathlib import Path

import torch

from common import ROOT, Verdict, program, scratch
from random_models import site_file

BATCH, SIZES = 'batch', 'batch,height,width'
# name: config, shape of the example, axes that vary
MODELS = {
    'ResNet': ('mmpretrain/resnet/resnet18_8xb32_in1k.py', '1,3,224,224', BATCH),
    'ViT': ('mmpretrain/vision_transformer/vit-base-p16_64xb64_in1k-384px.py', '1,3,384,384', BATCH),
    'Swin': ('mmpretrain/swin_transformer/swin-tiny_16xb64_in1k.py', '1,3,224,224', BATCH),
    'ConvNeXt': ('mmpretrain/convnext/convnext-tiny_32xb128_in1k.py', '1,3,224,224', BATCH),
    'EfficientNet': ('mmpretrain/efficientnet/efficientnet-b0_8xb32_in1k.py', '1,3,224,224', BATCH),
    'HRNet': ('mmpretrain/hrnet/hrnet-w18_4xb32_in1k.py', '1,3,224,224', BATCH),
    'RTMDet': ('mmdet/rtmdet/rtmdet_tiny_8xb32-300e_coco.py', '1,3,320,320', SIZES),
    'YOLOX': ('mmdet/yolox/yolox_tiny_8xb8-300e_coco.py', '1,3,320,320', SIZES),
    'DETR': ('mmdet/detr/detr_r50_8xb2-150e_coco.py', '1,3,320,320', BATCH),
    'RTMPose': ('mmpose/body_2d_keypoint/rtmpose/coco/rtmpose-t_8xb256-420e_coco-256x192.py', '1,3,256,192', BATCH),
    'SegFormer': ('mmseg/segformer/segformer_mit-b0_8xb2-160k_ade20k-512x512.py', '1,3,256,256', BATCH),
}


def save_random_weights(config_file, library, path):
    from mmengine.config import Config
    from mmengine.registry import init_default_scope
    importlib.import_module(f'{library}.models')
    init_default_scope(library)
    config = Config.fromfile(str(config_file))
    if config.get('data_preprocessor') and 'data_preprocessor' not in config.model:
        config.model.data_preprocessor = config.data_preprocessor
    config.model.pop('pretrained', None)
    config.model.backbone.pop('init_cfg', None)
    torch.manual_seed(0)
    model = importlib.import_module(f'{library}.registry').MODELS.build(config.model)
    model.init_weights()
    for module in model.modules():
        if isinstance(module, torch.nn.modules.batchnorm._BatchNorm):  # pylint: disable=protected-access
            torch.nn.init.uniform_(module.running_var, 0.8, 1.2)
            torch.nn.init.normal_(module.running_mean, std=0.02)
    torch.save({'state_dict': model.state_dict(), 'meta': {}}, str(path))


def run(*command):
    """What a program says when it fails, '' when it works."""
    environment = dict(os.environ, PYTHONWARNINGS='ignore', TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD='1')
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False, env=environment)
    return '' if done.returncode == 0 else f'exit code {done.returncode}: {(done.stdout + done.stderr).strip()[-1500:]}'


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('names', nargs='*', choices=[*MODELS, []], metavar='NAME')
    parser.add_argument('--format', choices=('pt', 'pt2'))
    arguments = parser.parse_args()
    logging.disable(logging.INFO)  # what init_weights() did to each of hundreds of tensors
    newer = tuple(int(part) for part in torch.__version__.split('.')[:2]) >= (2, 5)
    suffix = arguments.format or ('pt2' if newer else 'pt')
    verdict = Verdict('library_programs')
    for name in arguments.names or MODELS:
        config, shape, dynamic = MODELS[name]
        library, rest = config.split('/', 1)
        config = site_file(f'{library}/.mim/configs/{rest}')
        with scratch() as folder:
            checkpoint, file = Path(folder) / 'checkpoint.pth', Path(folder) / f'model.{suffix}'
            save_random_weights(config, library, checkpoint)
            problem = run(sys.executable, ROOT / 'tools/export/slipway_export.py', config, checkpoint, '-o', file, '--shape', shape,
                          '--dynamic', dynamic)
            problem = problem or run(program(), 'convert', file, '--backend', 'onnxruntime', '--out', Path(folder) / 'out')
            verdict.case(f'{name} as .{suffix}', problem)
    verdict.finish()


if __name__ == '__main__':
    main()
