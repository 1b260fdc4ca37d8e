# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""`slipway test` measures what the libraries' own runners measure, on both of its sides: the trained small pose models with every codec that fits their
network, the flip test in all its ways, and the metrics of top-down models; segmentation of whole images and of windows.

Usage: accuracy.py [NAME...]; a name is the beginning of a case's name.
"""
import mmcv_ext  # noqa: F401  before any OpenMMLab library  # pylint: disable=unused-import

import argparse
import os
import subprocess
from pathlib import Path

import torch

from common import DATA, ROOT, STREET, Verdict, deploy, fixture, program, read_json, scratch

MMPOSE, MMSEG = ROOT / 'configs/mmpose', ROOT / 'configs/mmseg'
SIMCC, HEATMAP = MMPOSE / 'pose-detection_simcc_onnxruntime_dynamic.py', MMPOSE / 'pose-detection_onnxruntime_dynamic.py'
SEGMENTATION = MMSEG / 'segmentation_onnxruntime_dynamic.py'
SIZES = 'input_size=(96, 128), heatmap_size=(24, 32)'
# Keypoints are within some 1e-4 px: distances move by so much of a pose's size, and no rate by a whole keypoint unless one lies on its limit.
METRICS = 1e-5
ANNOTATIONS = 'street/annotations/person_keypoints_val.json'


def evaluators(*coco):
    others = ["dict(type='PCKAccuracy', thr=0.2)", "dict(type='PCKAccuracy', thr=0.1, norm_item='bbox', prefix='tight')", "dict(type='AUC')", "dict(type='EPE')",
              "dict(type='NME', norm_mode='keypoint_distance', keypoint_indices=[5, 12])"]
    return '[' + ', '.join([f"dict(type='CocoMetric', ann_file='{ANNOTATIONS}', {options})" for options in coco] + others) + ']'


def pose(decoder='', flip=None, shift=False, udp=False, coco=('',)):
    """A config that differs from the fixture's in its decoder, its warp, its flip test and its metrics."""
    head = f'head=dict(decoder=dict(_delete_=True, {decoder})), ' if decoder else ''
    test = 'flip_test=False' if flip is None else f"flip_test=True, flip_mode='{flip}', shift_heatmap={shift}"
    warp = f"dict(type='TopdownAffine', input_size=(96, 128), use_udp={udp})"
    steps = f"[dict(type='LoadImage'), dict(type='GetBBoxCenterScale'), {warp}, dict(type='PackPoseInputs')]"
    return (f"model = dict({head}test_cfg=dict(_delete_=True, {test}))\ntest_dataloader = dict(dataset=dict(pipeline={steps}))\n"
            f'test_evaluator = {evaluators(*coco)}\n')


def segmentation(test):
    return (f'model = dict(test_cfg=dict(_delete_=True, {test}))\n'
            "test_evaluator = dict(type='IoUMetric', iou_metrics=['mIoU', 'mDice', 'mFscore'])\n")


MSRA, MEGVII, UDP = f"type='MSRAHeatmap', {SIZES}, sigma=2", f"type='MegviiHeatmap', {SIZES}, kernel_size=11", f"type='UDPHeatmap', {SIZES}, sigma=2"
DARK = "type='SimCCLabel', input_size=(96, 128), sigma=(3.46, 4.0), simcc_split_ratio=2.0, normalize=False, use_dark=True"
# name, fixture, deploy config, what of the fixture's config changes
CASES = (
    ('simcc', 'rtmpose-nano', SIMCC, pose(coco=("nms_mode='none'", "score_mode='bbox', nms_mode='soft_oks_nms', prefix='soft'"))),
    ('simcc-flip', 'rtmpose-nano', SIMCC, pose(flip='heatmap', coco=("score_mode='keypoint', keypoint_score_thr=0.3", ))),
    ('simcc-dark-flip', 'rtmpose-nano', SIMCC, pose(DARK, flip='heatmap')),
    ('udp', 'heatmap-nano', HEATMAP, pose(UDP, udp=True, coco=("score_mode='bbox_keypoint', nms_thr=0.5", ))),
    ('udp-flip', 'heatmap-nano', HEATMAP, pose(UDP, flip='heatmap', udp=True)),
    ('msra', 'heatmap-nano', HEATMAP, pose(MSRA)),
    ('msra-flip', 'heatmap-nano', HEATMAP, pose(MSRA, flip='heatmap')),
    ('msra-flip-shift', 'heatmap-nano', HEATMAP, pose(MSRA, flip='heatmap', shift=True)),
    ('msra-unbiased-flip-shift', 'heatmap-nano', HEATMAP, pose(MSRA + ', unbiased=True', flip='heatmap', shift=True)),
    ('megvii-flip', 'heatmap-nano', HEATMAP, pose(MEGVII, flip='heatmap')),
    ('whole', 'seg-nano', SEGMENTATION, segmentation("mode='whole'")),
    ('slide', 'seg-nano', SEGMENTATION, segmentation("mode='slide', crop_size=(128, 160), stride=(80, 96)")),
)


