# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Object detection by TensorRT in float32, one image of 640x640 (height x width) at a time.
_base_ = ['../_base_/base_tensorrt_static-300x300.py']

onnx_config = {'input_shape': [640, 640]}
backend_config = {
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
