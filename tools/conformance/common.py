# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""What the comparisons share: where things are, how to run `slipway deploy`, how a verdict is given."""
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
DATA = ROOT / 'test' / 'data'
SCENES = [DATA / 'scenes' / 'images' / f'{100000 + i:012d}.jpg' for i in range(1, 9)]
STREET = [DATA / 'street' / 'images' / f'{200000 + i:012d}.jpg' for i in range(1, 25)]
POSE_DEPLOY = ROOT / 'configs/mmpose/pose-detection_yolox-pose_onnxruntime_dynamic.py'
CLS_STATIC = ROOT / 'configs/mmpretrain/classification_onnxruntime_static.py'
CLS_DYNAMIC = ROOT / 'configs/mmpretrain/classification_onnxruntime_dynamic.py'
DETECTION_STATIC = ROOT / 'configs/mmdet/detection/detection_onnxruntime_static.py'
DETECTION_DYNAMIC = ROOT / 'configs/mmdet/detection/detection_onnxruntime_dynamic.py'
sys.path.insert(0, str(ROOT / 'test' / 'cli'))


if 'SLIPWAY_PROGRAM' in os.environ:
    # Commands run in folders of their own.
    os.environ['SLIPWAY_PROGRAM'] = os.path.abspath(os.environ['SLIPWAY_PROGRAM'])


def program():
    return os.environ['SLIPWAY_PROGRAM']


def fixture(name):
    """(model config, checkpoint)"""
    folder = ROOT / 'demo' / name if (ROOT / 'demo' / name).is_dir() else DATA / name
    return folder / 'model_cfg.py', folder / 'checkpoint.pth'


def deploy(deploy_cfg, model_cfg, checkpoint, images, work_dir, *options):
    """Runs `slipway deploy` on all images; returns what it says when it fails, '' when it works."""
    LAST.update(deploy_cfg=Path(deploy_cfg).stem, work=Path(work_dir))
    command = [program(), 'deploy', deploy_cfg, model_cfg, checkpoint, images[0], '--work-dir', work_dir, *options]
    for image in images:
        command += ['--test-img', image]
    # As where the libraries' environment is activated: configs of projects have bases in them.
    environment = dict(os.environ, OMP_NUM_THREADS=os.environ.get('OMP_NUM_THREADS', '2'), VIRTUAL_ENV=sys.prefix)
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False,
                          env=environment)
    if done.returncode == 0:
        return ''
    failed = [line.strip() for line in done.stdout.splitlines() if 'FAILED' in line or 'first layer' in line]
    said = [line for line in done.stderr.strip().splitlines() if not line.startswith('[')]  # without the steps
    return f'exit code {done.returncode}: ' + '; '.join(failed + said)[-2500:]


def read_json(path):
    with open(path, encoding='utf-8') as f:
        return json.load(f)


LAST = {}  # what deploy() was given last


def shipped(config):
    """What the table of models calls a config: its library, and its path below the library's configs, or in a checkout of the library if it is
    below projects/ there; None where no library ships it."""
    config = str(config)
    if '/projects/' in config:
        checkout, path = config.split('/projects/', 1)
        return f'{Path(checkout).name}/projects/{path}'
    return config.split('site-packages/')[1].replace('/.mim/configs/', '/') if 'site-packages/' in config else None


def record(config, problems):
    """Adds a line to the file of results that SLIPWAY_CONFORMANCE_RESULTS names, if it names one, and one for each config that computes the same."""
    file, name = os.environ.get('SLIPWAY_CONFORMANCE_RESULTS'), shipped(config)
    if not file or name is None:
        return
    entry = {'config': name, 'deploy_cfg': LAST.get('deploy_cfg', '')}
    if problems:
        # The error itself, without the warnings before it and the machine's folders.
        said = problems[0].split('slipway: error: ')[-1] if 'exit code 2' in problems[0] else problems[0]
        entry['problem'] = re.sub(r'\S*/(site-packages/|tmp/)', '', said).replace('/.mim/configs/', '/')[:200]
    else:
        images = read_json(LAST['work'] / 'verify.json')['images']
        entry['largest'] = {key: max(image.get(key, 0) for image in images) for key in images[0] if key.startswith('max_')}
        entry['by_rounding'] = any('rounding' in image for image in images)
    entries = [entry] + [dict(entry, config=shipped(other), same_as=name) for other in TWINS.get(str(config), [])]
    with open(file, 'a', encoding='utf-8') as f:
        f.writelines(json.dumps(e) + '\n' for e in entries)


