# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Top-down pose that classifies each axis (SimCC: RTMPose) by OpenVINO, 256x192, any number of boxes at once.
_base_ = ['./pose-detection_static.py', '../_base_/backends/openvino.py']

onnx_config = {
    'output_names': ['simcc_x', 'simcc_y'],
    'input_shape': [192, 256],
    'dynamic_axes': {
        'input': {0: 'batch'},
        'simcc_x': {0: 'batch'},
        'simcc_y': {0: 'batch'},
    },
}
backend_config = {'model_inputs': [{'opt_shapes': {'input': [1, 3, 256, 192]}}]}
