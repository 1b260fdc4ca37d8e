# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Semantic segmentation with a fixed input. with_argmax: the class of each pixel, not scores.
_base_ = ['../_base_/onnx_config.py']

onnx_config = {'output_names': ['output']}
codebase_config = {'type': 'mmseg', 'task': 'Segmentation', 'with_argmax': True}
