# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Top-down pose by ONNX Runtime in float16, any number of boxes at once.
_base_ = ['./pose-detection_static.py', '../_base_/backends/onnxruntime-fp16.py']

onnx_config = {
    'dynamic_axes': {
        'input': {0: 'batch'},
        'output': {0: 'batch'},
    },
}
