# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Object detection by TensorRT in float16, one image of 640x640 (height x width) at a time.
_base_ = ['./detection_tensorrt_static-640x640.py']

backend_config = {'common_config': {'fp16_mode': True}}
