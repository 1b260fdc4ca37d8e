# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Object detection by ONNX Runtime in float16, one image of a fixed size at a time.
_base_ = ['../_base_/base_static.py', '../../_base_/backends/onnxruntime-fp16.py']

# Outputs are coordinates, which float16 would round to 0.5 px.
backend_config = {'common_config': {'keep_io_types': True}}
