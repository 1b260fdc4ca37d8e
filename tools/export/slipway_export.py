#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Exports the raw network of a model as a program that Slipway reads: one file, Python 3.8 or newer, no more than torch and what the model
itself needs.

    python slipway_export.py MODEL_CFG CHECKPOINT -o model.pt2 --shape 1,3,640,640
    python slipway_export.py MODEL_CFG CHECKPOINT -o model.pt  --shape 1,3,640,640 --dynamic batch,height,width

MODEL_CFG is a config of mmengine's kind (mmdet, mmpose, mmpretrain, mmseg, ... or your own, with custom_imports); the network is what
`model(inputs, mode='tensor')` computes: backbone, neck and head up to the head's raw outputs, without data preprocessor and without
decoding. `.pt2` is torch.export's format (PyTorch 2.5 and newer), `.pt` is TorchScript by tracing (any PyTorch).

For any other module, from Python:

    from slipway_export import export
    export(module, torch.randn(1, 3, 224, 224), 'model.pt2', dynamic=('batch',))

The program is run and compared with the module before it is kept. Names, config and versions go into the file, as slipway.json.
"""
import argparse
import contextlib
import importlib
import inspect
import json
import os
import pickle
import platform
import sys
import tempfile
import types

import torch

FORMAT = 'slipway program 1'
# What a program may differ from its module by, relative to the largest value of an output: it makes the same calls, in the same order.
TOLERANCE = 1e-5
USUAL_AXES = {4: ('batch', None, 'height', 'width'), 3: ('batch', 'length', None), 2: ('batch', None)}


class ExportError(Exception):
    """What a user can mend; one sentence."""


def flatten(value, path=''):
    """[(name, tensor)] of nested outputs; what is None is left out."""
    below = (lambda key: f'{path}_{key}') if path else str
    if value is None:
        return []
    if isinstance(value, torch.Tensor):
        return [(path, value)]
    if isinstance(value, dict):
        return [leaf for key, item in value.items() for leaf in flatten(item, below(key))]
    if isinstance(value, (list, tuple)):
        keys = getattr(value, '_fields', range(len(value)))
        return [leaf for key, item in zip(keys, value) for leaf in flatten(item, below(key))]
    raise ExportError(f"an output of the model is a {type(value).__name__}, not a tensor; wrap the model so that it returns tensors")


def output_names(leaves):
    if len(leaves) == 1:
        return [leaves[0][0] or 'output']
    return [name if name and not name[0].isdigit() else f'output{name}' for name, _ in leaves]


class Flat(torch.nn.Module):
    """A module that returns a tuple of tensors."""

    def __init__(self, module, call):
        super().__init__()
        self.module = module
        self.call = call

    def forward(self, *inputs):
        return tuple(tensor for _, tensor in flatten(self.call(self.module, *inputs)))


class Whereabouts:
    """Which module is running: for messages."""

    def __init__(self, module):
        self.stack, self.handles = [], []
        for name, child in module.named_modules():
            self.handles.append(child.register_forward_pre_hook(lambda m, a, n=name: self.stack.append(f'{n} ({type(m).__name__})')))
            self.handles.append(child.register_forward_hook(lambda m, a, o: self.stack.pop() and None))

    def text(self):
        inner = [entry for entry in self.stack if not entry.startswith(' ')]
        return f' in {inner[-1]}' if inner else ''

    def remove(self):
        for handle in self.handles:
            handle.remove()


@contextlib.contextmanager
def explained(module, what):
    """Says in which module it was that an exception came."""
    where = Whereabouts(module)
    try:
        yield
    except ExportError:
        raise
    except Exception as error:
        lines = [line for line in str(error).splitlines() if line.strip()]
        # torch.export lists below which sizes it is about.
        told = lines[:1] + [line.strip() for line in lines[1:] if line.startswith('  - ')][:3]
        raise ExportError(f'{what} failed{where.text()}: {type(error).__name__}: {" ".join(told)}') from error
    finally:
        where.remove()


def prepare(module):
    """Evaluation, without gradients, and in the form that is for deployment where the module has one."""
    module.eval()
    module.requires_grad_(False)
    for child in list(module.modules()):
        switch = getattr(child, 'switch_to_deploy', None)
        if callable(switch):
            with explained(module, 'switch_to_deploy()'):
                switch()
    for child in module.modules():
        if child.training:
            raise ExportError(f'{type(child).__name__} stays in training mode after eval()')
    return module


def axes_of(examples, dynamic):
    """The name of each dimension of each input: '' where it is fixed."""
    known = set()
    named = []
    for example in examples:
        usual = USUAL_AXES.get(example.dim(), ('batch',) + (None,) * (example.dim() - 1))
        named.append([name if name in dynamic else '' for name in usual])
        known.update(name for name in usual if name)
    unknown = [name for name in dynamic if name not in known]
    if unknown:
        raise ExportError(f"--dynamic: there is no axis '{unknown[0]}'; there is {', '.join(sorted(known))}")
    return named


def export_pt2(flat, examples, axes, stride, path, extra):
    if not hasattr(torch, 'export') or not hasattr(torch.export, 'save'):
        raise ExportError(f'PyTorch {torch.__version__} has no torch.export.save; write TorchScript (a name that ends with .pt)')
    steps, shapes = {}, []
    for names in axes:
        shape = {}
        for dim, name in enumerate(names):
            if not name:
                continue
            if name == 'batch' or stride == 1:
                steps.setdefault(name, torch.export.Dim(name, min=1, max=1024))
                shape[dim] = steps[name]
            else:
                steps.setdefault(name, torch.export.Dim(f'{name}_steps', min=1, max=4096 // stride))
                shape[dim] = stride * steps[name]
        shapes.append(shape)
    program = torch.export.export(flat, tuple(examples), dynamic_shapes=(tuple(shapes),) if any(shapes) else None)
    torch.export.save(program, path, extra_files=extra)
    return torch.export.load(path).module()


def export_torchscript(flat, examples, path, extra):
    traced = torch.jit.trace(flat, tuple(examples), strict=False, check_trace=False)
    torch.jit.save(traced, path, _extra_files=extra)
    return torch.jit.load(path)


def compare(flat, program, examples, names):
    expected = flat(*[example.clone() for example in examples])
    actual = program(*[example.clone() for example in examples])
    actual = (actual,) if isinstance(actual, torch.Tensor) else tuple(actual)
    if len(actual) != len(expected):
        raise ExportError(f'the program has {len(actual)} outputs, the module {len(expected)}')
    worst = 0.0
    for name, a, b in zip(names, actual, expected):
        if a.shape != b.shape or a.dtype != b.dtype:
            raise ExportError(f"output '{name}' of the program is {a.dtype}{list(a.shape)}, the module's {b.dtype}{list(b.shape)}")
        if not torch.isfinite(b.double()).all():
            raise ExportError(f"output '{name}' of the module itself is not finite for the example, so nothing can be compared; give another --shape, or check the weights")
        scale = b.double().abs().max().item() if b.numel() else 0
        difference = (a.double() - b.double()).abs().max().item() if b.numel() else 0
        if difference > TOLERANCE * scale:
            raise ExportError(f"output '{name}' of the program differs from the module's by {difference:.3g} (largest value {scale:.3g}); the module does "
                              "not compute the same each time, or decides something by the values of its input")
        worst = max(worst, difference / scale if scale else 0)
    return worst


def export(module, example, path, dynamic=('batch',), stride=32, input_names=None, call=None, metadata=None, quiet=False):
    """Writes `module` as a program.

    example: a tensor, or a tuple of them, that the module takes; path: ends with .pt2 (torch.export) or .pt (TorchScript)
    dynamic: axes that stay dynamic, of 'batch', 'height', 'width' ('length' of inputs with three dimensions); stride: by which height and
    width may vary. call(module, *inputs) computes the outputs, where that is not module(*inputs). metadata: goes into slipway.json.
    Raises ExportError with one sentence.
    """
    examples = (example,) if isinstance(example, torch.Tensor) else tuple(example)
    kind = os.path.splitext(path)[1]
    if kind not in ('.pt2', '.pt'):
        raise ExportError(f"the name '{path}' must end with .pt2 (torch.export) or .pt (TorchScript)")
    prepare(module)
    flat = Flat(module, call or (lambda m, *inputs: m(*inputs))).eval()
    with torch.no_grad():
        with explained(module, 'running the model'):
            names = output_names(flatten(flat.call(module, *[tensor.clone() for tensor in examples])))
        if not names:
            raise ExportError('the model gives no tensor')
        axes = axes_of(examples, dynamic)
        if kind == '.pt2':
            # For torch.export a size of 1 is 1 for ever.
            examples = tuple(torch.cat([tensor, tensor]) if named and named[0] == 'batch' and tensor.shape[0] == 1 else tensor
                             for tensor, named in zip(examples, axes))
        input_names = list(input_names or (['input'] if len(examples) == 1 else [f'input{i}' for i in range(len(examples))]))
        short = {torch.float32: 'f32', torch.float64: 'f64', torch.int64: 'i64', torch.int32: 'i32', torch.bool: 'bool', torch.float16: 'f16'}
        declared = []
        for name, tensor, names_of_dims in zip(input_names, examples, axes):
            if tensor.dtype not in short:
                raise ExportError(f"input '{name}' is {tensor.dtype}, which is not supported")
            dims = [str(size) if not axis else f'{axis}={size}' + ('' if axis == 'batch' or stride == 1 else f':{stride}')
                    for size, axis in zip(tensor.shape, names_of_dims)]
            declared.append({'name': name, 'declared': f"{name}={short[tensor.dtype]}[{','.join(dims)}]"})
        information = {'format': FORMAT, 'inputs': declared, 'outputs': names,
                       'versions': {'python': platform.python_version(), 'torch': torch.__version__}}
        information.update(metadata or {})
        extra = {'slipway.json': json.dumps(information)}
        folder = os.path.dirname(os.path.abspath(path))
        os.makedirs(folder, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            written = os.path.join(scratch, os.path.basename(path))
            with explained(module, 'torch.export' if kind == '.pt2' else 'torch.jit.trace'):
                if kind == '.pt2':
                    program = export_pt2(flat, examples, axes, stride, written, extra)
                else:
                    program = export_torchscript(flat, examples, written, extra)
            with explained(module, 'running the program'):
                worst = compare(flat, program, examples, names)
            os.replace(written, path)
    if not quiet:
        print(f"{path}: {', '.join(entry['declared'] for entry in declared)} -> {', '.join(names)}")
        print(f'checked: the program differs from the module by {worst:.1e} of the largest value')
    return information


def import_all(names):
    for name in names:
        try:
            importlib.import_module(name)
        except ImportError as error:
            raise ExportError(f'--plugin-import {name}: {error}') from error


def build(config_file, checkpoint, plugins):
    """The model of a config by mmengine's registries, with its weights."""
    try:
        from mmengine.config import Config
        from mmengine.registry import MODELS, init_default_scope
        from mmengine.runner import load_checkpoint
    except ImportError as error:
        raise ExportError(f'a config needs mmengine: {error}; for another module, call slipway_export.export() from Python') from error
    sys.path.insert(0, os.getcwd())
    import_all(plugins)
    config = Config.fromfile(config_file)  # which imports what custom_imports names
    scope = config.get('default_scope', 'mmengine')
    init_default_scope(scope)
    with contextlib.suppress(ImportError, AttributeError):
        importlib.import_module(f'{scope}.utils').register_all_modules(init_default_scope=False)
    for key in ('backbone', 'neck'):
        part = config.model.get(key)
        if isinstance(part, dict) and 'init_cfg' in part:
            part['init_cfg'] = None  # the checkpoint has all weights; nothing is downloaded
    model = MODELS.build(config.model)
    if checkpoint:
        try:
            load_checkpoint(model, checkpoint, map_location='cpu')
        except pickle.UnpicklingError as error:
            # mmengine 0.10 asks for more than weights, which PyTorch 2.6 and newer refuse unless they are told otherwise.
            hint = 'set TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD=1 if you trust it' if 'weights_only' in str(error) else 'it is damaged'
            raise ExportError(f'PyTorch {torch.__version__} does not load {checkpoint} as mmengine asks for it; {hint}') from error
    return model, config


