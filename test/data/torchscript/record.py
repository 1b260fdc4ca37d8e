#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Small TorchScript files, written by PyTorch itself (2.1.2). Usage: record.py, in an environment with torch."""
import json
from pathlib import Path

import torch

HERE = Path(__file__).resolve().parent


class Net(torch.nn.Module):
    """twice f32[B,2] = x * scale + shift, and the input itself; the number of rows must be below 100."""

    def __init__(self):
        super().__init__()
        self.register_buffer('scale', torch.tensor([2.0, -3.0]))
        self.register_buffer('shift', torch.tensor([0.5, 1.0]))

    def forward(self, x):
        if x.size(0) >= 100:
            raise ValueError('too many rows')
        return x * self.scale + self.shift, x


class Transposed(torch.nn.Module):
    """A result that is not dense."""

    def forward(self, x):
        return x.transpose(0, 1)


def tensor(name, shape, dtype='f32'):
    return {'name': name, 'dtype': dtype, 'shape': shape}


def save(name, module, names):
    files = {} if names is None else {'slipway.json': names if isinstance(names, str) else json.dumps(names)}
    torch.jit.save(torch.jit.script(module.eval()), str(HERE / name), _extra_files=files)


def main():
    x, twice, same = tensor('x', [-1, 2]), tensor('twice', [-1, 2]), tensor('same', [-1, 2])
    save('net.pt', Net(), {'inputs': [x], 'outputs': [twice, same]})
    save('transposed.pt', Transposed(), {'inputs': [tensor('x', [-1, 2])], 'outputs': [tensor('y', [2, -1])]})
    save('foreign.pt', Net(), None)
    save('damaged_names.pt', Net(), '{"inputs": [')
    save('two_inputs_named.pt', Net(), {'inputs': [x, tensor('z', [2])], 'outputs': [twice, same]})
    save('one_output_named.pt', Net(), {'inputs': [x], 'outputs': [twice]})
    save('other_dtype_named.pt', Net(), {'inputs': [x], 'outputs': [tensor('twice', [-1, 2], 'f64'), same]})


if __name__ == '__main__':
    main()
