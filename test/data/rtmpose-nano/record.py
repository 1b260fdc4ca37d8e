# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Records golden.pth: what mmpose 1.3.2 makes of the first box of the first two images of golden-noflip.json: the network's input, the
feature map, and the vectors of the head; other_metrics.json: what evaluators other than the one of the model config say of street/; and
combined_metrics.json: what they say of it where half of a CombinedDataset has its keypoints in another order.

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
# Left and right changed, and the middle of two in the place of one.
CONVERTER = dict(type='KeypointConverter', num_keypoints=17, mapping=[
    ((1, 2), 0), (5, 6), (6, 5), (7, 8), (8, 7), (9, 10), (11, 11), (12, 12), (13, 13), ((13, 14), 14), (15, 15)])
STREET = dict(type='CocoDataset', data_root='street/', data_mode='topdown', ann_file='annotations/person_keypoints_val.json',
              data_prefix=dict(img='images/'), test_mode=True)
COMBINED = dict(type='CombinedDataset', metainfo=dict(from_file='configs/_base_/datasets/coco.py'), test_mode=True, datasets=[
    dict(STREET, pipeline=[]), dict(STREET, pipeline=[CONVERTER], indices=40)])


def record_metrics(name, evaluators, dataset=None):
    config = Config.fromfile(DEMO / 'model_cfg.py')
    config.load_from = str(DEMO / 'checkpoint.pth')
    config.test_evaluator, config.model.test_cfg.flip_test = evaluators, False
    if dataset:
        config.test_dataloader.dataset = dict(dataset, pipeline=config.test_dataloader.dataset.pipeline)
    os.chdir(HERE.parent)
    with tempfile.TemporaryDirectory() as folder:
        config.work_dir = folder
        metrics = Runner.from_cfg(config).test()
    what = dict(test_evaluator=evaluators, **(dict(dataset=dataset) if dataset else {}))
    (HERE / name).write_text(json.dumps(dict(what, metrics={k: float(v) for k, v in metrics.items()}), indent=1) + '\n')


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
record_metrics('other_metrics.json', EVALUATORS)
record_metrics('combined_metrics.json', [*EVALUATORS[:4], dict(type='CocoMetric')], COMBINED)
