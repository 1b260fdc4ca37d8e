# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Object detection by TensorRT in float32, one image of 320x320 to 1344x1344 (height x width) at a time,
# fastest at 800x1344.
_base_ = ['./base_dynamic.py', '../../_base_/backends/tensorrt.py']

backend_config = {
    'common_config': {'max_workspace_size': 1 << 30},
    'model_inputs': [{
        'input_shapes': {
            'input': {
                'min_shape': [1, 3, 320, 320],
                'opt_shape': [1, 3, 800, 1344],
                'max_shape': [1, 3, 1344, 1344],
            },
        },
    }],
}
