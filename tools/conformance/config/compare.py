# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Compares Slipway's reading of configs with mmengine's.

Usage: compare.py DUMP [--package NAME ...] [--files FILE ...] [--pretty ordered|sorted] [--limit 0.998] [--seconds]
DUMP is the program slipway_config_dump. The last line says how many files are equal; the exit code is 1 where fewer are than the limit.
"""
import argparse
import contextlib
import importlib.util
import io
import json
import os
import subprocess
import sys
import time
import types
import warnings
from pathlib import Path

PACKAGES = ['mmpose', 'mmdet', 'mmpretrain']


def package_folder(name):
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def typed(value):
    """The encoding of slipway_config_dump. Classes and functions, which text-style configs can import, stand for their dotted names."""
    if value is None or value is True or value is False:
        return value
    if isinstance(value, int):
        # Others than the numbers that our JSON library holds stand as their digits.
        return int(value) if -2**63 <= value < 2**64 else {'i': repr(int(value))}
    if isinstance(value, str):
        return str(value)
    if isinstance(value, float):
        return {'f': repr(float(value))}
    if isinstance(value, bytes):
        return {'b': repr(value)}
    if isinstance(value, dict):
        return {'d': [[typed(k), typed(v)] for k, v in value.items()]}
    if isinstance(value, tuple):
        return {'t': [typed(v) for v in value]}
    if isinstance(value, (list, range)):
        return {'l': [typed(v) for v in value]}
    if isinstance(value, (set, frozenset)):
        return {'s': sorted((typed(v) for v in value), key=json.dumps)}
    if isinstance(value, type):
        return f'{value.__module__}.{value.__qualname__}'
    return {'other': repr(value)}


def sort_sets(value):
    """Sets have no order of their own."""
    if isinstance(value, dict):
        return {k: sorted(map(sort_sets, v), key=json.dumps) if k == 's' else sort_sets(v) for k, v in value.items()}
    return [sort_sets(v) for v in value] if isinstance(value, list) else value


def first_difference(theirs, ours, path=''):
    if type(theirs) is not type(ours):
        return f'{path or "all"}: mmengine {json.dumps(theirs)[:120]}, Slipway {json.dumps(ours)[:120]}'
    if isinstance(theirs, dict):
        if list(theirs) != list(ours):
            return f'{path}: mmengine {json.dumps(theirs)[:120]}, Slipway {json.dumps(ours)[:120]}'
        (kind, mine), (_, other) = next(iter(theirs.items()), (None, None)), next(iter(ours.items()), (None, None))
        if kind == 'd':
            keys, other_keys = [k for k, _ in mine], [k for k, _ in other]
            if keys != other_keys:
                missing = [k for k in keys if k not in other_keys]
                extra = [k for k in other_keys if k not in keys]
                return f'{path}: ' + (f'keys only of mmengine {missing}, only of Slipway {extra}' if missing or extra else
                                      f'order of keys: mmengine {keys}, Slipway {other_keys}')
            for (key, a), (_, b) in zip(mine, other):
                if found := first_difference(a, b, f'{path}.{key}'.lstrip('.')):
                    return found
            return None
        if isinstance(mine, list):
            if len(mine) != len(other):
                return f'{path}: {len(mine)} items, Slipway {len(other)}'
            for i, (a, b) in enumerate(zip(mine, other)):
                if found := first_difference(a, b, f'{path}.{i}'):
                    return found
            return None
        theirs, ours = mine, other
    return None if theirs == ours else f'{path}: mmengine {theirs!r}, Slipway {ours!r}'


def ordered_text(values):
    """pretty_text by the rules of mmengine until 0.7: keys in their order, only lists of dicts taken apart, all else by repr."""
    from yapf.yapflib.yapf_api import FormatCode

    def call(entries):
        if all(str(k).isidentifier() for k in entries):
            return 'dict(' + ', '.join(f'{k}={one(v)}' for k, v in entries.items()) + ')'
        return 'dict({' + ', '.join(f'{k!r}: {one(v)}' for k, v in entries.items()) + '})'

    def one(value):
        if isinstance(value, dict):
            return call(value)
        if isinstance(value, list) and all(isinstance(v, dict) for v in value):
            return '[' + ', '.join(map(call, value)) + ']'
        return repr(value)

    text = '\n'.join(f'{k} = {one(v)}' for k, v in values.items())
    style = {'based_on_style': 'pep8', 'blank_line_before_nested_class_or_def': True, 'split_before_expression_after_opening_paren': True}
    return FormatCode(text, style_config=style)[0]


def read_with_mmengine(files, pretty):
    import mmengine.config.utils
    from mmengine.config import Config
    # In a virtual environment mmengine takes the standard library for third-party code, and `import copy` for the pure-Python style.
    mmengine.config.utils.PYTHON_ROOT_DIR = sys.base_prefix
    results = []
    seconds = 0.0
    for file in files:
        text = io.StringIO()
        start = time.process_time()
        try:
            with contextlib.redirect_stdout(text), contextlib.redirect_stderr(text), warnings.catch_warnings():
                warnings.simplefilter('ignore')
                # custom_imports name the package's own modules; importing them needs all of PyTorch and changes no value.
                config = Config.fromfile(file, import_custom_modules=False)
            seconds += time.process_time() - start
            # What a text-style config imports stays in mmengine's dict, but cannot be written down.
            values = {k: v for k, v in config.to_dict().items()
                      if not isinstance(v, (types.ModuleType, types.FunctionType, types.BuiltinFunctionType, type))}
            if pretty:
                results.append({'text': config.pretty_text if pretty == 'sorted' else ordered_text(values)})
            else:
                results.append({'value': typed(values)})
        except BaseException as e:  # SyntaxError, SystemExit of scripts, ...
            seconds += time.process_time() - start
            results.append({'error': f'{type(e).__name__}: {e}'})
    return results, seconds


def read_with_slipway(dump, files, roots, pretty):
    command = [dump] + ([{'ordered': '--pretty', 'sorted': '--pretty-sorted'}[pretty]] if pretty else []) + roots
    done = subprocess.run(command, input='\n'.join(files) + '\n', capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def print_times(dump, files, roots, seconds):
    """How many times faster Slipway is, in processor time, which other processes disturb least. Neither side caches what it has read."""
    listing = '\n'.join(files) + '\n'
    own = float(subprocess.run([dump, '--time', '5', *roots], input=listing, capture_output=True, text=True, check=True).stdout)
    print(f'{len(files)} configs, processor time: mmengine {seconds / len(files) * 1e3:.3f} ms a config, Slipway {own / len(files) * 1e3:.3f} ms, '
          f'{seconds / own:.0f} times faster')
    return seconds / own


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('dump')
    parser.add_argument('--package', nargs='+', default=PACKAGES)
    parser.add_argument('--files', nargs='+')
    parser.add_argument('--pretty', choices=['ordered', 'sorted'],
                        help='compare pretty_text instead of values: "sorted" is what the installed mmengine writes (0.8 and later), '
                        '"ordered" what it wrote before, by its rules then and the installed yapf')
    parser.add_argument('--limit', type=float, default=0.998)
    parser.add_argument('--seconds', action='store_true', help='also time both')
    parser.add_argument('--time-only', action='store_true', help='time both, compare nothing')
    parser.add_argument('--at-least', type=float, default=0, help='with --time-only: exit code 1 where Slipway is not so many times faster')
    args = parser.parse_args()
    folders = {name: package_folder(name) for name in args.package}
    missing = [name for name, folder in folders.items() if folder is None]
    if missing:
        sys.exit(f'conformance config: not installed: {", ".join(missing)}')
    files = args.files or sorted(str(f) for folder in folders.values() for ext in ('py', 'json', 'yaml')
                                 for f in (folder / '.mim' / 'configs').rglob(f'*.{ext}'))
    roots = [f'{name}={folder}' for name, folder in folders.items()]
    theirs, seconds = read_with_mmengine(files, args.pretty)
    if args.seconds or args.time_only:
        faster = print_times(args.dump, files, roots, seconds)
        if args.time_only:
            return 1 if faster < args.at_least else 0
    ours = read_with_slipway(args.dump, files, roots, args.pretty)
    equal = different = both_fail = only_ours = not_read_back = 0
    for file, a, b in zip(files, theirs, ours, strict=True):
        if 'error' in a and 'error' in b:
            both_fail += 1
            print(f'both fail: {file}\n  mmengine: {a["error"].splitlines()[0][:200]}\n  Slipway: {b["error"].splitlines()[0]}')
        elif 'error' in a:
            only_ours += 1
            print(f'only Slipway reads: {file}\n  mmengine: {a["error"].splitlines()[0][:200]}')
            if args.pretty and not b['same']:
                not_read_back += 1
                print('  its pretty_text does not read back equal')
        elif 'error' in b:
            different += 1
            print(f'only mmengine reads: {file}\n  {b["error"]}')
        elif args.pretty:
            if not b['same']:
                not_read_back += 1
                print(f'does not read back equal: {file}')
            if a['text'].rstrip('\n') == b['text']:
                equal += 1
            else:
                different += 1
                x, y = a['text'].split('\n'), b['text'].split('\n')
                at = next((i for i, (p, q) in enumerate(zip(x, y)) if p != q), min(len(x), len(y)))
                print(f'different: {file}, line {at + 1}\n' + ''.join(f'  mmengine: {line}\n' for line in x[at:at + 4]) +
                      ''.join(f'  Slipway:  {line}\n' for line in y[at:at + 4]), end='')
        elif found := first_difference(sort_sets(a['value']), sort_sets(b['value'])):
            different += 1
            print(f'different: {file}\n  {found}')
        else:
            equal += 1
    share = equal / max(equal + different, 1)
    what = 'texts' if args.pretty else 'configs'
    print(f'conformance config: {len(files)} {what}: {equal} equal, {different} different, {both_fail} both fail, {only_ours} only Slipway reads'
          + (f', {not_read_back} do not read back equal' if args.pretty else '') + f' ({share:.2%} equal)')
    return 1 if share < args.limit or not_read_back or not files else 0


if __name__ == '__main__':
    os.environ.setdefault('PYTHONHASHSEED', '0')
    sys.exit(main())
