# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Top-down pose with heatmaps, and the visibility of each keypoint (VisPredictHead) by ncnn, one box at a time.
_base_ = ['./pose-detection_ncnn_static.py']

onnx_config = {
    'output_names': ['output', 'visibility'],
}
