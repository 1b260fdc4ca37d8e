# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Records what mmpose 1.3.2 makes of the checkpoint: golden*.json, what it finds in the annotated boxes of scenes (those of
../rtmpose-nano/golden*.json), and expected_metrics*.json, what its CocoMetric says of ../street, with the flip test and (-noflip) without.

    python record.py [TRAINED.pth]      with mmpose installed; TRAINED.pth is what training by model_cfg.py leaves, of which checkpoint.pth
                                        becomes the weights
"""
import json
import os
import pathlib
import sys
import tempfile

import numpy as np
import torch
from mmengine.config import Config
from mmengine.dataset import Compose, pseudo_collate
from mmengine.registry import init_default_scope
from mmengine.runner import Runner, load_checkpoint
from mmpose.registry import MODELS

HERE = pathlib.Path(__file__).resolve().parent


def predictions(config):
    model = MODELS.build(config.model).eval()
    load_checkpoint(model, str(HERE / 'checkpoint.pth'), map_location='cpu')
    pipeline, found = Compose(config.val_pipeline), []
    for entry in json.loads((HERE.parent / 'rtmpose-nano/golden.json').read_text()):
        boxes = np.array(entry['boxes_in'], np.float32)
        samples = [pipeline(dict(img_path=str(HERE.parent / 'street/images' / entry['image']), bbox=box[None], bbox_score=np.ones(1, np.float32),
                                 id=0, img_id=0, category_id=1, **model_metainfo)) for box in boxes]
        with torch.no_grad():
            results = model.test_step(pseudo_collate(samples))
        keys = ('bboxes', 'bbox_scores', 'keypoints', 'keypoint_scores')
        found.append(dict(image=entry['image'], boxes_in=entry['boxes_in'],
                          **{k: np.concatenate([r.pred_instances[k] for r in results]).astype(np.float64).round(6).tolist() for k in keys}))
    return found


def metrics(config):
    with tempfile.TemporaryDirectory() as folder:
        config.work_dir = folder
        return {k: float(v) for k, v in Runner.from_cfg(config).test().items()}


if len(sys.argv) > 1:
    state = torch.load(sys.argv[1], map_location='cpu')['state_dict']
    torch.save(dict(meta=dict(epoch=70), state_dict=state), HERE / 'checkpoint.pth')
torch.set_num_threads(1)
init_default_scope('mmpose')
os.chdir(HERE.parent)
from mmpose.datasets.datasets.utils import parse_pose_metainfo  # noqa: E402
model_metainfo = {k: v for k, v in parse_pose_metainfo(dict(from_file='configs/_base_/datasets/coco.py')).items() if k in ('flip_indices', 'dataset_name')}
for suffix, flip in (('', True), ('-noflip', False)):
    cfg = Config.fromfile(HERE / 'model_cfg.py')
    cfg.model.test_cfg.flip_test, cfg.load_from = flip, str(HERE / 'checkpoint.pth')
    (HERE / f'golden{suffix}.json').write_text(json.dumps(predictions(cfg)) + '\n')
    (HERE / f'expected_metrics{suffix}.json').write_text(json.dumps(metrics(cfg)) + '\n')
