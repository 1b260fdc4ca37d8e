# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""`slipway test` on a dataset of mmyolo with batch_shapes_cfg finds what the real dataset, transforms and model find in each image, with
random weights; and a static model is tested with a warning instead.

Usage: shapes.py [SEED]
"""
import mmcv_ext  # noqa: F401  before any OpenMMLab library  # pylint: disable=unused-import

import json
import subprocess
import sys
from pathlib import Path

import torch

from common import ROOT, STREET, Verdict, deploy, program, read_json, scratch
from detectors import DEPLOY, build, predictions
from random_models import compare_results, resized, site_file, with_rounding

# what the dataset's metainfo is: COCO's 80 classes where nothing is said; and a seed with which no candidate lies on the threshold
CASES = (('yolox/yolox_nano_fast_8xb8-300e_coco', '', 0), ('rtmdet/rtmdet_tiny_fast_1xb12-40e_cat', "metainfo=dict(classes=('cat', )), ", 1))
MOST_OF_CLASS = 200  # max_output_boxes_per_class of the deploy configs
SIZES = ((320, 137), (211, 320), (640, 431), (320, 240), (333, 517), (320, 320), (640, 200))
CONFIG = """
_base_ = ['{base}']
test_dataloader = dict(dataset=dict(
    data_root='', ann_file='{folder}/val.json', data_prefix=dict(img='{folder}/'), {metainfo}
    batch_shapes_cfg=dict(type='BatchShapePolicy', batch_size=3, img_size=416, size_divisor=32, extra_pad_ratio=0.5)))
test_evaluator = dict(type='mmdet.CocoMetric', metric='bbox', ann_file='{folder}/val.json', _delete_=True)
"""


def write_dataset(folder, metainfo):
    """Images of many ratios, in an order that the policy has to change."""
    from mmdet.datasets import CocoDataset
    classes = ('cat', ) if metainfo else CocoDataset.METAINFO['classes']
    images = [dict(id=i, file_name=f'{i}.png', width=w, height=h) for i, (w, h) in enumerate(SIZES)]
    pictures = [resized(STREET[i], folder / f'{i}.png', w, h) for i, (w, h) in enumerate(SIZES)]
    annotations = [dict(id=1 + i, image_id=i, category_id=1, bbox=[10, 10, 50, 40], area=2000, iscrowd=0) for i in range(len(SIZES))]
    (folder / 'val.json').write_text(json.dumps(dict(images=images, annotations=annotations, categories=[dict(id=1 + i, name=name) for i, name in enumerate(classes)])), encoding='utf-8')
    return pictures


def library_finds(config, checkpoint, seed):
    """What the library finds in each sample of its dataset, and the shapes of the network's inputs."""
    from mmdet.registry import DATASETS
    from mmengine.config import Config
    from mmengine.dataset import pseudo_collate
    model = build('mmyolo', config)
    model.load_state_dict(torch.load(str(checkpoint), map_location='cpu')['state_dict'])
    model.eval()
    dataset = DATASETS.build(dict(Config.fromfile(str(config)).test_dataloader.dataset, _scope_='mmyolo'))
    samples, shapes = [pseudo_collate([dataset[i]]) for i in range(len(dataset))], []

    def predict():
        found = []
        for sample in samples:
            with torch.no_grad():
                result = model.test_step(sample)[0]
            instances = result.pred_instances
            found.append({'image': Path(result.img_path).name, 'bboxes': instances.bboxes.double().tolist(),
                          'bbox_scores': instances.scores.double().tolist(), 'labels': instances.labels.tolist()})
            shapes.append(tuple(sample['inputs'][0].shape[1:]))
        return found

    return with_rounding(model.backbone, predict, seed, model=model), set(shapes)


def test(how, config, work, out):
    """What `slipway test` says, with problems to begin with."""
    command = [program(), 'test', ROOT / DEPLOY['mmyolo'].format(how), config, '--model', work, '--batch-size', 2, '--out', out]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    return '' if done.returncode == 0 else f'exit code {done.returncode}: {done.stderr[-1000:]}', done.stderr


def compare(verdict, name, metainfo, seed):
    with scratch() as folder:
        folder = Path(folder)
        pictures = write_dataset(folder, metainfo)
        config, checkpoint, out = folder / 'config.py', folder / 'checkpoint.pth', folder / 'out.json'
        config.write_text(CONFIG.format(base=site_file(f'mmyolo/.mim/configs/{name}.py'), folder=folder, metainfo=metainfo), encoding='utf-8')
        limit = predictions('mmyolo', config, checkpoint, [[picture] for picture in pictures], seed)[2]
        limit = min(limit, MOST_OF_CLASS) if metainfo else limit
        expected, shapes = library_finds(config, checkpoint, seed)
        for how in ('dynamic', 'static'):
            work = folder / how
            problems, said = deploy(ROOT / DEPLOY['mmyolo'].format(how), config, checkpoint, pictures[:1], work, '--dump-info', '--no-verify'), ''
            if not problems:
                problems, said = test(how, config, work, out)
            warned = 'batch_shapes_cfg of the dataset is not used' in said
            if not problems and how == 'dynamic':
                found = read_json(out)
                problems = compare_results([dict(image=entry['image'], backend=entry, reference=entry) for entry in found], expected, limit)[0]
                if [Path(entry['image']).name for entry in found] != [entry['image'] for entry in expected]:
                    problems.append('the order of the samples is another one')
            if not problems and warned != (how == 'static'):
                problems = 'a warning too many' if warned else 'no warning'
            verdict.case(f'{Path(name).name}, {how}, {len(shapes)} shapes', problems)


def main():
    torch.set_num_threads(2)
    verdict = Verdict('shapes')
    for name, metainfo, seed in CASES:
        compare(verdict, name, metainfo, int(sys.argv[1]) if len(sys.argv) > 1 else seed)
    verdict.finish()


if __name__ == '__main__':
    main()
