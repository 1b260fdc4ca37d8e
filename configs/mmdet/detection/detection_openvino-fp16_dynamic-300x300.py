# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Object detection by OpenVINO with weights in float16, any batch and size, tuned for one image of 300x300
# (height x width).
_base_ = ['./detection_openvino_dynamic-300x300.py']

backend_config = {'precision': 'FP16'}
