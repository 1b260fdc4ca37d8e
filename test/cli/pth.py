# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Reads and writes checkpoints as `torch.save` does (zip form), without PyTorch, so that tests can damage them with care."""
import collections
import io
import pickle
import struct
import sys
import types
import zipfile

ITEM_SIZE = {'FloatStorage': 4, 'DoubleStorage': 8, 'LongStorage': 8, 'IntStorage': 4, 'ByteStorage': 1, 'BoolStorage': 1}


class Tensor:
    """A contiguous tensor: the name of its storage class, its shape, its bytes, the metadata that PyTorch stores with it."""

    def __init__(self, storage, shape, data, metadata=None):
        self.storage, self.shape, self.data, self.metadata = storage, tuple(shape), data, metadata

    @staticmethod
    def f32(shape, value=0.0):
        count = 1
        for n in shape:
            count *= n
        return Tensor('FloatStorage', shape, struct.pack(f'<{count}f', *[value] * count))


# Stand-ins under the names that the pickle has to hold.
def _module(name):
    for end in [i for i, c in enumerate(name + '.') if c == '.']:  # its packages as well
        sys.modules.setdefault(name[:end], types.ModuleType(name[:end]))
    return sys.modules[name]


def _stand_in(module, name):
    made = type(name, (), {'__module__': module})
    setattr(_module(module), name, made)
    return made


_STORAGE = {name: _stand_in('torch', name) for name in ITEM_SIZE}


def _rebuild_tensor_v2(*args):
    raise NotImplementedError


_rebuild_tensor_v2.__module__ = 'torch._utils'
_rebuild_tensor_v2.__qualname__ = '_rebuild_tensor_v2'
_module('torch._utils')._rebuild_tensor_v2 = _rebuild_tensor_v2  # pylint: disable=protected-access


class _StorageRef:
    def __init__(self, tensor, key):
        self.tensor, self.key = tensor, key


class Reduce:
    """Pickled as a call of `module.name(*args)`, with a name that need not exist here."""

    def __init__(self, module, name, *args):
        function = getattr(_module(module), name, None) or _stand_in(module, name)
        self.call = (function, args)

    def __reduce__(self):
        return self.call


def _pickler(storages):
    """A class of pickler that writes Tensor objects as PyTorch does and keeps their bytes in `storages`."""
    class Pickler(pickle._Pickler):  # the one written in Python: it can be taught how to pickle a Tensor
        def persistent_id(self, obj):
            if isinstance(obj, _StorageRef):
                t = obj.tensor
                return ('storage', _STORAGE[t.storage], obj.key, 'cpu', len(t.data) // ITEM_SIZE[t.storage])
            return None

        def reducer_override(self, obj):
            if not isinstance(obj, Tensor):
                return NotImplemented
            key = str(len(storages))
            storages.append(obj)
            stride, strides = 1, []
            for n in reversed(obj.shape):
                strides.insert(0, stride)
                stride *= n
            metadata = (obj.metadata, ) if obj.metadata else ()
            return _rebuild_tensor_v2, (_StorageRef(obj, key), 0, obj.shape, tuple(strides), False,
                                        collections.OrderedDict()) + metadata

    return Pickler


def save(path, value, prefix='archive'):
    """`value` may hold Tensor and Reduce objects anywhere."""
    storages = []
    stream = io.BytesIO()
    _pickler(storages)(stream, protocol=2).dump(value)
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_STORED) as archive:
        archive.writestr(f'{prefix}/data.pkl', stream.getvalue())
        for key, tensor in enumerate(storages):
            archive.writestr(f'{prefix}/data/{key}', tensor.data)
        archive.writestr(f'{prefix}/version', '3\n')
    return path


def save_legacy(path, value, protocol):
    """The format before PyTorch 1.6, with any protocol of pickle but 0, which has no tuples as persistent ids."""
    storages = []
    with open(path, 'wb') as file:
        pickle.dump(0x1950a86a20f9469cfc6c, file, protocol)
        pickle.dump(1001, file, protocol)
        pickle.dump(dict(protocol_version=1001, little_endian=True, type_sizes=dict(short=2, int=4, long=4)), file, protocol)
        _pickler(storages)(file, protocol).dump(value)
        pickle.dump([str(key) for key in range(len(storages))], file, protocol)
        for tensor in storages:
            file.write(struct.pack('<q', len(tensor.data) // ITEM_SIZE[tensor.storage]) + tensor.data)
    return path


def load_state_dict(path):
    """The `state_dict` of a checkpoint as name -> Tensor; other objects are skipped over."""
    with zipfile.ZipFile(path) as archive:
        prefix = archive.namelist()[0].split('/')[0]

        class Anything:
            def __init__(self, *args, **kwargs):
                pass

            def __setstate__(self, state):
                pass

            def __setitem__(self, key, value):
                pass

            def append(self, value):
                pass

        def rebuild(storage, offset, shape, stride, *_):
            name, data = storage
            size, count = ITEM_SIZE[name], 1
            for n in shape:
                count *= n
            return Tensor(name, shape, data[offset * size:(offset + count) * size])

        class Unpickler(pickle.Unpickler):
            def find_class(self, module, name):
                if (module, name) == ('collections', 'OrderedDict'):
                    return collections.OrderedDict
                if (module, name) == ('torch._utils', '_rebuild_tensor_v2'):
                    return rebuild
                if module == 'torch' and name in ITEM_SIZE:
                    return name
                return Anything

            def persistent_load(self, pid):
                return pid[1], archive.read(f'{prefix}/data/{pid[2]}')

        return Unpickler(archive.open(f'{prefix}/data.pkl')).load()['state_dict']
