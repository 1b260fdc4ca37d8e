# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""case1 with numbers that are NaN or infinite, and what pycocotools computes with them: writes odd_numbers.json.

    python odd_numbers.py        # needs pycocotools; the tests take `files` from here
"""
import contextlib
import io
import json
import math
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
NAN, INF = math.nan, math.inf
BOXES = [[NAN, 1, 20, 30], [5, 5, INF, NAN]]


def every_seventh(items, key, values):
    for i, item in enumerate(items[3::7]):
        item[key] = values[i % len(values)]


def some_keypoints(items):
    for i, item in enumerate(items):
        if i % 5 == 2 and item.get('keypoints'):
            item['keypoints'][i % 51] = NAN


CHANGES = {
    'score': lambda gt, dt: every_seventh(dt, 'score', [NAN, INF, -INF]),
    'area': lambda gt, dt: every_seventh(gt['annotations'], 'area', [NAN, INF]),
    'box': lambda gt, dt: every_seventh(gt['annotations'], 'bbox', BOXES),
    'detected box': lambda gt, dt: every_seventh(dt, 'bbox', BOXES),
    'keypoints': lambda gt, dt: some_keypoints(gt['annotations']),
    'detected keypoints': lambda gt, dt: some_keypoints(dt),
}


def files(change):
    """(annotations, results) with one of the changes."""
    gt, dt = (json.loads((HERE / 'case1' / name).read_text()) for name in ('gt.json', 'dt.json'))
    CHANGES[change](gt, dt)
    return gt, dt


def main():
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval
    recorded = {}
    for change in CHANGES:
        with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
            paths = [f'{folder}/gt.json', f'{folder}/dt.json']
            for path, value in zip(paths, files(change)):
                Path(path).write_text(json.dumps(value))
            recorded[change] = {}
            for kind in ('bbox', 'keypoints'):
                truth = COCO(paths[0])
                evaluation = COCOeval(truth, truth.loadRes(paths[1]), kind)
                evaluation.evaluate()
                evaluation.accumulate()
                evaluation.summarize()
                recorded[change][kind] = [float(v) for v in evaluation.stats]
    rows = ',\n'.join(f'{json.dumps(k)}: {json.dumps(v)}' for k, v in recorded.items())
    (HERE / 'odd_numbers.json').write_text('{\n' + rows + '\n}\n')


if __name__ == '__main__':
    main()
