# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# ncnn on the CPU, int8.
backend_config = {'type': 'ncnn', 'precision': 'INT8', 'use_vulkan': False}
