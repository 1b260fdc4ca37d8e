# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Top-down pose by ncnn, 256x256.
_base_ = ['./pose-detection_static.py', '../_base_/backends/ncnn.py']

onnx_config = {'input_shape': [256, 256]}
