# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Top-down pose by ncnn in float16, one box at a time, at the size of the model.
_base_ = ['./pose-detection_ncnn_static.py']

backend_config = {'precision': 'FP16'}
