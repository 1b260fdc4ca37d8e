# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Records what mmpretrain 1.2.0 predicts with the configs beside this file and the checkpoint of resnet18-slim.

Run it with mmpretrain, mmcv or mmcv-lite 2.1 and a Pillow before 13 installed: python record.py > recorded.json
"""
import contextlib
import json
import sys
from pathlib import Path

import PIL
import torch
from mmengine.config import Config
from mmengine.dataset import Compose, pseudo_collate
from mmengine.registry import init_default_scope
from mmpretrain.apis import get_model

HERE = Path(__file__).resolve().parent
SCENES = sorted((HERE.parent / 'scenes' / 'images').glob('*.jpg'))[:4]
# The config without a test pipeline has nothing to run it with.
CONFIGS = ('pillow-bicubic', 'pillow-both-sides', 'multi-label', 'multi-label-thr', 'multi-label-topk')


def main():
    assert int(PIL.__version__.split('.', maxsplit=1)[0]) < 13, PIL.__version__
    recorded = {}
    for name in CONFIGS:
        config = Config.fromfile(str(HERE / f'{name}.py'))
        init_default_scope('mmpretrain')
        with contextlib.redirect_stdout(sys.stderr):  # it says what it loads
            model = get_model(config, pretrained=str(HERE.parent / 'resnet18-slim' / 'checkpoint.pth'), device='cpu')
        model.eval()
        pipeline = Compose(config.test_dataloader.dataset.pipeline)
        recorded[name] = []
        for scene in SCENES:
            with torch.no_grad():
                sample = model.test_step(pseudo_collate([pipeline({'img_path': str(scene)})]))[0]
            labels = sample.pred_label.tolist()
            recorded[name].append({'image': scene.name, 'pred_score': [round(s, 7) for s in sample.pred_score.double().tolist()],
                                   'pred_label': labels if name.startswith('multi') else labels[0]})
    lines = [f' {json.dumps(name)}: [\n  ' + ',\n  '.join(map(json.dumps, entries)) + ']' for name, entries in recorded.items()]
    sys.stdout.write('{\n' + ',\n'.join(lines) + '\n}\n')


main()
