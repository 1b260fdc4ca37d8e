# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Top-down pose models with random weights, built, saved and run by the real mmpose from the configs that it ships, against
`slipway deploy` of the same files on the same boxes.

Usage: topdown.py [--all | --quick] [--list] [--seed N] [--backend B] [--configs FOLDER] [NAME...]; a name is the beginning of a config's name;
without names, a third of the configs; --configs takes the configs of a folder, mmpose/projects/rtmpose of a checkout, which the package lacks.
"""
import mmcv_ext  # noqa: F401  before any OpenMMLab library  # pylint: disable=unused-import

import argparse
import json
import os
import re
from pathlib import Path

import cv2
import numpy as np
import torch

from common import ROOT, STREET, Verdict, add_choice, chosen, deploy, read_json, scratch
import golden  # beside the end-to-end tests, where `common` lets it be found
from random_models import MOST_PIXELS, randomise, save, settle, site_file, with_rounding

FOLDER = 'mmpose/.mim/configs'
HEADS = {'VisPredictHead': 'visibility_', 'RTMCCHead': 'simcc_', 'RTMWHead': 'simcc_', 'HeatmapHead': ''}  # and what their deploy configs are called by
# Those that are run without being asked for. SimCC: a body, a hand, a whole body. Heatmaps: each codec and backbone once.
SMALL = ('rtmpose-t_8xb256-420e_coco-256x192', 'rtmpose-m_8xb32-210e_coco-wholebody-hand-256x256', 'rtmw-m_8xb1024-270e_cocktail14-256x192',
         'td-hm_res50_8xb64-210e_coco-256x192', 'td-hm_hrnet-w32_8xb64-210e_coco-256x192', 'td-hm_hrnetv2-w18_dark-8xb64-60e_wflw-256x256',
         'cspnext-tiny_udp_8xb256-210e_coco-256x192', 'td-hm_hrnet-w32_udp-regress-8xb64-210e_coco-256x192',
         'td-hm-vis_res50_8xb64-210e_coco-aic-256x192-merge')
BACKENDS = {'onnxruntime': 'onnxruntime_dynamic', 'openvino': 'openvino_dynamic', 'ncnn': 'ncnn_static', 'torchscript': 'torchscript_dynamic'}
ROUNDING, NOISY, MOST_JUMPS = 2e-5, 6, 0.15  # of the largest output; runs; of keypoints
PICTURES, BOXES = [STREET[i] for i in (0, 4, 11)], 3
MOST_BOXES = 2  # of an image, where many models are compared


def with_bases(path):
    """The text of a config, and of those beside it that it changes."""
    text = path.read_text(encoding='utf-8')
    bases = [path.parent / base for base in re.findall(r"'(?:\./)?([^'/]+\.py)'", text)]
    return text + ''.join(with_bases(base) for base in bases if base.exists() and base != path)


def configs(folder):
    """Every config below a folder whose head is one of these, by its file's name, and which head."""
    found = {}
    for path in sorted(folder.rglob('*.py')):
        text = with_bases(path)
        for head in HEADS:
            if f"type='{head}'" in text and 'TopdownPoseEstimator' in text:
                found.setdefault(path.stem, (path, head))  # VisPredictHead, the first one, wraps one of the others
    return found


def last_layers(head):
    """Those whose weights say how large the outputs are."""
    if hasattr(head, 'cls_x'):
        return [head.cls_x, head.cls_y]
    return [head.final_layer]


def largest_output(head):
    """Of trained networks."""
    return 200 if type(head.decoder).__name__ == 'MegviiHeatmap' else 1


def make_boxes(folder, seed, count):
    """Boxes of all sizes, some of them beyond their image, as an annotation file and by picture."""
    rng = np.random.default_rng(seed)
    images, annotations, by_picture = [], [], []
    for number, picture in enumerate(PICTURES):
        height, width = cv2.imread(str(picture)).shape[:2]
        images.append(dict(id=number, file_name=picture.name, width=width, height=height))
        corner = rng.uniform((-30, -30), (width * 0.7, height * 0.7), (count, 2)).round(2)
        size = rng.uniform(12, max(width, height) * 0.8, (count, 2)).round(2)
        by_picture.append(np.concatenate([corner, corner + size], 1).astype(np.float32))
        annotations += [dict(id=len(annotations) + i, image_id=number, category_id=1, iscrowd=0, bbox=[*map(float, c), *map(float, s)])
                        for i, (c, s) in enumerate(zip(corner, size))]
    file = Path(folder) / 'boxes.json'
    file.write_text(json.dumps(dict(images=images, annotations=annotations, categories=[dict(id=1, name='person')])))
    return file, by_picture


