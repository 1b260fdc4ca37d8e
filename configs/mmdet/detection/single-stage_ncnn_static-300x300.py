# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Single-stage detectors by ncnn, one image of 300x300 (height x width) at a time.
# ncnn cannot choose detections; the runtime does, by the same rules.
_base_ = ['../_base_/base_static.py', '../../_base_/backends/ncnn.py']

onnx_config = {'output_names': ['detection_output'], 'input_shape': [300, 300]}
codebase_config = {'model_type': 'ncnn_end2end'}
