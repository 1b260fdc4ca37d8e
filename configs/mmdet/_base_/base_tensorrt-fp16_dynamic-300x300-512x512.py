# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Object detection by TensorRT in float16, one image of 300x300 to 512x512 (height x width) at a time,
# fastest at 300x300.
_base_ = ['./base_dynamic.py', '../../_base_/backends/tensorrt-fp16.py']

backend_config = {
    'common_config': {'max_workspace_size': 1 << 30},
    'model_inputs': [{
        'input_shapes': {
            'input': {
                'min_shape': [1, 3, 300, 300],
                'opt_shape': [1, 3, 300, 300],
                'max_shape': [1, 3, 512, 512],
            },
        },
    }],
}
