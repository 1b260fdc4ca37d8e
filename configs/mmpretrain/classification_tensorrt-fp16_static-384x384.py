# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Classification by TensorRT in float16, one image of 384x384 at a time.
_base_ = ['./classification_static.py', '../_base_/backends/tensorrt-fp16.py']

onnx_config = {'input_shape': [384, 384]}
backend_config = {
    'common_config': {'max_workspace_size': 1 << 30},
    'model_inputs': [{
        'input_shapes': {
            'input': {
                'min_shape': [1, 3, 384, 384],
                'opt_shape': [1, 3, 384, 384],
                'max_shape': [1, 3, 384, 384],
            },
        },
    }],
}
