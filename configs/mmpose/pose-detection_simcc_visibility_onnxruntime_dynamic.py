# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Top-down pose that classifies each axis, and the visibility of each keypoint (VisPredictHead) by ONNX Runtime, any number of boxes at once.
_base_ = ['./pose-detection_simcc_onnxruntime_dynamic.py']

onnx_config = {
    'output_names': ['simcc_x', 'simcc_y', 'visibility'],
    'dynamic_axes': {'visibility': {0: 'batch'}},
}
