# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# TensorRT, float16 where it is faster. max_workspace_size is in bytes, 0 leaves it to TensorRT.
backend_config = {'type': 'tensorrt', 'common_config': {'fp16_mode': True, 'max_workspace_size': 0}}
