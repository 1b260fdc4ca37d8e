# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# ncnn on the CPU, weights stored in float16.
backend_config = {'type': 'ncnn', 'precision': 'FP16', 'use_vulkan': False}