def with_metainfo(config):
    """The config, in the library's present words; where its dataset has a description for each of its subsets, with that of its own, which the library chooses only where it reads
    the dataset."""
    from mmengine.config import Config
    config = Config.fromfile(str(config))
    if config.model.backbone.type == 'mmcls.VisionTransformer':
        # Two were left in the words of the library that mmpretrain was before.
        config.model.backbone.update(type='mmpretrain.VisionTransformer', out_type='featmap')
        assert config.model.backbone.pop('output_cls_token') is False
    dataset = config.train_dataloader.dataset
    if dataset.type == 'DeepFashionDataset':
        dataset.metainfo = dict(from_file=f'configs/_base_/datasets/deepfashion_{dataset.subset}.py')
    return config


def predictions(config, checkpoint, boxes, seed):
    from mmengine.registry import init_default_scope
    from mmpose.apis import inference_topdown, init_model
    init_default_scope('mmpose')
    model = init_model(with_metainfo(config), None, device='cpu')
    head = getattr(model.head, 'pose_head', model.head)
    model.test_cfg['flip_test'] = False  # which a deployed model does not do
    for step in model.cfg.test_dataloader.dataset.pipeline:
        step.pop('backend_args', None)  # some name a store that is not here

    def run():
        return [inference_topdown(model, str(picture), own) for picture, own in zip(PICTURES, boxes)]

    inputs = []
    hook = model.backbone.register_forward_pre_hook(lambda _module, args: inputs.append(args[0]))
    randomise(model, seed, run=lambda: None)
    run()
    hook.remove()
    batch = torch.cat(inputs)
    settle(model, lambda: model.head(model.extract_feat(batch)))
    with torch.no_grad():
        outputs = head(model.extract_feat(batch))
        for layer, output in zip(last_layers(head), outputs if isinstance(outputs, tuple) else [outputs]):
            for weight in layer.parameters():
                weight *= largest_output(head) / output.abs().max()
            # Heatmaps above 0, as trained ones are where a keypoint is: decodings take logarithms.
            if getattr(layer, 'bias', None) is not None:
                for weight in layer.parameters():
                    weight *= 0.3
                layer.bias += 0.65 * largest_output(head)
    save(model, checkpoint)

    def predict():
        found = []
        for picture, samples in zip(PICTURES, run()):
            entry = {'image': picture.name}
            # Without a prediction of its own visibility is the score.
            for key in ('bboxes', 'bbox_scores', 'keypoints', 'keypoint_scores') + (('keypoints_visible', ) if head is not model.head else ()):
                entry[key] = np.concatenate([sample.pred_instances[key] for sample in samples]).astype(np.float64).tolist()
            found.append(entry)
        return found

    found = with_rounding(model.backbone, predict, seed, model=model)
    forward, generator = head.forward, torch.Generator().manual_seed(seed)

    def noisy(features):
        outputs = forward(features)
        moved = [o + (torch.rand(o.shape, generator=generator) * 2 - 1) * ROUNDING * o.abs().max()
                 for o in (outputs if isinstance(outputs, tuple) else [outputs])]
        return tuple(moved) if isinstance(outputs, tuple) else moved[0]

    # Up to the head nothing changes.
    features, extract = [], model.extract_feat
    model.extract_feat = lambda inputs: features.append(extract(inputs)) or features[-1]
    run()
    head.forward = noisy
    for _ in range(NOISY):
        again = iter(features)
        model.extract_feat = lambda _inputs, again=again: next(again)
        for entry, moved in zip(found, predict()):
            entry['moved'].append(moved)
    return found