TWINS = {}  # by a config's path, the others that compute the same
OF_TRAINING = ('train_cfg', 'init_cfg', 'pretrained', 'auxiliary_head', 'assigner', 'sampler', 'norm_eval', 'frozen_stages', 'with_cp')


def decisive(value):
    """What of a config's value decides what a model computes when it is tested."""
    if isinstance(value, dict):
        return {key: decisive(v) for key, v in sorted(value.items()) if key not in OF_TRAINING and not key.startswith('loss')}
    return [decisive(v) for v in value] if isinstance(value, (list, tuple)) else repr(value)


def essence(path):
    """A text that is the same for two configs which only train differently: model, test pipeline, and kind of data set are equal."""
    from mmengine.config import Config
    config = Config.fromfile(str(path))
    dataset = (config.get('test_dataloader') or {}).get('dataset') or {}
    while 'dataset' in dataset:
        dataset = dataset['dataset']
    return json.dumps([decisive(config.model), decisive(dataset.get('pipeline', [])), str(dataset.get('type')), decisive(dataset.get('metainfo', {}))])


def one_of_each(paths):
    """The first of all configs that compute the same, in their order, without those that SLIPWAY_CONFORMANCE_KNOWN=FILE has results of; the others
    are listed with what is found of it. One that its library cannot read stays, so that its comparison says so."""
    first, known = {}, os.environ.get('SLIPWAY_CONFORMANCE_KNOWN')
    done = {json.loads(line)['config'] for line in open(known, encoding='utf-8')} if known else set()
    for path in paths:
        if shipped(path) in done:
            continue
        try:
            own = essence(path)
        except Exception:  # pylint: disable=broad-exception-caught
            own = str(path)
        if own in first:
            TWINS.setdefault(str(first[own]), []).append(path)
        else:
            first[own] = path
    return list(first.values())


def add_choice(parser):
    """What `chosen` reads."""
    parser.add_argument('names', nargs='*', help='beginnings of the names of configs')
    parser.add_argument('--all', action='store_true', help='every config, one of those that only train differently')
    parser.add_argument('--quick', action='store_true', help='one of each kind')


def chosen(paths, arguments, quick):
    """Those of the configs that are to be compared, in their order: by name, all that differ, or those that `quick` names; where nothing is asked for,
    these and enough others that a third of all configs is compared or computes the same as one that is. Those which stand for more than
    themselves come before the others, and these in equal steps, so that there are some of each kind."""
    if arguments.names:
        return [path for path in paths if any(path.stem.startswith(name) for name in arguments.names)]
    if arguments.quick:
        return [path for path in paths if path.stem in quick]
    different = one_of_each(sorted(paths, key=lambda path: path.stem not in quick))  # of those that compute the same, the quick one
    if arguments.all:
        return [path for path in paths if path in different]
    stands_for = {path: 1 + len(TWINS.get(str(path), [])) for path in different}
    rest = [path for path in paths if path in stands_for and path.stem not in quick]
    several, single = [[path for path in rest if (stands_for[path] > 1) == many] for many in (True, False)]
    kept = {path for path in different if path.stem in quick}
    for path in sorted(several, key=lambda path: -stands_for[path]) + single[::3] + single[1::3] + single[2::3]:
        if 3 * sum(stands_for[k] for k in kept) >= sum(stands_for.values()):
            break
        kept.add(path)
    return [path for path in paths if path in kept]


class Verdict:
    """Counts cases; the last line says it all."""

    def __init__(self, name):
        self.name, self.passed, self.failed = name, 0, 0

    def case(self, title, problems, config=None):
        """@param config a file that a library ships: what came of it joins the table of models (models_page.py)"""
        problems = [problems] if isinstance(problems, str) and problems else list(problems or [])
        if config is not None:
            record(config, problems)
        if problems:
            self.failed += 1
            print(f'  {title}: FAILED')
            for problem in problems[:5]:
                print(f'    {problem}')
            if len(problems) > 5:
                print(f'    and {len(problems) - 5} more')
        else:
            self.passed += 1
            print(f'  {title}: ok')
        sys.stdout.flush()

    def finish(self):
        print(f'conformance {self.name}: {self.passed} passed, {self.failed} failed')
        sys.exit(1 if self.failed or not self.passed else 0)


def scratch():
    return tempfile.TemporaryDirectory(prefix='slipway-conformance-')
