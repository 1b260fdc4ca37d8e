# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Classification by TensorRT in int8, 1 to 8 images of 224x224.
_base_ = ['./classification_dynamic.py', '../_base_/backends/tensorrt-int8.py']

onnx_config = {'input_shape': [224, 224]}
backend_config = {
    'common_config': {'max_workspace_size': 1 << 30},
    'model_inputs': [{
        'input_shapes': {
            'input': {
                'min_shape': [1, 3, 224, 224],
                'opt_shape': [4, 3, 224, 224],
                'max_shape': [8, 3, 224, 224],
            },
        },
    }],
}
