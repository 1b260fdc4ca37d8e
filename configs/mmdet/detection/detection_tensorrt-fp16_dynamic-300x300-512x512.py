# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Object detection by TensorRT in float16, one image of 300x300 to 512x512 (height x width) at a time,
# fastest at 300x300.
_base_ = ['../_base_/base_tensorrt-fp16_dynamic-300x300-512x512.py']
