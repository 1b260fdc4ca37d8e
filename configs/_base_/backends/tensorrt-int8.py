# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# TensorRT, int8 or float16, whichever is faster; calibrated on the images of the model config.
_base_ = ['./tensorrt.py']

backend_config = {'common_config': {'fp16_mode': True, 'int8_mode': True}}
calib_config = {'create_calib': True, 'calib_file': 'calib_data.h5'}
