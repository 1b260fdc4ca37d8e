# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Semantic segmentation by ONNX Runtime, any batch and size.
_base_ = ['./segmentation_dynamic.py', '../_base_/backends/onnxruntime.py']
