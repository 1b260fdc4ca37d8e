# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Single-stage detectors by ncnn, weights stored in float16, one image of 300x300 (height x width) at a time.
_base_ = ['./single-stage_ncnn_static-300x300.py']

backend_config = {'precision': 'FP16'}
