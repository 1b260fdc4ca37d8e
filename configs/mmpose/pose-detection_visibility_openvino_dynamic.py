# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Top-down pose with heatmaps, and the visibility of each keypoint (VisPredictHead) by OpenVINO, any number of boxes at once.
_base_ = ['./pose-detection_openvino_dynamic.py']

onnx_config = {
    'output_names': ['output', 'visibility'],
    'dynamic_axes': {'visibility': {0: 'batch'}},
}
