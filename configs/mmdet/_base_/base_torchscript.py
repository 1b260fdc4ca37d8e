# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Object detection by TorchScript, with a fixed input.
_base_ = ['../../_base_/torchscript_config.py']

ir_config = {'output_names': ['dets', 'labels']}
# Thresholds that the model's own test_cfg holds come before these.
codebase_config = {
    'type': 'mmdet',
    'task': 'ObjectDetection',
    'model_type': 'end2end',
    'post_processing': {
        'score_threshold': 0.05,
        'confidence_threshold': 0.005,
        'iou_threshold': 0.5,
        'max_output_boxes_per_class': 200,
        'pre_top_k': 5000,
        'keep_top_k': 100,
        'background_label_id': -1,
    },
}
