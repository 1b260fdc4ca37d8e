# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Semantic segmentation by OpenVINO in float16, any batch and size.
_base_ = ['./segmentation_dynamic.py', '../_base_/backends/openvino-fp16.py']
