# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Semantic segmentation, any batch and size.
_base_ = ['./segmentation_static.py']

onnx_config = {
    'dynamic_axes': {
        'input': {0: 'batch', 2: 'height', 3: 'width'},
        'output': {0: 'batch', 2: 'height', 3: 'width'},
    },
}
