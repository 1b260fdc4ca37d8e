# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Top-down pose that classifies each axis (SimCC: RTMPose) by TensorRT, 256x192, any number of boxes at once.
_base_ = ['./pose-detection_static.py', '../_base_/backends/tensorrt.py']

onnx_config = {
    'output_names': ['simcc_x', 'simcc_y'],
    'input_shape': [192, 256],
    'dynamic_axes': {
        'input': {0: 'batch'},
        'simcc_x': {0: 'batch'},
        'simcc_y': {0: 'batch'},
    },
}
backend_config = {
    'common_config': {'max_workspace_size': 1 << 30},
    'model_inputs': [{
        'input_shapes': {
            'input': {
                'min_shape': [1, 3, 256, 192],
                'opt_shape': [2, 3, 256, 192],
                'max_shape': [4, 3, 256, 192],
            },
        },
    }],
}
