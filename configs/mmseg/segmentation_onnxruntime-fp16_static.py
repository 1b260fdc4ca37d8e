# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Semantic segmentation by ONNX Runtime in float16, one image of a fixed size at a time.
_base_ = ['./segmentation_static.py', '../_base_/backends/onnxruntime-fp16.py']
