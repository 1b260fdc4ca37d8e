# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Top-down pose by OpenVINO, any number of boxes at once, at the size of the model.
_base_ = ['./pose-detection_static.py', '../_base_/backends/openvino.py']

onnx_config = {
    'dynamic_axes': {
        'input': {0: 'batch'},
        'output': {0: 'batch'},
    },
}
