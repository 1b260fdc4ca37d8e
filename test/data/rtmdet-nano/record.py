#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Records what evaluators of mmdet 3.3.0, other than the one of the model config, say of rtmdet-nano on street/.

Usage, in a Python that has mmdet, in the folder test/data: rtmdet-nano/record.py; it writes other_metrics.json beside itself.
"""
import json
import math
import os
import tempfile

from mmengine.config import Config
from mmengine.runner import Runner

HERE = os.path.dirname(os.path.abspath(__file__))
DEMO = os.path.join(HERE, '..', '..', '..', 'demo', 'rtmdet-nano')
EVALUATORS = [
    dict(type='CocoMetric', ann_file='street/annotations/instances_val.json', classwise=True,
         metric_items=['mAP', 'mAP_s', 'AR@100', 'AR_l@1000']),
    dict(type='CocoMetric', ann_file='street/annotations/instances_val.json', iou_thrs=[0.9, 0.95], proposal_nums=(1, 2, 100), prefix='strict'),
    dict(type='VOCMetric'),
    dict(type='VOCMetric', eval_mode='area', iou_thrs=[0.5, 0.75, 0.9], prefix='area'),
]


def main():
    config = Config.fromfile(os.path.join(DEMO, 'model_cfg.py'))
    config.load_from = os.path.join(DEMO, 'checkpoint.pth')
    config.test_evaluator = EVALUATORS
    with tempfile.TemporaryDirectory() as folder:
        config.work_dir = folder
        metrics = Runner.from_cfg(config).test()
    assert not any(math.isnan(value) for value in metrics.values())
    with open(os.path.join(HERE, 'other_metrics.json'), 'w', encoding='utf-8') as f:
        json.dump(dict(test_evaluator=EVALUATORS, metrics={k: float(v) for k, v in metrics.items()}), f, indent=1)
        f.write('\n')


if __name__ == '__main__':
    main()
