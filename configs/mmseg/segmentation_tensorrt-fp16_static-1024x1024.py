# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Semantic segmentation by TensorRT in float16, one image of 1024x1024 (height x width) at a time.
_base_ = ['./segmentation_static.py', '../_base_/backends/tensorrt-fp16.py']

onnx_config = {'input_shape': [1024, 1024]}
backend_config = {
    'common_config': {'max_workspace_size': 1 << 30},
    'model_inputs': [{
        'input_shapes': {
            'input': {
                'min_shape': [1, 3, 1024, 1024],
                'opt_shape': [1, 3, 1024, 1024],
                'max_shape': [1, 3, 1024, 1024],
            },
        },
    }],
}
