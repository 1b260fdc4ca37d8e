# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Top-down pose by ONNX Runtime in float16.
_base_ = ['./pose-detection_static.py', '../_base_/backends/onnxruntime-fp16.py']

