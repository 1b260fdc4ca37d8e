#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Writes the programs "odd" (what networks seldom do) and "recurrent" (LSTM and GRU) of this folder, as torch.export and torch.jit
save them, with outputs that PyTorch computes.

Usage: record.py OUT, with PyTorch 2.5 or newer. The other programs here (mobile, vit, unet, detector) were written in the same
way, NAME[-static]_VERSION.pt2 by torch.export and NAME-trace, NAME-script by torch.jit, with inputs and outputs at three sizes
in NAME.io.pth: `0/` is the example's.
"""
import pathlib
import sys
import zipfile

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


class Recurrent(torch.nn.Module):
    """Layers both ways and one after the other, batch first and second, with all their states."""

    def __init__(self):
        super().__init__()
        self.gru = torch.nn.GRU(6, 5, num_layers=2, bidirectional=True, batch_first=True)
        self.lstm = torch.nn.LSTM(10, 4)
        self.head = torch.nn.Linear(4, 3)

    def forward(self, x):
        y, last = self.gru(x)
        z, (hidden, cell) = self.lstm(y.transpose(0, 1))
        return self.head(z.transpose(0, 1)), last, hidden, cell


def save(model, examples, dynamic, name, out, decomposed=False):
    """The program, exported with the first of `examples`, and what the model makes of each."""
    version = torch.__version__.split('+')[0]
    program = torch.export.export(model, examples[0], dynamic_shapes=dynamic)
    for node in program.graph.nodes:
        node.meta.pop('stack_trace', None)  # paths of the machine
    torch.export.save(program, out / f'{name}_{version}.pt2')
    if decomposed:
        torch.export.save(program.run_decompositions(), out / f'{name}-decomposed_{version}.pt2')
    recorded = {}
    for i, inputs in enumerate(examples):
        for j, leaf in enumerate(inputs):
            recorded[f'{i}/input{j or ""}'] = leaf
        outputs = [leaf for leaf in tree_flatten(model(*(leaf.clone() for leaf in inputs)))[0] if leaf is not None]
        for j, leaf in enumerate(outputs):
            recorded[f'{i}/output{j}'] = leaf.detach().contiguous().clone()
    torch.save(recorded, out / f'{name}.io.pth')


def main(out):
    torch.manual_seed(0)
    half, batch = Dim('half', min=2, max=64), Dim('batch', min=1, max=32)
    examples = [(torch.randn(size, 3, height, 12), torch.randn(size, 5)) for size, height in ((2, 8), (1, 14), (3, 6))]
    save(Odd().eval(), examples, ({0: batch, 2: 2 * half}, {0: batch}), 'odd', out, decomposed=True)
    recurrent = Recurrent().eval()
    # PyTorch 2.15 fixes the number of steps when it exports.
    save(recurrent, [(torch.randn(size, 7, 6),) for size in (2, 1, 3)], ({0: batch},), 'recurrent', out)
    script = out / f'recurrent-script_{torch.__version__.split("+")[0]}.pt'
    torch.jit.script(recurrent).save(out / 'whole.pt')
    with zipfile.ZipFile(out / 'whole.pt') as archive, zipfile.ZipFile(script, 'w', zipfile.ZIP_DEFLATED) as kept:
        for entry in archive.infolist():
            if not entry.filename.endswith('.debug_pkl'):  # paths of the machine
                kept.writestr(zipfile.ZipInfo(entry.filename), archive.read(entry), zipfile.ZIP_DEFLATED if '/code/' in entry.filename else None)
    (out / 'whole.pt').unlink()


if __name__ == '__main__':
    main(pathlib.Path(sys.argv[1]))
