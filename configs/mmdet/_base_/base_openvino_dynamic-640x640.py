# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Object detection by OpenVINO, any batch and size, tuned for one image of 640x640 (height x width).
_base_ = ['./base_dynamic.py', '../../_base_/backends/openvino.py']

backend_config = {'model_inputs': [{'opt_shapes': {'input': [1, 3, 640, 640]}}]}
