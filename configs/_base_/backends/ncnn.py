# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# ncnn on the CPU, float32.
backend_config = {'type': 'ncnn', 'precision': 'FP32', 'use_vulkan': False}
