#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Writes the program "odd" of this folder: what networks seldom do, as torch.export saves it, with outputs that PyTorch computes.

Usage: record.py OUT, with PyTorch 2.5 or newer. The other programs here (mobile, vit, unet, detector) were written in the same
way, NAME[-static]_VERSION.pt2 by torch.export and NAME-trace, NAME-script by torch.jit, with inputs and outputs at three sizes
in NAME.io.pth: `0/` is the example's.
"""
import pathlib
import sys

import torch
from torch.utils._pytree import tree_flatten

Dim = torch.export.Dim


class Odd(torch.nn.Module):
    """Nested outputs and absent ones, constants, buffers that are not saved, in-place calls, infinities, computed sizes."""

    def __init__(self):
        super().__init__()
        self.conv = torch.nn.Conv2d(3, 8, 3, padding=1)
        self.norm = torch.nn.BatchNorm2d(8)
        self.layer_norm = torch.nn.LayerNorm(8)
        self.instance_norm = torch.nn.InstanceNorm2d(8, affine=True)
        self.register_buffer('scale', torch.rand(8), persistent=False)
        self.means = torch.tensor([1., 2., 3.])
        self.norm.running_mean.normal_()
        self.norm.running_var.uniform_(0.5, 2)

    def forward(self, image, mask):
        x = self.norm(self.conv(image - self.means[None, :, None, None])).relu_()
        x = x * 2 + torch.tensor(0.5)
        sequence = self.layer_norm(x.permute(0, 2, 3, 1).flatten(1, 2)) * self.scale
        weights = torch.softmax(mask.masked_fill(mask > 0, float('-inf')), -1)
        half = x.shape[2] // 2
        padded = torch.nn.functional.pad(x, (1, 1, 2, 0), mode='reflect')
        ramp = torch.arange(x.shape[-1], dtype=torch.float32) / x.shape[-1]
        return {'features': [self.instance_norm(x), padded], 'nothing': None, 'sequence': sequence, 'weights': weights,
                'halves': (x[:, :, :half].mean((2, 3)), x.var(1)), 'ramp': x * ramp}


def main(out):
    torch.manual_seed(0)
    model = Odd().eval()
    half, batch = Dim('half', min=2, max=64), Dim('batch', min=1, max=32)
    program = torch.export.export(model, (torch.randn(2, 3, 8, 12), torch.randn(2, 5)),
                                  dynamic_shapes=({0: batch, 2: 2 * half}, {0: batch}))
    for node in program.graph.nodes:
        node.meta.pop('stack_trace', None)  # paths of the machine
    version = torch.__version__.split('+')[0]
    torch.export.save(program, out / f'odd_{version}.pt2')
    torch.export.save(program.run_decompositions(), out / f'odd-decomposed_{version}.pt2')
    recorded = {}
    for i, (size, height) in enumerate([(2, 8), (1, 14), (3, 6)]):
        image, mask = torch.randn(size, 3, height, 12), torch.randn(size, 5)
        recorded[f'{i}/input'], recorded[f'{i}/input1'] = image, mask
        outputs = [leaf for leaf in tree_flatten(model(image.clone(), mask.clone()))[0] if leaf is not None]
        for j, leaf in enumerate(outputs):
            recorded[f'{i}/output{j}'] = leaf.detach().contiguous().clone()
    torch.save(recorded, out / 'odd.io.pth')


if __name__ == '__main__':
    main(pathlib.Path(sys.argv[1]))
