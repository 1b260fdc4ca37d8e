# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""What `slipway export-repository` writes is what inference servers read. Triton: config.pbtxt is parsed by the server's own description of it
(model_config.proto, which NVIDIA's package tritonclient has), and has the names, types and sizes of the network. OpenVINO Model Server:
config.json has the keys and types of the server's schema (src/schema.cpp of its sources; no package has it), and the folders that it looks in.
"""
import importlib.util
import json
import subprocess
from pathlib import Path

from common import CLS_DYNAMIC, CLS_STATIC, DETECTION_DYNAMIC, SCENES, STREET, Verdict, deploy, fixture, program, read_json, scratch

MODELS = (('resnet18-slim', CLS_DYNAMIC, SCENES[:1]), ('resnet18-slim', CLS_STATIC, SCENES[:1]), ('rtmdet-nano', DETECTION_DYNAMIC, STREET[:1]))
# Of OpenVINO Model Server: key of `config` in model_config_list -> types.
OVMS_KEYS = {'name': str, 'base_path': str, 'batch_size': (int, str), 'model_version_policy': dict, 'shape': (dict, str), 'nireq': int,
             'target_device': str, 'plugin_config': dict, 'stateful': bool, 'idle_sequence_cleanup': bool, 'low_latency_transformation': bool,
             'max_sequence_number': int, 'custom_loader_options': dict}


def triton_description():
    """The module of model_config.proto, without the client around it, which needs gRPC; None where there is none."""
    package = importlib.util.find_spec('tritonclient')
    if package is None:
        return None
    file = Path(package.submodule_search_locations[0]) / 'grpc/model_config_pb2.py'
    spec = importlib.util.spec_from_file_location('model_config_pb2', file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def export(model, form, folder):
    done = subprocess.run([program(), 'export-repository', model, folder, '--format', form, '--name', 'm', '--max-batch', '4'],
                          capture_output=True, text=True, check=False)
    return [] if done.returncode == 0 else [done.stderr]


def sizes(value):
    return [axis.dim_value if axis.HasField('dim_value') else -1 for axis in value.type.tensor_type.shape.dim]


def check_triton(description, repository):
    import onnx
    from google.protobuf import text_format
    problems = []
    text = (repository / 'm/config.pbtxt').read_text()
    try:
        config = text_format.Parse(text, description.ModelConfig())
    except text_format.ParseError as error:
        return [f'config.pbtxt: {error}']
    graph = onnx.load(str(repository / 'm/1/model.onnx')).graph
    weights = {weight.name for weight in graph.initializer}
    batched = sizes(graph.input[0])[0] < 0
    types = {onnx.TensorProto.FLOAT: 'TYPE_FP32', onnx.TensorProto.INT64: 'TYPE_INT64'}
    if (config.name, config.backend, config.max_batch_size) != ('m', 'onnxruntime', 4 if batched else 0):
        problems.append(f'{config.name}, {config.backend}, max_batch_size {config.max_batch_size}')
    if config.HasField('dynamic_batching') != batched:
        problems.append('dynamic_batching where the batch is fixed, or none where it is open')
    for kind, told, real in (('input', config.input, [i for i in graph.input if i.name not in weights]), ('output', config.output, graph.output)):
        expected = [(v.name, types[v.type.tensor_type.elem_type], sizes(v)[1 if batched else 0:]) for v in real]
        found = [(t.name, description.DataType.Name(t.data_type), list(t.dims)) for t in told]
        if found != expected:
            problems.append(f'{kind}: {found} instead of {expected}')
    return problems


def check_ovms(repository, batched):
    config = read_json(repository / 'config.json')
    problems = []
    if list(config) != ['model_config_list'] or [list(entry) for entry in config['model_config_list']] != [['config']]:
        return [f'config.json: {json.dumps(config)}']
    entry = config['model_config_list'][0]['config']
    problems += [f"'{key}' is no key" for key in entry if key not in OVMS_KEYS]
    problems += [f"'{key}' is {value!r}" for key, value in entry.items() if not isinstance(value, OVMS_KEYS.get(key, object))]
    problems += [f"no '{key}'" for key in ('name', 'base_path') if key not in entry]
    if (entry.get('batch_size') == 'auto') != batched:
        problems.append(f"batch_size {entry.get('batch_size')}")
    # A version is a folder whose name is a number.
    folder = repository / Path(entry['base_path']).name
    if not (folder / '1/model.onnx').is_file() or [p.name for p in folder.iterdir()] != ['1']:
        problems.append(f'{folder.name} holds {[p.name for p in folder.iterdir()]}')
    return problems


def main():
    verdict = Verdict('servers')
    description = triton_description()
    if description is None:
        print('skipped: Triton (no package tritonclient in this environment)')
    for name, config, images in MODELS:
        with scratch() as folder:
            work, title = Path(folder) / 'work', f'{name}, {config.stem}'
            failed = deploy(config, *fixture(name), images, work, '--dump-info')
            if failed:
                verdict.case(title, failed)
                continue
            if description is not None:
                verdict.case(f'Triton: {title}', export(work, 'triton', Path(folder) / 'triton') or check_triton(description, Path(folder) / 'triton'))
            verdict.case(f'OpenVINO Model Server: {title}',
                         export(work, 'ovms', Path(folder) / 'ovms') or check_ovms(Path(folder) / 'ovms', 'dynamic' in config.stem))
    verdict.finish()


if __name__ == '__main__':
    main()
