# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Object detection by TensorRT in float32, one image of 320x320 (height x width) at a time.
_base_ = ['../_base_/base_static.py', '../../_base_/backends/tensorrt.py']

onnx_config = {'input_shape': [320, 320]}
backend_config = {
    'common_config': {'max_workspace_size': 1 << 30},
    'model_inputs': [{
        'input_shapes': {
            'input': {
                'min_shape': [1, 3, 320, 320],
                'opt_shape': [1, 3, 320, 320],
                'max_shape': [1, 3, 320, 320],
            },
        },
    }],
}
