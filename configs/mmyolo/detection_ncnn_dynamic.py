# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# mmyolo's detectors by ncnn, one image of any size at a time.
_base_ = ['./detection_ncnn_static.py']

onnx_config = {
    'dynamic_axes': {
        'input': {0: 'batch', 2: 'height', 3: 'width'},
        'detection_output': {0: 'batch', 1: 'num_dets'},
    },
}
