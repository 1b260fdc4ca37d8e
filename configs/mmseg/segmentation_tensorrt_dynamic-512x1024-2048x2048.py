# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Semantic segmentation by TensorRT, one image of 512x1024 to 2048x2048 (height x width) at a time.
_base_ = ['./segmentation_dynamic.py', '../_base_/backends/tensorrt.py']

backend_config = {
    'common_config': {'max_workspace_size': 1 << 30},
    'model_inputs': [{
        'input_shapes': {
            'input': {
                'min_shape': [1, 3, 512, 1024],
                'opt_shape': [1, 3, 1024, 2048],
                'max_shape': [1, 3, 2048, 2048],
            },
        },
    }],
}
