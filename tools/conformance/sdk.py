# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""MMDeploy's own runtime loads the directories that Slipway writes for classifiers and gives the same classes.

Its scores may differ by 5e-3: its centre crop rounds halves up where the library rounds them to even.
"""
from pathlib import Path

from common import CLS_DYNAMIC, CLS_STATIC, DATA, SCENES, Verdict, deploy, fixture, read_json, scratch

SCORES = 5e-3


def main():
    import cv2
    from mmdeploy_runtime import Classifier
    verdict = Verdict('mmdeploy-runtime')
    golden = {g['image']: g for g in read_json(DATA / 'resnet18-slim' / 'golden.json')}
    for title, deploy_cfg in (('static', CLS_STATIC), ('dynamic', CLS_DYNAMIC)):
        with scratch() as folder:
            work = Path(folder) / 'work'
            problems = deploy(deploy_cfg, *fixture('resnet18-slim'), SCENES, work, '--dump-info')
            if problems:
                verdict.case(title, problems)
                continue
            ours = {Path(r['image']).name: r['backend'] for r in read_json(work / 'results.json')}
            classifier = Classifier(str(work), 'cpu', 0)
            for image in SCENES:
                # [(label, score)], best first, as many as `topk` of the head
                found = classifier(cv2.imread(str(image)))
                mine = ours[image.name]
                problems, largest = [], 0.0
                if not len(found):
                    problems.append('it returns no class')
                elif int(found[0][0]) != mine['pred_label'] or mine['pred_label'] != golden[image.name]['pred_label']:
                    problems.append(f'its class is {int(found[0][0])}, ours {mine["pred_label"]}, '
                                    f'the library\'s {golden[image.name]["pred_label"]}')
                for label, score in found:
                    largest = max(largest, abs(float(score) - mine['pred_score'][int(label)]))
                if largest > SCORES:
                    problems.append(f'scores differ by {largest:.6f}')
                verdict.case(f'{title}, {image.name}: class {mine["pred_label"]}, {len(found)} scores within {largest:.1e}', problems)
    verdict.finish()


if __name__ == '__main__':
    main()
