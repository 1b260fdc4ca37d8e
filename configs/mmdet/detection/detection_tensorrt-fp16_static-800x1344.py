# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Object detection by TensorRT in float16, one image of 800x1344 (height x width) at a time.
_base_ = ['../_base_/base_tensorrt-fp16_static-800x1344.py']
