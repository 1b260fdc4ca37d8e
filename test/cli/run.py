#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Runs the end-to-end tests: `run.py [PROGRAM] [NAME...]`; `run.py --list` names them as ctest registers them, and which are slow.

A name is Class or Class.test; without one, all run. PROGRAM defaults to build/bin/slipway.
"""
import os
import sys
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE))


def cases(suite):
    for item in suite:
        if isinstance(item, unittest.TestSuite):
            yield from cases(item)
        else:
            yield item


def main():
    args = sys.argv[1:]
    listing = args[:1] == ['--list']
    if listing:
        args = args[1:]
    elif args and os.access(args[0], os.X_OK):
        os.environ['SLIPWAY_PROGRAM'] = os.path.abspath(args.pop(0))
    os.environ.setdefault('SLIPWAY_PROGRAM', str(HERE.parent.parent / 'build/bin/slipway'))
    found = list(cases(unittest.defaultTestLoader.discover(str(HERE), pattern='*_test.py')))
    names = {}
    for case in found:
        kind = type(case)
        # Tests that share one deployment run together.
        name = kind.__name__ if getattr(kind, 'shared', False) else f'{kind.__name__}.{case.id().split(".")[-1]}'
        names.setdefault(name, []).append(case)
    if listing:
        # What takes more than some seconds of processor time says so, as an attribute of the class or of the test.
        slow = {name for name, group in names.items() if any(
            getattr(type(case), 'slow', False) or getattr(getattr(case, case.id().split('.')[-1]), 'slow', False) for case in group)}
        print('\n'.join(name + (' slow' if name in slow else '') for name in sorted(names)))
        return
    chosen = [c for name, group in sorted(names.items()) for c in group
              if not args or name in args or name.split('.')[0] in args]
    if not chosen:
        sys.exit(f'no test is called {" ".join(args)}')
    result = unittest.TextTestRunner(verbosity=2 if len(args) == 1 else 1).run(unittest.TestSuite(chosen))
    sys.exit(0 if result.wasSuccessful() else 1)


if __name__ == '__main__':
    main()
