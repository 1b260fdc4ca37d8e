# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Object detection by OpenVINO with weights in float16, any batch and size.
_base_ = ['./detection_openvino_dynamic.py']

backend_config = {'precision': 'FP16'}
