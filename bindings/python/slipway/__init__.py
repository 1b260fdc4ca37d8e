# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Slipway's runtime: model directories to results.

    import slipway
    model = slipway.load('work_dir')
    result = model(image)              # u8[H,W,3], BGR as cv2.imread gives it
    results = model([image, another])

The same bytes as in C, C++ and Java: all of them call libslipway.so. NumPy is needed for all but the program `slipway`
(`main`, `program`, `configs`).
"""
import os
import sys

__all__ = ['load', 'Model', 'Image', 'TopDown', 'PoseTracker', 'Result', 'Instances', 'Classes', 'LabelMap', 'Mask', 'Error', 'UnavailableError',
           'QueueFullError', 'InternalError', 'main', 'program', 'configs', '__version__']
_HERE = os.path.dirname(os.path.abspath(__file__))
# Of a wheel; None where the package lies in a source tree.
program = os.path.join(_HERE, 'bin', 'slipway') if os.path.exists(os.path.join(_HERE, 'bin', 'slipway')) else None
configs = os.path.join(_HERE, 'share', 'slipway', 'configs') if program else None
_MODULES = {'load': '_model', 'Model': '_model', 'Image': '_image', 'TopDown': '_pipeline', 'PoseTracker': '_pipeline', 'Result': '_results',
            'Instances': '_results', 'Classes': '_results', 'LabelMap': '_results', 'Mask': '_results', 'Error': '_errors',
            'UnavailableError': '_errors', 'QueueFullError': '_errors', 'InternalError': '_errors', '__version__': '_version'}


def __getattr__(name):
    # Not at once, so that the program starts without NumPy.
    if name in _MODULES:
        import importlib
        return getattr(importlib.import_module('.' + _MODULES[name], __name__), name)
    raise AttributeError(f"module 'slipway' has no attribute '{name}'")


def __dir__():
    return sorted(__all__)


def main():
    """Runs the native program with the arguments of this process."""
    if program is None:
        sys.exit('slipway: this package holds no program; it is built in a source tree as build/bin/slipway')
    os.execv(program, [program] + sys.argv[1:])
