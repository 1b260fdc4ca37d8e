# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Classification with any batch, height and width.
_base_ = ['./classification_static.py']

onnx_config = {
    'dynamic_axes': {
        'input': {0: 'batch', 2: 'height', 3: 'width'},
        'output': {0: 'batch'},
    },
    'input_shape': None,
}
