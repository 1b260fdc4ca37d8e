# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Single-stage detectors by ncnn, weights stored in float16, one image of 640x640 (height x width) at a time.
_base_ = ['./single-stage_ncnn_static-640x640.py']

backend_config = {'precision': 'FP16'}
