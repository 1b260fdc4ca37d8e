# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Object detection by OpenVINO, one image of a fixed size at a time.
_base_ = ['../_base_/base_static.py', '../../_base_/backends/openvino.py']
