# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Object detection by TensorRT in int8, one image of 320x320 to 1344x1344 (height x width) at a time,
# fastest at 800x1344.
_base_ = ['../_base_/base_tensorrt-int8_dynamic-320x320-1344x1344.py']