def library_says(config_file, checkpoint, folder):
    from mmengine.config import Config
    from mmengine.registry import init_default_scope
    from mmengine.runner import Runner
    config = Config.fromfile(str(config_file))
    init_default_scope(config.default_scope)
    if config.default_scope == 'mmseg':
        import mmseg  # noqa: F401  whose types are registered then
        from mmseg.utils import register_all_modules
    else:
        from mmpose.utils import register_all_modules
    register_all_modules(init_default_scope=False)
    config.work_dir, config.load_from, config.experiment_name, config.log_level = str(folder), str(checkpoint), Path(folder).name, 'ERROR'
    return {key: float(value) for key, value in Runner.from_cfg(config).test().items()}


def we_say(deploy_cfg, config, checkpoint, work, *options):
    """[metrics of the backend, of PyTorch], or a text that says why not"""
    command = [program(), 'test', deploy_cfg, config, '--model', work, '--reference', checkpoint, '--work-dir', work / 'test', *options]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    if done.returncode:
        return f'exit code {done.returncode}: {done.stderr.strip()[-500:]}'
    return [row['metrics'] for row in read_json(work / 'test' / 'metrics.json')['rows']]


def compare(verdict, name, base, deploy_cfg, changes):
    with scratch() as folder:
        config, work = Path(folder) / 'model_cfg.py', Path(folder) / 'work'
        config_base, checkpoint = fixture(base)
        config.write_text(f"_base_ = ['{config_base}']\n{changes}", encoding='utf-8')
        scores = ('--cfg-options', 'codebase_config.with_argmax=False') if deploy_cfg == SEGMENTATION else ()
        failed = deploy(deploy_cfg, config, checkpoint, STREET[:1], work, '--dump-info', *scores)
        found = failed or we_say(deploy_cfg, config, checkpoint, work, *(('--flip-test',) if 'flip_test=True' in changes else ()), *scores)
        if isinstance(found, str):
            verdict.case(name, found)
            return
        expected, problems, largest = library_says(config, checkpoint, folder), [], 0.0
        if len(found) != 2 or not expected:
            problems.append(f'{len(found)} sides instead of 2, {len(expected)} numbers of the library')
        for side, metrics in zip(('backend', 'PyTorch'), found):
            if set(metrics) != set(expected):
                problems.append(f'{side}: {sorted(set(metrics) ^ set(expected))} on one side only')
            for key in set(metrics) & set(expected):
                off = abs(metrics[key] - expected[key])
                largest = max(largest, off)
                if not off <= METRICS * max(1.0, abs(expected[key])):
                    problems.append(f'{side}: {key} is {metrics[key]:.6f}, the library says {expected[key]:.6f}')
        verdict.case(f'{name}: {len(expected)} numbers, within {largest:.1e}', problems)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('names', nargs='*')
    arguments = parser.parse_args()
    torch.set_num_threads(int(os.environ.get('OMP_NUM_THREADS', 2)))
    os.chdir(DATA)  # where the fixtures' data_root is
    verdict = Verdict('accuracy')
    for case in CASES:
        if not arguments.names or any(case[0].startswith(name) for name in arguments.names):
            compare(verdict, *case)
    verdict.finish()


if __name__ == '__main__':
    main()
