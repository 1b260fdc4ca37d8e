# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Classification by ncnn, one image of a fixed size at a time, weights stored in float16.
_base_ = ['./classification_static.py', '../_base_/backends/ncnn-fp16.py']
