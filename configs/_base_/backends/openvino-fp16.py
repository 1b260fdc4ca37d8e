# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# OpenVINO, weights stored in float16. A config that inherits from this names the shapes in backend_config.model_inputs.
backend_config = {'type': 'openvino', 'precision': 'FP16'}
