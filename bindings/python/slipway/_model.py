# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""A model: a session of libslipway.so and what is known of it."""
import asyncio
import atexit
import concurrent.futures
import ctypes
import itertools
import json
import os
import threading

from ._errors import Error
from ._image import views
from ._library import Callback, Handle, SessionOptions, check, exception_of, lib, made, text_of
from ._results import results_of
from ._tensors import outputs_of, tensor_views

_waiting: dict = {}  # number of a call -> (future, what has to live, how its results become the caller's)
_numbers = itertools.count(1)
_lock = threading.Lock()
_ended = False


@atexit.register
def _finish():
    """A thread that calls back into an interpreter which is gone ends the process. A callback's last steps come after it has set its future,
    so the library is asked, and not the futures."""
    global _ended  # pylint: disable=global-statement
    _ended = True
    check(lib.slw_wait_callbacks())


@Callback
def _done(number, error, results):
    with _lock:
        future, _, finish = _waiting.pop(number)
    try:
        if error:
            raise exception_of(error)
        future.set_result(finish(results))
    except BaseException as problem:  # pylint: disable=broad-except
        future.set_exception(problem)


class Model:
    """A model directory that is loaded; see load(). Any number of threads may call it."""

    def __init__(self, path, device='cpu', threads=0, contexts=1, max_batch=0, batch_wait_us=0, queue_capacity=0):
        if isinstance(path, (bytes, bytearray, memoryview)):
            content = bytes(path)
            model = made(lib.slw_model_open_memory, content, len(content))
        elif str(path).endswith('.zip') and os.path.isfile(path):
            with open(path, 'rb') as file:
                content = file.read()
            model = made(lib.slw_model_open_memory, content, len(content))
        else:
            model = made(lib.slw_model_open, os.fsencode(path))
        try:
            self.info = json.loads(text_of(lib.slw_model_info_json, model))
            options = SessionOptions(ctypes.sizeof(SessionOptions), device.encode(), threads, contexts, max_batch, batch_wait_us, queue_capacity)
            self._session = Handle(made(lib.slw_session_create, model, ctypes.byref(options)), lib.slw_session_close)
        finally:
            lib.slw_model_close(model)
        self.info['session'] = json.loads(text_of(lib.slw_session_info_json, self._session.get()))
        self.classes = self.info.get('classes')

    @property
    def task(self):
        """MMDeploy's name: 'Classifier', 'Detector', 'PoseDetector', 'Segmentor', ...; 'Tensors' of a network alone, for run_tensors()"""
        return self.info['task']

    @property
    def takes_boxes(self):
        return self.info['takes_boxes']

    def __call__(self, images, boxes=None):
        """One result of one image, a list of a list of images.

        boxes: of a top-down model, [N,4] (x1,y1,x2,y2) or [N,5] (with scores), of a list of images a list of those; without them the whole
        image is one box. Other threads run meanwhile.
        """
        several = isinstance(images, (list, tuple))
        array, _alive = self._views(images, boxes, several)
        results = results_of(made(lib.slw_run, self._session.get(), array, len(images) if several else 1), self.info)
        return results if several else results[0]

    def submit(self, images, boxes=None):
        """The same in the background: a concurrent.futures.Future. The arrays must not change until it is done."""
        if _ended:
            raise Error('the interpreter is ending: nothing can be submitted any more')
        several = isinstance(images, (list, tuple))
        array, alive = self._views(images, boxes, several)
        future, number = concurrent.futures.Future(), next(_numbers)
        # It cannot be called back from here on.
        future.set_running_or_notify_cancel()

        def finish(handle):
            results = results_of(handle, self.info)
            return results if several else results[0]

        with _lock:
            _waiting[number] = (future, (array, alive, self), finish)
        error = lib.slw_submit(self._session.get(), array, len(images) if several else 1, _done, number)
        if error:
            with _lock:
                del _waiting[number]
            check(error)
        return future

    async def arun(self, images, boxes=None):
        """The same for asyncio."""
        return await asyncio.wrap_future(self.submit(images, boxes))

    def run_tensors(self, inputs):
        """The network without what comes before and after it: {name: array} of its outputs, read-only views. info['session'] says what it takes.

        inputs: {name: array}, or a list of arrays in the network's order; of its element types. Other threads run meanwhile.
        """
        array, count, _alive = tensor_views(inputs)
        return outputs_of(made(lib.slw_run_tensors, self._session.get(), array, count))

    @staticmethod
    def _views(images, boxes, several):
        return views(list(images), boxes) if several else views([images], None if boxes is None else [boxes])

    def close(self):
        """Frees the model; waits for what was submitted. Results stay."""
        self._session.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def __repr__(self):
        return f"<slipway.Model {self.task} '{self.info['name']}', {self.info['backend']}, {self.info['precision']}, {self.info['session']['device']}>"


def load(path, device='cpu', threads=0, contexts=1, max_batch=0, batch_wait_us=0, queue_capacity=0):
    """Loads a model directory, as `slipway deploy --dump-info` or MMDeploy writes it, or a zip of one (a file, or bytes).

    device: 'cpu', 'cuda:N' or what else the backend knows
    threads: of each context; 0: the backend chooses
    contexts: so many runs of the network at once
    max_batch: samples that go through the network at once; 0: 8, or what the model fixes or allows
    batch_wait_us: above 0, samples of different calls share a batch, and one waits that long for others
    queue_capacity: calls of submit() that may wait; 0: 64
    """
    return Model(path, device, threads, contexts, max_batch, batch_wait_us, queue_capacity)
