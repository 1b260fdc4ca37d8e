# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""The keypoints of pose datasets as mmpose 1.3.2 describes them (configs/_base_/datasets): names, sides, links, sigmas.

    pose_datasets.py table     src/package/pose_datasets.cc
    pose_datasets.py record    test/data/dataset/pose_datasets.json, which a test compares with that
"""
import mmcv_ext  # noqa: F401  before any OpenMMLab library  # pylint: disable=unused-import

import json
import re
import sys
import textwrap

from mmengine.config import Config
import common  # noqa: F401  whose folders random_models needs  # pylint: disable=unused-import
from random_models import site_file

FOLDER = 'mmpose/.mim/configs/_base_/datasets'
# What a dataset type has where its config says nothing; files that no type has come last.
TYPES = {
    'aic': 'Aic', 'ak': 'AnimalKingdom', 'animalpose': 'AnimalPose', 'ap10k': 'AP10K', 'atrw': 'ATRW', 'coco_wholebody': 'CocoWholeBody', 'cofw': 'COFW',
    'crowdpose': 'CrowdPose', 'deepfashion2': 'DeepFashion2', 'exlpose': 'Exlpose', 'fly': 'Fly', 'freihand2d': 'FreiHand', 'halpe': 'Halpe',
    'horse10': 'Horse10', 'humanart': 'HumanArt', 'jhmdb': 'Jhmdb', 'lapa': 'Lapa', 'locust': 'Locust', 'macaque': 'Macaque', 'mhp': 'Mhp',
    'mpii': 'Mpii', 'ochuman': 'OCHuman', 'onehand10k': 'OneHand10K', 'posetrack18': 'PoseTrack18', 'rhd2d': 'Rhd2D', 'ubody2d': 'UBody2d',
    'wflw': 'WFLW', 'zebra': 'Zebra', '300w': 'Face300W', '300wlp': 'Face300WLP', 'aflw': 'AFLW', 'coco_wholebody_face': 'CocoWholeBodyFace',
    'coco_wholebody_hand': 'CocoWholeBodyHand', 'deepfashion_full': '', 'deepfashion_lower': '', 'deepfashion_upper': '', 'humanart_aic': '',
    'humanart21': 'HumanArt21', 'panoptic_hand2d': 'PanopticHand2D', 'halpe26': '', 'interhand2d': '',
    'interhand3d': 'InterHand2DDouble'}


def read(name):
    info = Config.fromfile(site_file(FOLDER) / f'{name}.py').dataset_info
    points = [info['keypoint_info'][i] for i in range(len(info['keypoint_info']))]
    names = [p['name'] for p in points]
    return dict(dataset_name=info['dataset_name'], keypoint_names=names, flip_indices=[names.index(p['swap'] or p['name']) for p in points],
                links=[[names.index(end) for end in link['link']] for link in info.get('skeleton_info', {}).values()],
                sigmas=[float(s) for s in info.get('sigmas', [])])


def runs_of_names(names):
    """Neighbours that differ by a number at their end as one: face-0..67."""
    parts, i = [], 0
    while i < len(names):
        found = re.fullmatch(r'(.*?)(0|[1-9][0-9]*)', names[i])
        end = i + 1
        while found and end < len(names) and names[end] == f'{found[1]}{int(found[2]) + end - i}':
            end += 1
        parts.append(f'{names[i]}..{int(found[2]) + end - 1 - i}' if found and end - i > 2 else names[i])
        i = end if found and end - i > 2 else i + 1
    return ','.join(parts)


def runs_of_numbers(values):
    parts = []
    for value in values:
        if parts and parts[-1][0] == value:
            parts[-1][1] += 1
        else:
            parts.append([value, 1])
    return ','.join(repr(v) + (f'*{n}' if n > 1 else '') for v, n in parts)


def literal(text):
    lines = textwrap.wrap(text.replace(',', ', '), 108, break_on_hyphens=False) or ['']
    return '\n     '.join('"' + line.replace(', ', ',') + '"' for line in lines)


def table():
    entries = []
    for name in sorted(TYPES):
        info = read(name)
        flips = info['flip_indices']
        type_name = f'{TYPES[name]}Dataset' if TYPES[name] else ''
        # 1-2: each other's; 1>2: not the other way round, too, as a few of DeepFashion2 are.
        swaps = ','.join(f'{k}-{other}' if flips[other] == k else f'{k}>{other}' for k, other in enumerate(flips)
                         if other != k and (k < other or flips[other] != k))
        parts = [runs_of_names(info['keypoint_names']), swaps, ','.join(f'{a}-{b}' for a, b in info['links']), runs_of_numbers(info['sigmas'])]
        entries.append(f'    {{"{name}.py", "{type_name}", "{info["dataset_name"]}",\n     ' + ',\n     '.join(map(literal, parts)) + '},')
    return '\n'.join(entries)


def main():
    if sys.argv[1:] == ['table']:
        print(table())
    else:
        print('{\n' + ',\n'.join(f'"{name}.py": {json.dumps(read(name))}' for name in sorted(TYPES)) + '\n}')


if __name__ == '__main__':
    main()
