# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Classification with a fixed input: one image, one size.
_base_ = ['../_base_/onnx_config.py']

onnx_config = {'input_shape': None}
codebase_config = {'type': 'mmpretrain', 'task': 'Classification'}