def compare_keypoints(results, expected):
    """Each keypoint by how far the library itself puts it elsewhere when input or outputs of the network move by rounding: where two places
    of a heatmap are as large, or where refining divides by what is nearly 0, that may be anywhere. All else as in other comparisons.
    Returns problems and how many keypoints differ by more than the usual limit."""
    by_name = {Path(r['image']).name: r for r in results}
    problems, jumped = [], 0
    for entry in expected:
        points, scores = np.array(entry['keypoints']), np.array(entry['keypoint_scores'])
        spread = np.max([np.abs(np.array(run['keypoints']) - points).max(-1) for run in entry['moved']], 0)
        score_spread = np.max([np.abs(np.array(run['keypoint_scores']) - scores) for run in entry['moved']], 0)
        if (spread > MOST_PIXELS).mean() > MOST_JUMPS:
            problems.append(f'{entry["image"]}: too coarse to compare with, rounding moves {(spread > MOST_PIXELS).sum()} of {spread.size} keypoints')
        for side in ('backend', 'reference'):
            found = by_name[entry['image']][side]
            far = np.abs(np.array(found['keypoints']) - points).max(-1)
            bad = ~(far <= np.maximum(golden.PIXELS, 4 * spread))
            problems += [f'{entry["image"]}, {side}: box {i}, keypoint {k} is {far[i, k]:.3g} px off, rounding moves it by {spread[i, k]:.2g}'
                         for i, k in np.argwhere(bad)]
            jumped += int((far > golden.PIXELS).sum())
            off = np.abs(np.array(found['keypoint_scores']) - scores)
            if not (off <= np.maximum(golden.SCORES, 4 * score_spread)).all():
                problems.append(f'{entry["image"]}, {side}: scores of keypoints are {off.max():.2g} off')
            if ('keypoints_visible' in found) != ('keypoints_visible' in entry):
                problems.append(f'{entry["image"]}, {side}: keypoints_visible is there on one side only')
            for key, most in (('bboxes', golden.PIXELS), ('bbox_scores', golden.SCORES), ('keypoints_visible', golden.SCORES)):
                if key in entry and np.abs(np.array(found[key]) - np.array(entry[key])).max() > most:
                    problems.append(f'{entry["image"]}, {side}: {key} differ')
    return problems, jumped


def compare(verdict, name, config, head, backend, seed, count=BOXES):
    deploy_config = ROOT / f'configs/mmpose/pose-detection_{HEADS[head]}{BACKENDS[backend]}.py'
    with scratch() as folder:
        checkpoint, work = Path(folder) / 'checkpoint.pth', Path(folder) / 'work'
        file, boxes = make_boxes(folder, seed, count)
        expected = predictions(config, checkpoint, boxes, seed)
        problems = deploy(deploy_config, config, checkpoint, PICTURES, work, '--bboxes', file, '--dump-info')
        note = f'{len(PICTURES) * count} boxes of {len(expected[0]["keypoints"][0])} keypoints'
        if not problems:
            problems, jumped = compare_keypoints(read_json(work / 'results.json'), expected)
            note += f', {jumped} by rounding' if jumped else ''
        verdict.case(f'{name}, {note}', problems, config)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_choice(parser)
    parser.add_argument('--list', action='store_true')
    parser.add_argument('--configs', type=Path)
    parser.add_argument('--seed', type=int, default=0)
    parser.add_argument('--backend', choices=sorted(BACKENDS), default='onnxruntime')
    arguments = parser.parse_args()
    torch.set_num_threads(int(os.environ.get('OMP_NUM_THREADS', 2)))
    verdict = Verdict('topdown')
    heads = dict(configs(arguments.configs or site_file(FOLDER)).values())
    paths = chosen(list(heads), arguments, SMALL)
    if arguments.list:
        print('\n'.join(path.stem for path in paths))
        return
    for path in paths:
        try:
            compare(verdict, path.stem, path, heads[path], arguments.backend, arguments.seed, BOXES if arguments.quick or arguments.names else MOST_BOXES)
        except Exception as e:  # pylint: disable=broad-exception-caught
            verdict.case(path.stem, f'the library itself fails: {type(e).__name__}: {e}', path)
    verdict.finish()


if __name__ == '__main__':
    main()
