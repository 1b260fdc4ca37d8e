# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Object detection by OpenVINO with weights in float16, one image of a fixed size at a time.
_base_ = ['./detection_openvino_static.py']

backend_config = {'precision': 'FP16'}
