# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Top-down pose that classifies each axis (SimCC: RTMPose) by OpenVINO, any number of boxes at once, at the size of the model.
_base_ = ['./pose-detection_static.py', '../_base_/backends/openvino.py']

onnx_config = {
    'output_names': ['simcc_x', 'simcc_y'],
    'dynamic_axes': {
        'input': {0: 'batch'},
        'simcc_x': {0: 'batch'},
        'simcc_y': {0: 'batch'},
    },
}