def named_for_head(model, outputs):
    """The outputs by the names of what decodes them: the arguments of the head's predict_by_feat(), which gets them in their order."""
    head = getattr(model, 'bbox_head', None) or getattr(model, 'head', None)
    decode = getattr(head, 'predict_by_feat', None)
    if decode is None or not isinstance(outputs, (list, tuple)):
        return outputs
    names = list(inspect.signature(decode).parameters)
    return dict(zip(names, outputs)) if len(names) >= len(outputs) else outputs


def samples_of(model, shape):
    """What a detection transformer asks for beside its input: that no part of any image is padding. None for other models, which ask for nothing."""
    if not hasattr(model, 'forward_transformer'):
        return None
    size = tuple(shape[-2:])
    return [types.SimpleNamespace(batch_input_shape=size, img_shape=size)] * shape[0]


def dataset_meta(checkpoint):
    """What a checkpoint of mmengine remembers of its dataset: names and colours of the classes."""
    if not checkpoint:
        return {}
    options = {'map_location': 'cpu'}
    if 'weights_only' in inspect.signature(torch.load).parameters:
        options['weights_only'] = False  # load_checkpoint() has read this file before
    content = torch.load(checkpoint, **options)
    meta = content.get('meta') if isinstance(content, dict) else None
    found = meta.get('dataset_meta') if isinstance(meta, dict) else None
    kept = {key.lower(): found[key] for key in ('classes', 'palette', 'CLASSES', 'PALETTE') if found.get(key)} if isinstance(found, dict) else {}
    try:
        return {'dataset_meta': json.loads(json.dumps(kept))} if kept else {}
    except TypeError:  # arrays, or the like
        return {}


