# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Top-down pose that classifies each axis (SimCC: RTMPose) by ncnn in float16, 256x192.
_base_ = ['./pose-detection_static.py', '../_base_/backends/ncnn.py']

onnx_config = {'output_names': ['simcc_x', 'simcc_y'], 'input_shape': [192, 256]}
backend_config = {'precision': 'FP16'}
