# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Records golden.pth: what mmpose 1.3.2 makes of the first box of the first two images of golden-noflip.json: the network's input, the
feature map, and the vectors of the head; and other_metrics.json: what evaluators other than the one of the model config say of street/.

Run it with mmpose installed, anywhere: python record.py. The other files of this folder came with the checkpoint, which was trained on scenes
like those of ../street: golden*.json and expected_metrics*.json with flip_test and without.
"""
import json
import os
import pathlib
import tempfile

import numpy as np
import torch
from mmengine.config import Config
from mmengine.dataset import Compose, pseudo_collate
from mmengine.registry import init_default_scope
from mmengine.runner import Runner, load_checkpoint
from mmpose.registry import MODELS

HERE = pathlib.Path(__file__).resolve().parent
DEMO = HERE.parent.parent.parent / 'demo/rtmpose-nano'
EVALUATORS = [
    dict(type='PCKAccuracy', thr=0.1),
    dict(type='AUC'),
    dict(type='EPE'),
    dict(type='NME', norm_mode='use_norm_item', norm_item='bbox_size'),
    dict(type='CocoMetric', ann_file='street/annotations/person_keypoints_val.json', score_mode='bbox_rle', nms_mode='soft_oks_nms', nms_thr=0.5,
         prefix='soft'),
]


def record_metrics():
    config = Config.fromfile(DEMO / 'model_cfg.py')
    config.load_from = str(DEMO / 'checkpoint.pth')
    config.test_evaluator, config.model.test_cfg.flip_test = EVALUATORS, False
    os.chdir(HERE.parent)
    with tempfile.TemporaryDirectory() as folder:
        config.work_dir = folder
        metrics = Runner.from_cfg(config).test()
    (HERE / 'other_metrics.json').write_text(
        json.dumps(dict(test_evaluator=EVALUATORS, metrics={k: float(v) for k, v in metrics.items()}), indent=1) + '\n')


@torch.no_grad()
def record_tensors():
    config = Config.fromfile(DEMO / 'model_cfg.py')
    init_default_scope('mmpose')
    model = MODELS.build(config.model).eval()
    load_checkpoint(model, str(DEMO / 'checkpoint.pth'), map_location='cpu')
    pipeline = Compose(config.val_pipeline)
    tensors = {}
    for i, entry in enumerate(json.loads((HERE / 'golden-noflip.json').read_text())[:2]):
        sample = dict(img_path=str(HERE.parent / 'street/images' / entry['image']), bbox=np.array(entry['boxes_in'][:1], np.float32),
                      bbox_score=np.ones(1, np.float32))
        x = model.data_preprocessor(pseudo_collate([pipeline(sample)]), False)['inputs']
        features = model.extract_feat(x)
        tensors[f'img{i}/input'] = x
        tensors.update({f'img{i}/backbone/{level}': y for level, y in enumerate(features)})
        tensors.update({f'img{i}/head/{axis}': y for axis, y in enumerate(model.head.forward(features))})
    torch.save(tensors, HERE / 'golden.pth')
    print({name: tuple(value.shape) for name, value in tensors.items()})


torch.set_num_threads(1)
record_tensors()
record_metrics()
