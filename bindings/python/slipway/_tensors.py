# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Arrays as inputs of a network, and its outputs as arrays."""
import ctypes

import numpy as np

from ._errors import Error
from ._library import Handle, TensorView, check, lib
from ._results import view_of

# By their numbers in slipway.h; NumPy has no bf16.
_DTYPES = {0: np.float32, 1: np.float64, 2: np.float16, 4: np.int64, 5: np.int32, 6: np.int16, 7: np.int8, 8: np.uint8, 9: np.bool_}
_NUMBERS = {np.dtype(dtype): number for number, dtype in _DTYPES.items()}


def tensor_views(inputs):
    """(array of views, what has to live as long as it) of a dict of arrays by name, or a list of them"""
    entries = list(inputs.items()) if isinstance(inputs, dict) else [(None, value) for value in inputs]
    array, alive = (TensorView * max(1, len(entries)))(), []
    for view, (name, value) in zip(array, entries):
        # As an array with a shape of its own: ascontiguousarray() makes one axis of none.
        value = np.asarray(value, order='C')
        if value.dtype not in _NUMBERS:
            known = ', '.join(str(dtype) for dtype in _NUMBERS)
            raise Error(f"the input {name or len(alive)} is an array of {value.dtype}; known: {known}")
        shape = (ctypes.c_int64 * max(1, value.ndim))(*value.shape)
        alive += [value, shape]
        view.struct_size = ctypes.sizeof(TensorView)
        view.name = None if name is None else name.encode()
        view.dtype, view.rank, view.shape = _NUMBERS[value.dtype], value.ndim, shape
        view.data = value.ctypes.data
    return array, len(entries), alive


def outputs_of(handle):
    """{name: array} of a slw_results*, which the arrays keep."""
    owner = Handle(handle, lib.slw_results_free)
    count, outputs = ctypes.c_size_t(), {}
    check(lib.slw_results_count(owner.get(), ctypes.byref(count)))
    for index in range(count.value):
        view = TensorView(struct_size=ctypes.sizeof(TensorView))
        check(lib.slw_results_tensor(owner.get(), index, ctypes.byref(view)))
        shape = tuple(view.shape[axis] for axis in range(view.rank))
        dtype = _DTYPES.get(view.dtype)
        if dtype is None:
            raise Error(f'the output {view.name.decode()} has a type that NumPy has not')
        array = view_of(owner, view.data, dtype, shape)
        outputs[view.name.decode()] = np.zeros(shape, dtype) if array is None else array
    return outputs
