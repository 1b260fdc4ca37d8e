# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# mmyolo's detectors by TensorRT in float16, one image of 64x64 to 1344x1344 (height x width) at a time,
# fastest at 640x640.
_base_ = ['./base_dynamic.py', '../_base_/backends/tensorrt-fp16.py']

backend_config = {
    'common_config': {'max_workspace_size': 1 << 32},
    'model_inputs': [{
        'input_shapes': {
            'input': {
                'min_shape': [1, 3, 64, 64],
                'opt_shape': [1, 3, 640, 640],
                'max_shape': [1, 3, 1344, 1344],
            },
        },
    }],
}
use_efficientnms = False
