# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Classification by TensorRT in int8, one image of 224x224 at a time.
_base_ = ['./classification_static.py', '../_base_/backends/tensorrt-int8.py']

onnx_config = {'input_shape': [224, 224]}
backend_config = {
    'common_config': {'max_workspace_size': 1 << 30},
    'model_inputs': [{
        'input_shapes': {
            'input': {
                'min_shape': [1, 3, 224, 224],
                'opt_shape': [1, 3, 224, 224],
                'max_shape': [1, 3, 224, 224],
            },
        },
    }],
}
