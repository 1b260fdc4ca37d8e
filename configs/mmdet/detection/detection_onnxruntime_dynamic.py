# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Object detection by ONNX Runtime, any batch and size.
_base_ = ['../_base_/base_dynamic.py', '../../_base_/backends/onnxruntime.py']
