# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Classification by OpenVINO with weights in float16, one image of a fixed size at a time.
_base_ = ['./classification_static.py', '../_base_/backends/openvino-fp16.py']