def guess_shape(config):
    """The size that a config says its network takes; nothing where it does not."""
    codec = config.get('codec')
    if isinstance(codec, (list, tuple)):
        codec = codec[-1]
    size = codec.get('input_size') if isinstance(codec, dict) else None
    return [1, 3, size[1], size[0]] if size else None


def main(arguments=None):
    parser = argparse.ArgumentParser(description='Exports the raw network of a model as a program that Slipway reads.')
    parser.add_argument('model_cfg')
    parser.add_argument('checkpoint', help="the weights; 'none' for those that the model is built with")
    parser.add_argument('-o', '--out', required=True, help='.pt2 (torch.export) or .pt (TorchScript)')
    parser.add_argument('--format', choices=('pt2', 'torchscript'), help='by default what the name of --out says')
    parser.add_argument('--shape', help='of the example: 1,3,640,640')
    parser.add_argument('--dynamic', default='batch', help="axes that stay dynamic: batch,height,width; 'none' for none")
    parser.add_argument('--stride', type=int, default=32, help='by which height and width may vary')
    parser.add_argument('--plugin-import', action='append', default=[], metavar='MODULE', help='Python modules that register your own types')
    options = parser.parse_args(arguments)
    wanted = {'pt2': '.pt2', 'torchscript': '.pt', None: os.path.splitext(options.out)[1]}[options.format]
    if os.path.splitext(options.out)[1] != wanted:
        raise ExportError(f'--format {options.format} is written to a name that ends with {wanted}')
    model, config = build(options.model_cfg, None if options.checkpoint == 'none' else options.checkpoint, options.plugin_import)
    shape = [int(part) for part in options.shape.split(',')] if options.shape else guess_shape(config)
    if shape is None:
        raise ExportError('nothing says how large the input is; give --shape 1,3,HEIGHT,WIDTH')
    dynamic = () if options.dynamic == 'none' else tuple(options.dynamic.split(','))
    versions = {'python': platform.python_version(), 'torch': torch.__version__}
    for name in ('mmengine', 'mmcv', 'mmdet', 'mmpose', 'mmpretrain', 'mmseg', 'mmyolo'):
        if name in sys.modules:
            versions[name] = getattr(sys.modules[name], '__version__', '')
    metadata = {'versions': versions, 'model': str(config.model.get('type')), 'config': config.pretty_text if hasattr(config, 'pretty_text') else ''}
    metadata.update(dataset_meta(None if options.checkpoint == 'none' else options.checkpoint))
    torch.manual_seed(0)
    samples = samples_of(model, shape)
    export(model, torch.randn(shape), options.out, dynamic=dynamic, stride=options.stride, metadata=metadata,
           call=lambda module, inputs: named_for_head(module, module(inputs, data_samples=samples, mode='tensor')))


if __name__ == '__main__':
    try:
        main()
    except ExportError as problem:
        print(f'slipway_export: error: {problem}', file=sys.stderr)
        sys.exit(2)
