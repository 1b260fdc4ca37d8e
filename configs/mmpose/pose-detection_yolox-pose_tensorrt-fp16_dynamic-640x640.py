# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# YOLOX-Pose by TensorRT in float16 where it is faster, 640x640. MMDeploy has none; this one is called as it would be.
_base_ = ['./pose-detection_static.py', '../_base_/backends/tensorrt-fp16.py']

onnx_config = {
    'output_names': ['dets', 'keypoints'],
    'dynamic_axes': {
        'input': {0: 'batch'},
        'dets': {0: 'batch'},
        'keypoints': {0: 'batch'},
    },
}
# Thresholds that the model's own test_cfg holds come before these.
codebase_config = {
    'post_processing': {
        'score_threshold': 0.05,
        'iou_threshold': 0.5,
        'max_output_boxes_per_class': 200,
        'pre_top_k': 5000,
        'keep_top_k': 100,
        'background_label_id': -1,
    },
}
backend_config = {
    'common_config': {'max_workspace_size': 1 << 30},
    'model_inputs': [{
        'input_shapes': {
            'input': {
                'min_shape': [1, 3, 640, 640],
                'opt_shape': [1, 3, 640, 640],
                'max_shape': [1, 3, 640, 640],
            },
        },
    }],
}
