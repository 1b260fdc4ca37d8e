#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Checks the rules of the house that a compiler does not: which folder may include which, the licence lines, the length of files.

Usage: check.py [ROOT]; prints every violation as file:line: message, exit code 1 where there is one. `check.py --self-test`
shows that the rules can fail.
"""
import os
import re
import sys
import tempfile

sys.dont_write_bytecode = True
from unique_names import check_unique  # noqa: E402  pylint: disable=wrong-import-position

SPDX = ['SPDX-FileCopyrightText: 2026 The Slipway Authors', 'SPDX-License-Identifier: Apache-2.0']
MAX_LINES = {'source': 400, 'test': 600}

# Folder of src/ -> the folders of src/ that its files may include, besides their own and include/slipway.
MAY_INCLUDE = {
    'base': set(),
    'config': {'base'},
    'checkpoint': {'base'},
    'graph': {'base'},
    'backend': {'base'},
    'task': {'base'},
    'image': {'base'},
    'runtime': {'base', 'backend', 'task'},
    'sdk': {'base', 'backend', 'runtime'},
    'draw': {'base'},
    'lower': {'base', 'graph'},
    'operator': {'base', 'graph', 'lower'},
    'package': {'base', 'config', 'backend', 'task'},
    'plugin': {'base', 'config'},
    'scaffold': {'base', 'config'},
    # The mechanism only; it knows no model.
    'rewrite': {'base', 'config', 'capture'},
    'model': {'base', 'config', 'checkpoint', 'capture', 'rewrite', 'operator', 'package', 'task'},
    'codebase': {'base', 'config', 'checkpoint', 'capture', 'rewrite', 'operator', 'package', 'task', 'model'},
    'capture': {'base', 'graph'},
    'program': {'base', 'checkpoint', 'graph', 'capture'},
    'verify': {'base', 'config', 'graph', 'model', 'capture', 'rewrite', 'runtime', 'backend', 'package', 'task'},
    'mpi': set(),
    'evaluate': {'base', 'config', 'runtime', 'package', 'task', 'image', 'plugin'},
    'convert': {'base', 'config', 'checkpoint', 'graph', 'backend', 'task', 'image', 'runtime', 'draw', 'lower', 'package', 'rewrite',
                'operator', 'model', 'capture', 'program', 'verify', 'evaluate', 'plugin'},
    'run': {'base', 'image', 'draw', 'runtime'},
    'profile': {'base', 'runtime', 'backend', 'draw', 'image', 'task'},
    'cli': None,  # everything
}
# What a part of a folder may include besides. LibTorch's own compiler writes TorchScript, from tensors as capture/ makes them.
MAY_INCLUDE_TOO = {'lower/torchscript': {'capture'}, 'evaluate/command': {'draw', 'mpi'}}
# What a codebase may include of others: those that the original is built on.
BUILT_ON = {'mmyolo': {'mmdet'}, 'mmpose_yolox_pose': {'mmyolo'}}
# Only these may include LibTorch.
LIBTORCH = {'operator', 'model', 'codebase', 'capture', 'program', 'rewrite', 'verify', 'convert', 'lower/torchscript', 'backend/torchscript'}
LIBTORCH_HEADER = re.compile(r'^(torch|ATen|c10|caffe2)/')
# Headers of one runtime or file format stay in the folder that adapts it.
OWNERS = {
    re.compile(r'^onnxruntime'): {'backend/onnxruntime'},
    re.compile(r'^openvino/'): {'backend/openvino'},
    re.compile(r'^ncnn/'): {'backend/ncnn'},
    re.compile(r'^(onnx/|google/protobuf)'): {'lower/onnx'},
    re.compile(r'^opencv2/'): {'image', 'runtime', 'sdk', 'draw', 'verify', 'profile', 'run', 'convert', 'evaluate'},
    re.compile(r'^(jpeglib|png|tiffio|webp/\w+)\.h$'): {'image'},
    re.compile(r'^CLI/'): {'cli'},
}
# Names of backends, as a model file must not write them, and of model types, as a backend must not.
BACKEND_NAME = re.compile(r'\b(onnxruntime|openvino|tensorrt|ncnn|torchscript|rknn|snpe|pplnn|coreml|ascend)\b', re.I)
MODEL_NAME = re.compile(r'\b(yolox\w*|rtmpose\w*|resnet\w*|csp_?darknet\w*|mmpose|mmdet|mmpretrain|mmyolo|mmcls)\b', re.I)
# The one place that knows OpenMMLab's libraries: others look types up there, and hold no lists of them.
KNOWS_LIBRARIES = 'config/scope.cc'
LIBRARY = r'"mm(?:action|agic|cls|cv|deploy|det|det3d|edit|engine|fewshot|flow|gen|human3d|ocr|pose|pretrain|razor|rotate|seg|selfsup|track|yolo)"'
COMPARES_LIBRARY = re.compile(rf'[=!]=\s*{LIBRARY}|{LIBRARY}\s*[=!]=')
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')


def is_test(path):
    return re.search(r'(_test|_fuzz)\.(cc|h)$', path) is not None or '/testing/' in path


def without_comments(line):
    return re.sub(r'//.*', '', line)


def check_includes(path, lines, problems):
    """`path` is relative to src/."""
    folder = path.split('/')[0]
    if folder not in MAY_INCLUDE:
        problems.append((f'src/{path}', 1, f'src/{folder} has no entry in the layer table of test/layers/check.py'))
        return
    allowed = MAY_INCLUDE[folder]
    part = '/'.join(path.split('/')[:2])
    if allowed is not None:
        allowed = allowed | MAY_INCLUDE_TOO.get(part, set())
    tests = is_test(path)
    for number, line in enumerate(lines, 1):
        found = INCLUDE.match(line)
        if not found:
            continue
        header = found.group(1)
        top = header.split('/')[0]
        if top in MAY_INCLUDE and '/' in header:
            # A test may look at its own folder's neighbours to compare with them.
            if allowed is not None and top != folder and top not in allowed and not tests:
                problems.append((f'src/{path}', number, f'{folder}/ must not include {top}/ ({header})'))
        if folder == 'codebase' and header.startswith('codebase/') and '/' in part:
            own, other = part.split('/')[1], header.split('/')[1]
            if other != own and '.' not in other and other not in BUILT_ON.get(own, set()) and not tests:
                problems.append((f'src/{path}', number, f'codebase {own} is not built on {other} ({header})'))
        if LIBTORCH_HEADER.match(header) and not {folder, part} & LIBTORCH and not tests:
            problems.append((f'src/{path}', number, f'{folder}/ must not include LibTorch ({header})'))
        for pattern, owners in OWNERS.items():
            if pattern.match(header) and not tests and not any(path.startswith(o + '/') for o in owners):
                problems.append((f'src/{path}', number, f'only {", ".join(sorted(owners))} may include {header}'))


def check_names(path, lines, problems):
    """Models name no backend, backends name no model; comments may."""
    folder = path.split('/')[0]
    rule = {'model': (BACKEND_NAME, 'a model file must name no backend'),
            'codebase': (BACKEND_NAME, 'a model file must name no backend'),
            'backend': (MODEL_NAME, 'a backend must name no model')}.get(folder)
    # A rewriter is for a backend.
    if rule is None or is_test(path) or not path.endswith(('.cc', '.h')) or path.endswith('_rewriter.cc'):
        return
    for number, line in enumerate(lines, 1):
        found = rule[0].search(without_comments(line))
        if found:
            problems.append((f'src/{path}', number, f'{rule[1]} ({found.group(0)})'))


def task_names(root):
    """Names of all tasks, which are whatever files src/task/ has."""
    folder = os.path.join(root, 'src', 'task')
    names = set()
    for file in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
        if file.endswith('.cc'):
            with open(os.path.join(folder, file), encoding='utf-8') as f:
                names.update(re.findall(r'\.name = "(\w+)"', f.read()))
    return names


# Who may say what a task is called: the task itself, what it is packaged as, and heads, which say what they are for.
NAMES_TASKS = ('task/', 'package/postprocess/', 'model/head/', 'codebase/')
# Who may ask which kind a result is: what there is one file for each kind of, and metrics, which judge one kind.
ASKS_KIND = ('verify/result/', 'draw/result/', 'runtime/result/', 'evaluate/metric/')


def check_tasks(path, lines, names, problems):
    """Nobody compares names of tasks or kinds of results."""
    if is_test(path):
        return
    for number, line in enumerate(lines, 1):
        for name in re.findall(r'"(\w+)"', without_comments(line)):
            if name in names and not path.startswith(NAMES_TASKS):
                problems.append((f'src/{path}', number, f'only a task itself may name {name}; read its roles and kind (task/task.h)'))
        if re.search(r'get_if<(Instances|Classes|LabelMap)>', line) and not path.startswith(ASKS_KIND):
            problems.append((f'src/{path}', number, 'kinds of results are told apart by std::visit, or by the files for each kind'))


def check_libraries(path, lines, problems):
    """A statement that names two libraries, or compares with one, resolves scopes on its own. Keys ("mmdet.Resize") are no such names."""
    if is_test(path) or path == KNOWS_LIBRARIES or path.startswith(('config/load/', 'config/eval/')):
        return  # Reading a config, mmengine's own imports are told from others.
    number, start, statement = 0, 1, ''
    for number, line in enumerate(lines, 1):
        if line.startswith('#'):
            continue
        if not statement.strip():
            start, statement = number, ''
        *ended, rest = (statement + without_comments(line) + '\n').split(';')
        for text in ended + ([rest] if number == len(lines) else []):
            if len(set(re.findall(LIBRARY, text))) > 1 or COMPARES_LIBRARY.search(text):
                problems.append((f'src/{path}', start, f'only {KNOWS_LIBRARIES} knows which libraries there are and what they are to each other'))
        statement = rest


def walk(root, *folders):
    for folder in folders:
        for base, dirs, names in os.walk(os.path.join(root, folder)):
            dirs[:] = sorted(d for d in dirs if not d.startswith(('.', '__')))
            for name in sorted(names):
                yield os.path.relpath(os.path.join(base, name), root)


def check(root):
    problems, warnings = [], []
    tasks = task_names(root)
    for path in walk(root, 'src', 'include', 'test', 'bench', 'tools', 'cmake', 'configs', 'bindings', 'examples', 'demo'):
        full = os.path.join(root, path)
        name = os.path.basename(path)
        source = name.endswith(('.cc', '.h', '.hpp', '.c', '.java', '.cs', '.cmake')) or name == 'CMakeLists.txt' or (
            name.endswith('.py') and not path.startswith(('demo/', 'test/data/', 'test/config/')))
        script = path.startswith('tools/') and os.access(full, os.X_OK)
        # A corpus of configs is input data, not source, and a user's own model is his.
        if not (source or script) or '/corpus/' in path or '/testdata/' in path or path.startswith(('test/data/', 'examples/custom-model/')):
            continue
        with open(full, encoding='utf-8') as f:
            lines = f.read().splitlines()
        head = lines[1:3] if lines and lines[0].startswith('#!') else lines[:2]
        if [re.sub(r'^(//|#|/\*| \*)\s*|\s*\*/$', '', line) for line in head] != SPDX:
            problems.append((path, 1, 'the file does not begin with the two SPDX lines of src/base/error.h'))
        if path.endswith(('.cc', '.h')):
            limit = MAX_LINES['test' if is_test(path) or path.startswith('test/') else 'source']
            if len(lines) > limit:
                warnings.append((path, len(lines), f'{len(lines)} lines; about {limit} are as many as one reads at a sitting'))
            if path.startswith('src/'):
                check_includes(path[4:], lines, problems)
                check_names(path[4:], lines, problems)
                check_tasks(path[4:], lines, tasks, problems)
                check_libraries(path[4:], lines, problems)
            # Headers for authors of plugins name what of src/ is theirs to use.
            if path.startswith('include/') and not path.startswith('include/slipway/extend/'):
                for number, line in enumerate(lines, 1):
                    found = INCLUDE.match(line)
                    if found and not re.match(r'^(slipway/[a-z_]+\.h|[a-z_]+|std(int|def)\.h)$', found.group(1)):
                        problems.append((path, number, f'a public header includes public headers only ({found.group(1)})'))
    check_unique(root, problems)
    return problems, warnings


def self_test():
    """Each rule is broken once in a scratch tree, and must be reported there."""
    head = '// ' + SPDX[0] + '\n// ' + SPDX[1] + '\n'
    broken = {
        'src/runtime/a.cc': (head + '#include <torch/nn.h>\n', 'must not include LibTorch'),
        'src/runtime/b.cc': (head + '#include "model/model.h"\n', 'runtime/ must not include model/'),
        'src/backend/c.cc': (head + '#include "lower/onnx/lower.h"\n', 'backend/ must not include lower/'),
        'src/backend/onnxruntime/j.cc': (head + '#include <ATen/ATen.h>\n', 'must not include LibTorch'),
        'src/lower/onnx/k.cc': (head + '#include "capture/interpreter.h"\n', 'lower/ must not include capture/'),
        'src/backend/d.cc': (head + 'const char* k = "YOLOXPoseHead";\n', 'a backend must name no model'),
        'src/model/e.cc': (head + 'const char* k = "onnxruntime";\n', 'a model file must name no backend'),
        'src/model/f.cc': (head + '#include <onnxruntime_cxx_api.h>\n', 'may include onnxruntime_cxx_api.h'),
        'src/codebase/mmdet/l.cc': (head + '#include "codebase/mmpose/x.h"\n', 'mmdet is not built on mmpose'),
        'src/codebase/mmdet/m.cc': (head + 'const char* k = "ncnn";\n', 'a model file must name no backend'),
        'src/convert/n.cc': (head + 'if (std::get_if<Instances>(&r)) {}\n', 'told apart by std::visit'),
        'src/base/g.cc': ('int x;\n', 'SPDX'),
        'src/novel/h.cc': (head, 'no entry in the layer table'),
        'src/package/l.cc': (head + 'const std::map<std::string, std::string> kParents{\n    {"mmyolo",  // its\n     "mmdet"}};\n',
                             'only config/scope.cc knows'),
        'src/evaluate/m.cc': (head + 'int a;\nbool old(const std::string& name) { return name == "mmcls"; }\n', 'only config/scope.cc knows'),
        'src/lower/z.cc': (head + 'namespace {\nint size(int a) { return a; }\n}  // namespace\n',
                           "src/lower/a.cc has a 'size' of its own"),
        'include/slipway/i.h': (head + '#include "base/error.h"\n', 'a public header includes public headers only'),
    }
    failures = 0
    for path, (text, message) in broken.items():
        with tempfile.TemporaryDirectory() as root:
            os.makedirs(os.path.join(root, os.path.dirname(path)))
            with open(os.path.join(root, path), 'w', encoding='utf-8') as f:
                f.write(text)
            if path == 'src/lower/z.cc':
                with open(os.path.join(root, 'src/lower/a.cc'), 'w', encoding='utf-8') as f:
                    f.write(head + 'namespace {\nconst std::string size{"a"};\n}  // namespace\n')
            problems, _ = check(root)
            if len(problems) != 1 or message not in problems[0][2]:
                print(f'self-test: {path}: expected "{message}", got {problems}')
                failures += 1
    # What the rules allow passes.
    with tempfile.TemporaryDirectory() as root:
        for folder in ('src/capture', 'src/lower/torchscript'):
            os.makedirs(os.path.join(root, folder))
            with open(os.path.join(root, folder, 'a.cc'), 'w', encoding='utf-8') as f:
                f.write(head + '#include <ATen/ATen.h>\n#include "graph/graph.h"\n#include "slipway/tensor.h"\n'
                        '#include "capture/scope.h"\n// for onnxruntime\n'
                        'const Register kA({"mmdet.Pad", "mmcv.Pad"}, pad);\nconst Entry kB{"mmcls", make}, kC;\nconst Entry kD{"mmpose", make};\n')
        problems, _ = check(root)
        if problems:
            print(f'self-test: a file that keeps the rules is reported: {problems}')
            failures += 1
    print(f'self-test: {len(broken) + 1 - failures} passed, {failures} failed')
    return failures


def main():
    if sys.argv[1:] == ['--self-test']:
        sys.exit(1 if self_test() else 0)
    root = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(__file__), '..', '..')
    problems, warnings = check(root)
    for path, number, message in warnings:
        print(f'{path}:{number}: warning: {message}')
    for path, number, message in problems:
        print(f'{path}:{number}: error: {message}')
    print(f'{len(problems)} errors, {len(warnings)} warnings')
    sys.exit(1 if problems else 0)


if __name__ == '__main__':
    main()
