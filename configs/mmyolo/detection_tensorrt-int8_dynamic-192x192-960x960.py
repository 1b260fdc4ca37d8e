# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# mmyolo's detectors by TensorRT in int8, one image of 192x192 to 960x960 (height x width) at a time,
# fastest at 640x640.
_base_ = ['./base_dynamic.py', '../_base_/backends/tensorrt-int8.py']

backend_config = {
    'common_config': {'max_workspace_size': 1 << 30},
    'model_inputs': [{
        'input_shapes': {
            'input': {
                'min_shape': [1, 3, 192, 192],
                'opt_shape': [1, 3, 640, 640],
                'max_shape': [1, 3, 960, 960],
            },
        },
    }],
}
use_efficientnms = False
