# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# YOLOX-Pose by ONNX Runtime in float16, one image at a time.
_base_ = ['./pose-detection_static.py', '../_base_/backends/onnxruntime-fp16.py']

onnx_config = {'output_names': ['dets', 'keypoints']}
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
# Outputs are coordinates, which float16 would round to 0.5 px.
backend_config = {'common_config': {'keep_io_types': True}}
