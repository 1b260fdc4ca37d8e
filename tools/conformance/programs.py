# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Programs of torchvision's models with random weights, exported by the PyTorch that is installed, through `slipway convert`.

Usage: programs.py [--format pt2|decomposed|trace|script]... [--backend NAME]... [--keep DIR] [NAME...]; a name is a model's. Without a
format: pt2 where torch.export is there (PyTorch 2.5 and newer), else trace. Needs torch and torchvision only. The last line of `--time
NAME` tells what `convert` costs in processor time without verification, and what torch.onnx.export(dynamo=True) does.
"""
import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

import torch
import torchvision

CLASSIFIERS = (
    'alexnet', 'convnext_tiny', 'densenet121', 'efficientnet_b0', 'efficientnet_v2_s', 'googlenet', 'inception_v3', 'maxvit_t',
    'mnasnet0_5', 'mnasnet1_0', 'mobilenet_v2', 'mobilenet_v3_large', 'mobilenet_v3_small', 'regnet_x_400mf', 'regnet_y_400mf',
    'resnet18', 'resnet34', 'resnet50', 'resnext50_32x4d', 'shufflenet_v2_x0_5', 'shufflenet_v2_x1_0', 'squeezenet1_0', 'squeezenet1_1',
    'swin_t', 'swin_v2_t', 'vgg11', 'vgg11_bn', 'vit_b_16', 'vit_b_32', 'wide_resnet50_2')
SEGMENTORS = ('deeplabv3_mobilenet_v3_large', 'deeplabv3_resnet50', 'fcn_resnet50', 'fcn_resnet101', 'lraspp_mobilenet_v3_large')


def build(name):
    """The model with weights and statistics as training leaves them: not all zero and one."""
    torch.manual_seed(0)
    options = {'weights': None, 'init_weights': True} if name in ('googlenet', 'inception_v3') else {'weights': None}
    if name in SEGMENTORS:
        options['weights_backbone'] = None
    model = torchvision.models.get_model(name, **options).eval()
    for module in model.modules():
        if isinstance(module, torch.nn.modules.batchnorm._BatchNorm):  # pylint: disable=protected-access
            torch.nn.init.uniform_(module.running_var, 0.8, 1.2)
            torch.nn.init.uniform_(module.weight, 0.8, 1.2)
            torch.nn.init.normal_(module.bias, std=0.02)
            torch.nn.init.normal_(module.running_mean, std=0.02)
    return model


def size_of(name):
    return 299 if name == 'inception_v3' else 256 if name == 'swin_v2_t' else 224


def export(model, kind, size, path):
    example = torch.randn(2, 3, size, size)
    with torch.no_grad():
        if kind == 'trace':
            torch.jit.trace(model, example, strict=False).save(path)
        elif kind == 'script':
            torch.jit.script(model).save(path)
        else:
            program = torch.export.export(model, (example,), dynamic_shapes=({0: torch.export.Dim('batch', min=1, max=64)},))
            torch.export.save(program.run_decompositions() if kind == 'decomposed' else program, path)


def convert(path, kind, size, backend, out, *options):
    """(exit code, output, processor seconds)"""
    command = [os.environ['SLIPWAY_PROGRAM'], 'convert', path, '--backend', backend, '--out', out, '--log-level', 'ERROR', *options]
    if kind in ('trace', 'script'):
        command += ['--input', f'f32[batch=2,3,{size},{size}]']
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return done.returncode, done.stdout + done.stderr, seconds


def seconds_of(work):
    """Processor seconds of this process, all threads, for what `work` does."""
    start = time.process_time()
    with torch.no_grad():
        work()
    return time.process_time() - start


def measure(name, folder):
    """Both sides from the same .pt2 file to an ONNX file that nobody has verified; what it takes to write that file is told, too."""
    model, size, path = build(name), size_of(name), str(folder / f'{name}.pt2')
    print(f'{name}: torch.export and saving take {seconds_of(lambda: export(model, "pt2", size, path)):.1f} s of processor time')
    turns = [convert(path, 'pt2', size, 'onnxruntime', str(folder / 'out'), '--no-verify') for _ in range(3)]
    if any(turn[0] != 0 for turn in turns):
        print(next(turn[1] for turn in turns if turn[0] != 0))
        return False
    ours = sorted(turn[2] for turn in turns)[1]
    print(f'{name}: slipway convert without verification takes {ours:.1f} s, the whole process, the middle of 3')
    example, target = (torch.randn(2, 3, size, size),), str(folder / 'theirs.onnx')
    whole = {'the file': lambda: torch.onnx.export(torch.export.load(path), (), target, dynamo=True, verbose=False),
             'the module': lambda: torch.onnx.export(model, example, target, dynamo=True, verbose=False)}
    for what, work in whole.items():
        try:
            work()  # what it imports and registers is not counted
            theirs = sorted(seconds_of(work) for _ in range(3))[1]
            print(f'{name}: torch.onnx.export(dynamo=True) of {what} takes {theirs:.1f} s, imports apart, {theirs / ours:.1f} times as much')
        except Exception as error:  # pylint: disable=broad-except
            print(f'{name}: torch.onnx.export(dynamo=True) of {what} is not to be had here: {str(error).splitlines()[0]}')
    return ours < 3


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('names', nargs='*')
    parser.add_argument('--format', action='append', choices=('pt2', 'decomposed', 'trace', 'script'))
    parser.add_argument('--backend', action='append')
    parser.add_argument('--keep', type=Path)
    parser.add_argument('--time', metavar='NAME')
    options = parser.parse_args()
    warnings.simplefilter('ignore')
    version = tuple(int(part) for part in torch.__version__.split('.')[:2])
    formats = options.format or (['pt2'] if version >= (2, 5) else ['trace'])
    backends = options.backend or ['onnxruntime']
    names = options.names or CLASSIFIERS + SEGMENTORS
    passed = failed = 0
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        if options.time:
            return 0 if measure(options.time, folder) else 1
        for name in names:
            model = build(name)
            for kind in formats:
                path = str(folder / f'{name}-{kind}.{"pt" if kind in ("trace", "script") else "pt2"}')
                try:
                    export(model, kind, size_of(name), path)
                except Exception as error:  # pylint: disable=broad-except
                    print(f'{name} {kind}: PyTorch does not export it: {str(error).splitlines()[0]}', flush=True)
                    continue
                for backend in backends:
                    code, text, seconds = convert(path, kind, size_of(name), backend, str(folder / 'out'))
                    passed, failed = passed + (code == 0), failed + (code != 0)
                    lines = [line.strip() for line in text.splitlines() if 'FAILED' in line or 'error' in line]
                    print(f'{name} {kind} {backend}: {"ok" if code == 0 else "FAILED: " + " | ".join(lines)[:600]} ({seconds:.1f} s)', flush=True)
                if not options.keep:
                    os.remove(path)
    print(f'conformance programs: {passed} passed, {failed} failed, with PyTorch {torch.__version__} and torchvision {torchvision.__version__}')
    return 0 if failed == 0 else 1


if __name__ == '__main__':
    sys.exit(main())
