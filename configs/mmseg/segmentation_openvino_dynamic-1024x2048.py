# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Semantic segmentation by OpenVINO, any batch and size, tuned for 1024x2048.
_base_ = ['./segmentation_dynamic.py', '../_base_/backends/openvino.py']

backend_config = {'model_inputs': [{'opt_shapes': {'input': [1, 3, 1024, 2048]}}]}
