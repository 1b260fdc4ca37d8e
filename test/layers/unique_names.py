# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Names at namespace scope of the files that are compiled together.

Several files of a target make one translation unit (SLIPWAY_UNITY), and which ones moves when a file is added. So what a file keeps to
itself, in a namespace without a name, needs a name that no other file of the same target has.
"""
import os
import re
from collections import defaultdict

# Folders of src/ whose subfolders are targets of their own.
DIVIDED = {'backend', 'evaluate'}
NOT_COMPILED_ALONG = re.compile(r'_(fuzz|main)\.cc$')
MACROS = {'TEST', 'TEST_F', 'TEST_P', 'INSTANTIATE_TEST_SUITE_P', 'TYPED_TEST', 'BENCHMARK', 'GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST'}
TYPE = re.compile(r'^(?:class|struct|enum class|enum|union) (?:\[\[\w+\]\] )?(\w+)')
OTHER = re.compile(r'^[^=({]*?(?<!::)\b(\w+)\s*[(={\[;]')


def names_of(lines):
    """(line number, name) of what is defined in a namespace without a name, at the first column as clang-format leaves it."""
    inside, raw = False, None
    for number, line in enumerate(lines, 1):
        if raw is not None:
            if raw in line:
                raw = None
            continue
        start = re.search(r'R"(\w*)\(', line)
        if start and f'){start.group(1)}"' not in line[start.end():]:
            raw = f'){start.group(1)}"'
        if line.startswith('namespace {'):
            inside = True
        elif line == '}  // namespace':
            inside = False
        # An alias may be repeated.
        elif inside and line[:1].isalpha() and not line.startswith(('using ', 'namespace ', 'template', 'extern ')):
            found = TYPE.match(line) or OTHER.match(line)
            if found and found.group(1) not in MACROS and not (TYPE.match(line) and line.endswith(';') and '{' not in line):
                yield number, found.group(1)


def target_of(path):
    """The target that src/PATH is compiled into, by its folder, tests apart."""
    parts = path.split('/')
    depth = 2 if parts[0] in DIVIDED and len(parts) > 2 else 1
    tests = path.endswith('_test.cc')
    if tests and parts[0] == 'backend':
        depth = 1  # one program for all backends
    return '/'.join(parts[:depth]) + (' (tests)' if tests else '')


def check_unique(root, problems):
    seen = defaultdict(dict)
    for base, folders, files in os.walk(os.path.join(root, 'src')):
        folders.sort()
        for name in sorted(files):
            path = os.path.relpath(os.path.join(base, name), os.path.join(root, 'src'))
            if not name.endswith('.cc') or NOT_COMPILED_ALONG.search(name):
                continue
            with open(os.path.join(base, name), encoding='utf-8') as f:
                lines = f.read().splitlines()
            known = seen[target_of(path)]
            for number, defined in names_of(lines):
                other = known.setdefault(defined, path)
                if other != path:
                    problems.append((f'src/{path}', number, f"src/{other} has a '{defined}' of its own, and both are compiled together; "
                                     'find another name, or share one'))
