# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Classification by OpenVINO with weights in float16, tuned for one 224x224 image.
_base_ = ['./classification_dynamic.py', '../_base_/backends/openvino-fp16.py']

backend_config = {'model_inputs': [{'opt_shapes': {'input': [1, 3, 224, 224]}}]}
