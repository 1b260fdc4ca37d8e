# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# ONNX Runtime, float32.
backend_config = {'type': 'onnxruntime'}
