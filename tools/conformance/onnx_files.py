# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""The newest `onnx` of PyPI checks what Slipway exports at every opset: checker, strict shape inference, standard operators only."""
from pathlib import Path

from common import CLS_DYNAMIC, POSE_DEPLOY, SCENES, Verdict, deploy, fixture, scratch


def problems_of(path, opset):
    import onnx
    model = onnx.load(str(path))
    problems = []
    try:
        onnx.checker.check_model(model, full_check=True)
        inferred = onnx.shape_inference.infer_shapes(model, check_type=True, strict_mode=True, data_prop=True)
    except Exception as e:  # pylint: disable=broad-except
        return [str(e)], 0
    versions = {i.domain: i.version for i in model.opset_import}
    if versions != {'': opset}:
        problems.append(f'opset_import is {versions}')

    def nodes(graph):
        for node in graph.node:
            yield node
            for attribute in node.attribute:
                if attribute.HasField('g'):
                    yield from nodes(attribute.g)

    count = 0
    for node in nodes(model.graph):
        count += 1
        if node.domain not in ('', 'ai.onnx'):
            problems.append(f'{node.op_type} of domain {node.domain}')
    if model.functions:
        problems.append('it defines functions')
    for output in inferred.graph.output:
        if not output.type.tensor_type.HasField('shape'):
            problems.append(f'output {output.name} has no shape')
    return problems, count


def main():
    import onnx
    verdict = Verdict(f'onnx {onnx.__version__}')
    for name, deploy_cfg in (('yoloxpose-nano', POSE_DEPLOY), ('yoloxpose-project-nano', POSE_DEPLOY), ('resnet18-slim', CLS_DYNAMIC)):
        for opset in range(11, 18):
            with scratch() as folder:
                work = Path(folder) / 'work'
                problems, count = deploy(deploy_cfg, *fixture(name), SCENES[:1], work, '--opset', opset, '--no-verify'), 0
                if not problems:
                    problems, count = problems_of(work / 'end2end.onnx', opset)
                verdict.case(f'{name}, opset {opset}, {count} nodes', problems)
    verdict.finish()


if __name__ == '__main__':
    main()
