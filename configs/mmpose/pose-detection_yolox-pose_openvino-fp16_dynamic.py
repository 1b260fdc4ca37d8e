# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# YOLOX-Pose by OpenVINO with weights in float16, any batch of the model's own size.
_base_ = ['./pose-detection_static.py', '../_base_/backends/openvino-fp16.py']

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
