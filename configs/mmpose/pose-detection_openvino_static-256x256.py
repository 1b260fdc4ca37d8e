# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Top-down pose by OpenVINO, 256x256.
_base_ = ['./pose-detection_static.py', '../_base_/backends/openvino.py']

onnx_config = {'input_shape': [256, 256]}
backend_config = {'model_inputs': [{'opt_shapes': {'input': [1, 3, 256, 256]}}]}
