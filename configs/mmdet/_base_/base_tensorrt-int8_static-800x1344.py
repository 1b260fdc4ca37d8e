# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Object detection by TensorRT in int8, one image of 800x1344 (height x width) at a time.
_base_ = ['./base_static.py', '../../_base_/backends/tensorrt-int8.py']

onnx_config = {'input_shape': [1344, 800]}
backend_config = {
    'common_config': {'max_workspace_size': 1 << 30},
    'model_inputs': [{
        'input_shapes': {
            'input': {
                'min_shape': [1, 3, 800, 1344],
                'opt_shape': [1, 3, 800, 1344],
                'max_shape': [1, 3, 800, 1344],
            },
        },
    }],
}
