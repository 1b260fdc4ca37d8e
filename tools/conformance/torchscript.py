# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""PyTorch loads the TorchScript that Slipway exports and runs it at several batch sizes: the results are those of the real library on
the same images, as loaded and with PyTorch's own optimisations."""
import zipfile
from pathlib import Path

from common import DATA, ROOT, SCENES, Verdict, deploy, fixture, read_json, scratch

import golden

POSE = ROOT / 'configs/mmpose/pose-detection_yolox-pose_torchscript_dynamic.py'
CLASSIFIER = ROOT / 'configs/mmpretrain/classification_torchscript_dynamic.py'
BATCHES = (1, 2, 3, 8)


def operators(module):
    """Operators of the module's graph, loops included, that are not PyTorch's own."""
    def walk(block):
        for node in block.nodes():
            yield node.kind()
            for inner in node.blocks():
                yield from walk(inner)
    return sorted({kind for kind in walk(module.inlined_graph) if not kind.startswith(('aten::', 'prim::'))})


def to_image(points, meta):
    """Pixels of the network's input to pixels of the image."""
    import numpy as np
    if 'input_scale' in meta:
        size, scale, center = (np.asarray(meta[key]) for key in ('input_size', 'input_scale', 'input_center'))
        return points / size * scale + center - scale / 2
    return points / np.asarray(meta['scale_factor'])


def pose_of(outputs, row, expected):
    """One image's rows of dets and keypoints as its library's results have them."""
    import numpy as np
    dets, people = (output[row].double().numpy() for output in outputs)
    there = dets[:, 4] > 0
    meta = expected['metainfo']
    boxes = to_image(dets[there, :4].reshape(-1, 2, 2), meta)
    if 'scale_factor' in meta:
        boxes = np.clip(boxes, 0, np.asarray(meta['ori_shape'][::-1]))
    return {'bbox_scores': dets[there, 4].tolist(), 'bboxes': boxes.reshape(-1, 4).tolist(),
            'keypoints': to_image(people[there, :, :2], meta).tolist(), 'keypoint_scores': people[there, :, 2].tolist()}


def compare(outputs, row, expected):
    if 'pred_label' in expected:
        scores = outputs[0][row]
        return golden.compare_class({'pred_label': int(scores.argmax()), 'pred_score': scores.tolist()}, expected)
    return golden.compare_instances(pose_of(outputs, row, expected), expected)


def problems_of(file, name):
    import torch
    problems = []
    module = torch.jit.load(str(file)).eval()
    if foreign := operators(module):
        problems.append(f'operators {foreign}')
    if not any('/data/' in entry for entry in zipfile.ZipFile(file).namelist()):
        problems.append('no weights in files of their own')
    frozen = torch.jit.optimize_for_inference(torch.jit.load(str(file)).eval())
    recorded = torch.load(DATA / name / 'golden.pth')
    inputs = [recorded[f'img{i}/input'] for i in (0, 1)]
    expected = read_json(DATA / name / 'golden.json')
    with torch.inference_mode():
        for batch in BATCHES:
            x = torch.cat([inputs[i % 2] for i in range(batch)])
            for title, program in (('loaded', module), ('optimised', frozen)):
                for turn in (1, 2, 3):  # PyTorch watches the first turns and changes the program then
                    outputs = program(x)
                    outputs = [outputs] if torch.is_tensor(outputs) else list(outputs)
                    for row in range(batch):
                        problems += [f'{title}, batch {batch}, turn {turn}, row {row}: {problem}'
                                     for problem in compare(outputs, row, expected[row % 2])]
    return problems


def main():
    import torch
    torch.set_num_threads(2)
    verdict = Verdict(f'torch {torch.__version__}')
    for name, deploy_cfg in (('yoloxpose-nano', POSE), ('yoloxpose-project-nano', POSE), ('resnet18-slim', CLASSIFIER)):
        with scratch() as folder:
            work = Path(folder) / 'work'
            problems = deploy(deploy_cfg, *fixture(name), SCENES[:1], work) or problems_of(work / 'end2end.pt', name)
            verdict.case(f'{name}, batch {", ".join(map(str, BATCHES))}', problems)
    verdict.finish()


if __name__ == '__main__':
    main()
