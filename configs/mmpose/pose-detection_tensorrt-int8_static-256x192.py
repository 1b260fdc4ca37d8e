# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Top-down pose by TensorRT in INT8, 256x192.
_base_ = ['./pose-detection_static.py', '../_base_/backends/tensorrt-int8.py']

onnx_config = {'input_shape': [192, 256]}
backend_config = {
    'common_config': {'max_workspace_size': 1 << 30},
    'model_inputs': [{
        'input_shapes': {
            'input': {
                'min_shape': [1, 3, 256, 192],
                'opt_shape': [1, 3, 256, 192],
                'max_shape': [1, 3, 256, 192],
            },
        },
    }],
}
calib_config = {'create_calib': True, 'calib_file': 'calib_data.h5'}
