# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Top-down pose that classifies each axis (SimCC: RTMPose) by ONNX Runtime in float16, 256x192, any number of boxes at once.
_base_ = ['./pose-detection_static.py', '../_base_/backends/onnxruntime-fp16.py']

onnx_config = {
    'output_names': ['simcc_x', 'simcc_y'],
    'input_shape': [192, 256],
    'dynamic_axes': {
        'input': {0: 'batch'},
        'simcc_x': {0: 'batch'},
        'simcc_y': {0: 'batch'},
    },
}
