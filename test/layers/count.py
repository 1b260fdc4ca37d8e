#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Counts the files that one example of each kind of extension consists of, and those that mention it besides: docs/extending.md says how many.

Usage: count.py [ROOT]; prints every difference, exit code 1 where there is one.
"""
import fnmatch
import os
import re
import sys

# Example, as its own files write it; patterns of the files that it consists of, their number; patterns of files that may mention it.
EXAMPLES = {
    'a model type': (r'CSPNeXtPAFPN', ['codebase/mmdet/necks/cspnext_pafpn.cc', 'codebase/mmpose/necks/cspnext_pafpn.cc',
                                            'codebase/mmyolo/necks/cspnext_pafpn.cc'], 3, []),
    'a task': (r'"ObjectDetection', ['task/*.cc', 'package/postprocess/*.cc'], 2, ['model/head/*']),
    'a component of a task': (r'"ResizeBBox"', ['package/postprocess/resize_bbox.cc', 'runtime/decode/resize_bbox.cc'], 2, ['sdk/differences.cc']),
    'a rewriter': (r'deploy_detections\(const', ['model/head/det_head.h', 'model/head/det_rewriter.cc'], 2, []),
    'an operator of our own': (r'nms_mask\b', ['operator/nms_mask/*'], 4, ['model/head/selection.cc', 'lower/torchscript/source.cc', 'lower/torchscript/operator.h', 'operator/*']),
    'a transform': (r'"BottomupResize"', ['runtime/transform/bottomup_resize.cc', 'package/transform/bottomup_resize.cc'], 2, ['package/image_size.cc']),
    'a metric': (r'"mmdet\.VOCMetric"', ['evaluate/metric/*.cc'], 1, []),
    'a backend': (r'(?i)\bncnn\b', ['backend/ncnn/*'], None, ['model/layer/focus_rewriter.cc', 'backend/backend.cc', 'backend/model_file.cc', 'profile/target.cc', 'package/deploy_keys.cc', 'cli/convert_command.cc',
                                                          'lower/onnx/op/group_norm.cc']),
}


def sources(root):
    for base, dirs, names in os.walk(os.path.join(root, 'src')):
        dirs.sort()
        for name in sorted(names):
            path = os.path.relpath(os.path.join(base, name), os.path.join(root, 'src'))
            if name.endswith(('.cc', '.h')) and not re.search(r'_(test|fuzz)\.cc$', name) and '/testing/' not in path and not name.startswith('test_'):
                yield path


def code_of(text):
    return re.sub(r'//.*', '', text)


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(__file__), '..', '..')
    texts = {}
    for path in sources(root):
        with open(os.path.join(root, 'src', path), encoding='utf-8') as f:
            texts[path] = code_of(f.read())
    problems = []
    for what, (name, own, count, others) in EXAMPLES.items():
        found = [path for path, text in texts.items() if re.search(name, text)]
        mine = [path for path in found if any(fnmatch.fnmatch(path, pattern) for pattern in own)]
        rest = [path for path in found if path not in mine and not any(fnmatch.fnmatch(path, pattern) for pattern in others)]
        if not mine:
            problems.append(f'{what}: no file holds {name}')
        if count is not None and len(mine) != count:
            problems.append(f'{what}: {len(mine)} files instead of {count}: {", ".join(mine)}')
        if rest:
            problems.append(f'{what}: mentioned elsewhere, too: {", ".join(rest)}')
        print(f'{what}: {len(mine)} files of its own, {len(found) - len(mine)} that use it')
    for problem in problems:
        print('error: ' + problem)
    sys.exit(1 if problems else 0)


if __name__ == '__main__':
    main()
