# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Object detection by OpenVINO, any batch and size, tuned for one image of 640x640 (height x width).
_base_ = ['../_base_/base_openvino_dynamic-640x640.py']
