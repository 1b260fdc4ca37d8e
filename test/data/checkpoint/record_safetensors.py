# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Writes layouts.safetensors, the weights of layouts.pth, with the safetensors library. Needs torch 2.1 and safetensors 0.4 or newer.

    python record_safetensors.py
"""
import pathlib

import torch
from safetensors.torch import save_file

HERE = pathlib.Path(__file__).resolve().parent
weights = torch.load(HERE / 'layouts.pth', map_location='cpu')
weights = weights.get('state_dict', weights)
save_file({name: value.detach().clone().contiguous() for name, value in weights.items() if isinstance(value, torch.Tensor)},
          HERE / 'layouts.safetensors', metadata={'format': 'pt', 'epoch': '12'})
