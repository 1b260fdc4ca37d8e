# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# mmyolo's detectors by TensorRT in float16, one image of 640x640 (height x width) at a time.
_base_ = ['./base_static.py', '../_base_/backends/tensorrt-fp16.py']

onnx_config = {'input_shape': (640, 640)}
backend_config = {
    'common_config': {'max_workspace_size': 1 << 30},
    'model_inputs': [{
        'input_shapes': {
            'input': {
                'min_shape': [1, 3, 640, 640],
                'opt_shape': [1, 3, 640, 640],
                'max_shape': [1, 3, 640, 640],
            },
        },
    }],
}
use_efficientnms = False
