# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Semantic segmentation by ncnn, one image of 1024x2048 (height x width) at a time.
_base_ = ['./segmentation_static.py', '../_base_/backends/ncnn.py']

onnx_config = {'input_shape': [2048, 1024]}
