#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Small TorchScript files, written by PyTorch itself (2.1.2). Usage: record.py, in an environment with torch."""
import json
from pathlib import Path
from typing import List

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


class Affine(torch.nn.Module):
    """As affine.onnx in ../backend; the next ones as those of the same name."""

    def __init__(self):
        super().__init__()
        self.register_buffer('b', torch.tensor([10.0, 20.0, 30.0]))

    def forward(self, x):
        return x * 2 + self.b


class SumAndDifference(torch.nn.Module):
    def forward(self, a, b):
        return a - b, a + b


class Identity(torch.nn.Module):
    def forward(self, f32, f64, f16, bf16, i64, i32, i16, i8, u8, b):
        return f32, f64, f16, bf16, i64, i32, i16, i8, u8, b


class Expand(torch.nn.Module):
    def forward(self, x, shape):
        sizes: List[int] = shape.tolist()
        return x.expand(sizes) + 0


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
    save('affine.pt', Affine(), {'inputs': [tensor('x', [-1, 3])], 'outputs': [tensor('y', [-1, 3])]})
    two = [2]
    save('sum_and_difference.pt', SumAndDifference(),
         {'inputs': [tensor(n, two, 'i64') for n in 'ab'], 'outputs': [tensor(n, two, 'i64') for n in ('difference', 'sum')]})
    types = ('f32', 'f64', 'f16', 'bf16', 'i64', 'i32', 'i16', 'i8', 'u8', 'bool')
    save('identity.pt', Identity(),
         {'inputs': [tensor('in_' + t, [-1, 2], t) for t in types], 'outputs': [tensor('out_' + t, [-1, 2], t) for t in types]})
    save('expand.pt', Expand(), {'inputs': [tensor('x', [1]), tensor('shape', two, 'i64')], 'outputs': [tensor('y', [-1, -1])]})


if __name__ == '__main__':
    main()
