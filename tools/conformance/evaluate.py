# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""`slipway evaluate` gives the numbers of pycocotools and xtcocotools, within 1e-9, on annotations and results made at random.

Usage: evaluate.py [CASES [SEED]]. Each case draws what makes evaluators differ: equal scores, crowds, people without keypoints (and
num_keypoints that says otherwise), images with nothing, ids that occur twice or are 0, categories that are not listed or have nothing,
more detections than count, areas on the limits.
"""
import contextlib
import io
import json
import subprocess
import sys
from pathlib import Path

import numpy as np

from common import Verdict, program, scratch

TOLERANCE = 1e-9
KEYPOINTS = 17
CASES = 300


class Maker:
    """One random case; which oddities it has is drawn first."""

    def __init__(self, seed, keypoints, xtcocotools):
        self.rng = np.random.default_rng(seed)
        self.keypoints, self.xtcocotools = keypoints, xtcocotools
        odd = self.rng.uniform(size=12) < .4
        (self.ties, self.crowds, self.doubled_ids, self.id_zero, self.stray, self.many, self.round_areas, self.no_boxes,
         self.unlabelled, self.wrong_counts, self.empty, self.own_sigmas) = odd
        self.no_area = xtcocotools and bool(self.rng.uniform() < .3)
        self.categories = int(self.rng.choice([1, 1, 3, 6])) if not keypoints else int(self.rng.choice([1, 1, 2]))
        self.images = int(self.rng.integers(1, 12))
        self.sigmas = [round(float(s), 4) for s in self.rng.uniform(.02, .15, KEYPOINTS)] if self.own_sigmas else None

    def number(self, low, high, digits=2):
        return round(float(self.rng.uniform(low, high)), digits)

    def box(self):
        width, height = (self.number(3, float(self.rng.choice([30, 100, 300]))) for _ in range(2))
        return [self.number(0, 500), self.number(0, 400), width, height]

    def points(self, box):
        return np.stack([self.rng.uniform(box[0], box[0] + box[2], KEYPOINTS), self.rng.uniform(box[1], box[1] + box[3], KEYPOINTS)], 1)

    def annotation(self, image, number):
        box = self.box()
        area = round(box[2] * box[3] * float(self.rng.uniform(.4, 1)), 2)
        if self.round_areas:
            area = float(self.rng.choice([0, 1024, 9216, 1024.01, area]))
        annotation = dict(id=number, image_id=image, category_id=int(self.rng.integers(1, self.categories + 1)), bbox=box, area=area,
                          iscrowd=int(self.crowds and self.rng.uniform() < .25))
        if self.keypoints:
            visible = self.rng.choice([0, 1, 2], KEYPOINTS, p=[.3, .2, .5])
            if self.unlabelled and self.rng.uniform() < .3:
                visible[:] = 0
            points = np.round(self.points(box), 1) * (visible > 0)[:, None]
            annotation['keypoints'] = [v.item() for p, v_ in zip(points, visible) for v in (p[0], p[1], v_)]
            annotation['num_keypoints'] = int((visible > 0).sum())
            if self.wrong_counts and self.rng.uniform() < .2:
                annotation['num_keypoints'] = int(self.rng.integers(0, 3))
        if self.no_area and self.rng.uniform() < .3:
            del annotation['area']
        if self.xtcocotools and self.rng.uniform() < .1:
            annotation.pop('iscrowd')
        return annotation

    def truth(self):
        ids = [int(i) for i in self.rng.permutation(self.images * 3)[:self.images]]
        annotations, number = [], 0 if self.id_zero else 1
        for image in ids:
            if self.empty and self.rng.uniform() < .3:
                continue
            for _ in range(int(self.rng.integers(0, 6))):
                annotations.append(self.annotation(image, number))
                number += 1
        if self.doubled_ids and len(annotations) > 1:
            for _ in range(2):
                first, second = self.rng.integers(0, len(annotations), 2)
                annotations[first]['id'] = annotations[second]['id']
        if self.stray:
            annotations.append(dict(self.annotation(ids[0], number), category_id=77))
            annotations.append(dict(self.annotation(10**6, number + 1)))
        self.rng.shuffle(annotations)
        categories = [dict(id=c, name=f'class {c}', keypoints=[], skeleton=[]) for c in range(self.categories + 1, 0, -1)]
        return dict(info={}, images=[dict(id=i, width=640, height=480) for i in ids], annotations=annotations, categories=categories)

    def score(self):
        return float(self.rng.choice([.2, .5, .9])) if self.ties else self.number(0, 1, 6)

    def detection(self, image, like=None):
        box = self.box() if like is None else [round(v + float(self.rng.normal(0, self.rng.choice([0, 1, 8]))), 2) for v in like['bbox']]
        box[2:] = [max(v, .5) for v in box[2:]]
        category = int(self.rng.integers(1, self.categories + 1)) if like is None or self.rng.uniform() < .1 else like['category_id']
        detection = dict(image_id=image, category_id=category, score=self.score(), bbox=box)
        if self.keypoints:
            points = self.points(box)
            if like is not None:
                points = np.array(like['keypoints']).reshape(-1, 3)[:, :2] + self.rng.normal(0, self.rng.choice([0, 1, 6]), (KEYPOINTS, 2))
            scores = np.round(self.rng.uniform(0, 1, KEYPOINTS), 4) * (self.rng.uniform() > .1)
            detection['keypoints'] = [round(float(v), 2) for p, s in zip(points, scores) for v in (p[0], p[1], s)]
            if self.no_boxes:
                del detection['bbox']
        return detection

    def results(self, truth):
        results, images = [], [i['id'] for i in truth['images']]
        for annotation in truth['annotations']:
            if annotation['image_id'] in images:
                results += [self.detection(annotation['image_id'], annotation) for _ in range(int(self.rng.integers(0, 3)))]
        for image in images:
            results += [self.detection(image) for _ in range(int(self.rng.integers(0, 3)))]
        if self.many:
            image = images[0]
            results += [self.detection(image) for _ in range(120 if not self.keypoints else 25)]
        if self.stray and results:
            results.append(dict(results[0], category_id=78))
        order = self.rng.permutation(len(results))
        return [results[i] for i in order]


def library_says(truth, results, kind, maker):
    """(stats, evaluation)"""
    if maker.xtcocotools:
        from xtcocotools.coco import COCO
        from xtcocotools.cocoeval import COCOeval
    else:
        from pycocotools.coco import COCO
        from pycocotools.cocoeval import COCOeval
    with contextlib.redirect_stdout(io.StringIO()):
        coco = COCO(str(truth))
        found = coco.loadRes(str(results))
        if maker.xtcocotools:
            sigmas = None if maker.sigmas is None else np.array(maker.sigmas)
            evaluation = COCOeval(coco, found, kind, sigmas, not maker.no_area)
        else:
            evaluation = COCOeval(coco, found, kind)
            if kind == 'keypoints' and maker.sigmas is not None:
                evaluation.params.kpt_oks_sigmas = np.array(maker.sigmas)
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return [float(v) for v in evaluation.stats], evaluation


def class_maps(evaluation):
    """AP of each class, None where there is nothing to find."""
    maps = []
    for c in range(len(evaluation.params.catIds)):
        precision = evaluation.eval['precision'][:, :, c, 0, -1]
        precision = precision[precision > -1]
        maps.append(float(precision.mean()) if precision.size else None)
    return maps


def ours(truth, results, kind, maker):
    command = [program(), 'evaluate', '--gt', truth, '--dt', results, '--type', kind, '--json', '--rules',
               'xtcocotools' if maker.xtcocotools else 'pycocotools']
    if kind == 'bbox':
        command.append('--classwise')
    elif maker.sigmas is not None:
        command += ['--sigmas', ','.join(map(str, maker.sigmas))]
    if maker.no_area:
        command.append('--no-area')
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip())
    row = json.loads(done.stdout)['rows'][0]
    return list(row['metrics'].values()), [c['mAP'] for c in row.get('classes', [])]


def differ(a, b):
    return (a is None) != (b is None) or (a is not None and abs(a - b) > TOLERANCE)


def compare(seed, kind, xtcocotools, folder):
    """What differs, '' for nothing, None where the library itself fails (nothing was found)."""
    maker = Maker(seed, kind == 'keypoints', xtcocotools)
    truth = maker.truth()
    results = maker.results(truth)
    if not results:
        return None
    truth_file, results_file = Path(folder) / 'gt.json', Path(folder) / 'dt.json'
    truth_file.write_text(json.dumps(truth), encoding='utf-8')
    results_file.write_text(json.dumps(results), encoding='utf-8')
    expected, evaluation = library_says(truth_file, results_file, kind, maker)
    try:
        found, classes = ours(truth_file, results_file, kind, maker)
    except RuntimeError as e:
        return f'case {seed}: {e}'
    if len(found) != len(expected) or any(map(differ, found, expected)):
        return f'case {seed}: {found} instead of {expected}'
    if kind == 'bbox' and any(map(differ, classes, class_maps(evaluation))):
        return f'case {seed}: classes {classes} instead of {class_maps(evaluation)}'
    return ''


def main():
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else CASES
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    verdict = Verdict('evaluate')
    kinds = [('bbox', False), ('bbox', True), ('keypoints', False), ('keypoints', True)]
    with scratch() as folder:
        for kind, xtcocotools in kinds:
            answers = [compare(seed, kind, xtcocotools, folder) for seed in range(first, first + cases // len(kinds))]
            compared = [a for a in answers if a is not None]
            verdict.case(f'{kind}, {"xtcocotools" if xtcocotools else "pycocotools"}, {len(compared)} random cases',
                         [a for a in compared if a] if compared else 'nothing was compared')
    verdict.finish()


if __name__ == '__main__':
    main()
