# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""What the end-to-end tests share: they run the built program as its users do and look at what it leaves behind."""
import dataclasses
import fcntl
import hashlib
import json
import os
import resource
import shutil
import signal
import subprocess
import tempfile
import time
import unittest
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
DATA = ROOT / 'test' / 'data'
DEMO = ROOT / 'demo'
POSE_DEPLOY = ROOT / 'configs/mmpose/pose-detection_yolox-pose_onnxruntime_dynamic.py'
CLS_STATIC = ROOT / 'configs/mmpretrain/classification_onnxruntime_static.py'
CLS_DYNAMIC = ROOT / 'configs/mmpretrain/classification_onnxruntime_dynamic.py'
# What `deploy --dump-info` leaves in the work directory.
MODEL_FILES = ['end2end.onnx', 'deploy.json', 'pipeline.json', 'detail.json']
REPORT_FILES = ['verify.json', 'results.json', 'output_onnxruntime.jpg', 'output_pytorch.jpg', 'comparison.jpg']
# Sanitizers make everything slower; limits of time hold for the program that users get.
SANITIZED = bool(os.environ.get('SLIPWAY_TEST_SANITIZED'))
SHIPPED_FOLDERS = [p for p in (ROOT / 'demo', ROOT / 'configs', DATA) if p.exists()]


def program():
    return os.environ['SLIPWAY_PROGRAM']


def scene(number):
    return DATA / 'scenes' / 'images' / f'{100000 + number:012d}.jpg'


def street(number):
    return DATA / 'street' / 'images' / f'{200000 + number:012d}.jpg'


def model(name):
    """(model config, checkpoint) of a fixture"""
    folder = DEMO / name if (DEMO / name).is_dir() else DATA / name
    return folder / 'model_cfg.py', folder / 'checkpoint.pth'


@dataclass
class Run:
    code: int
    out: str
    err: str
    wall: float
    cpu: float  # seconds of processor time of the program and its children


class Case(unittest.TestCase):
    """One temporary folder per test; HOME lies in it and has to stay empty."""
    maxDiff = None

    def setUp(self):
        self.tmp = Path(tempfile.mkdtemp(prefix='slipway-cli-'))
        self.addCleanup(shutil.rmtree, self.tmp, ignore_errors=True)

    def file(self, name, content):
        path = self.tmp / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def run_slipway(self, *args, file_size_limit=None, env=None, cwd=None):
        return run(self.tmp, *args, file_size_limit=file_size_limit, env=env, cwd=cwd)

    def deploy(self, deploy_cfg, model_cfg, checkpoint, image, *options, **more):
        work_dir = more.pop('work_dir', self.tmp / 'work')
        return self.run_slipway('deploy', deploy_cfg, model_cfg, checkpoint, image, '--work-dir', work_dir, *options, **more)

    def deploy_nano(self, *options, deploy_cfg=POSE_DEPLOY, image=None, **more):
        config, checkpoint = model('yoloxpose-nano')
        config, checkpoint = more.pop('config', config), more.pop('checkpoint', checkpoint)
        return self.deploy(deploy_cfg, config, checkpoint, image or scene(1), *options, **more)

    def deploy_resnet(self, *options, deploy_cfg=CLS_STATIC, image=None, **more):
        config, checkpoint = model('resnet18-slim')
        config, checkpoint = more.pop('config', config), more.pop('checkpoint', checkpoint)
        return self.deploy(deploy_cfg, config, checkpoint, image or scene(1), *options, **more)

    def assert_works(self, result):
        self.assertEqual(result.code, 0, f'stdout:\n{result.out}\nstderr:\n{result.err}')

    def assert_refused(self, result, *needles, code=2, seconds=1.0, work_dir='work'):
        """Bad input: exit code 2, one error that holds every needle, soon, and nothing left behind."""
        shown = f'exit code {result.code}\nstdout:\n{result.out}\nstderr:\n{result.err}'
        self.assertEqual(result.code, code, shown)
        for needle in needles:
            self.assertIn(str(needle).lower(), result.err.lower(), shown)
        errors = [line for line in result.err.splitlines() if line.startswith('slipway: error: ')]
        self.assertEqual(len(errors), 1, f'one error\n{shown}')
        for word in ('terminate called', 'Aborted', 'what():', 'Traceback', 'basic_string', 'std::'):
            self.assertNotIn(word, result.err, shown)
        if seconds and not SANITIZED:
            self.assertLess(result.cpu, seconds, f'processor time\n{shown}')
        if work_dir:
            left = list_files(self.tmp / work_dir)
            self.assertEqual(left, [], f'left behind\n{shown}')


def run(tmp, *args, file_size_limit=None, env=None, cwd=None):
    home = Path(tmp) / 'home'
    home.mkdir(exist_ok=True)
    variables = {k: v for k, v in os.environ.items() if not k.startswith(('XDG_', 'SLIPWAY_TEST'))}
    variables.update(HOME=str(home), OMP_NUM_THREADS='1', OMP_WAIT_POLICY='passive', LC_ALL='C.UTF-8')
    # Set only for the other tests: here the program has to do it itself.
    variables.pop('ORT_DISABLE_TELEMETRY', None)
    variables.update(env or {})

    def limit():
        if file_size_limit is not None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (file_size_limit, file_size_limit))

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    done = subprocess.run([program(), *map(str, args)], stdin=subprocess.DEVNULL, capture_output=True, timeout=240, check=False,
                          env=variables, cwd=cwd or tmp, preexec_fn=limit)
    wall = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    found = list_files(home)
    if found:
        raise AssertionError(f'the program wrote files into the home folder: {found}')
    return Run(done.returncode, done.stdout.decode(errors='replace'), done.stderr.decode(errors='replace'), wall, cpu)


def shared_deployment(case, deploy_cfg, name, images, options=(), program_file=None):
    """(Run, work directory) of a fixture that was deployed with these images, to be looked at only. Tests that ask for the same share one
    deployment, also between processes: SLIPWAY_TEST_DEPLOYMENTS names the folder, which `make test` empties. Belongs into setUpClass. A
    program stands in the place of the fixture's checkpoint."""
    folder = os.environ.get('SLIPWAY_TEST_DEPLOYMENTS')
    if folder is None:
        temporary = tempfile.TemporaryDirectory(prefix='slipway-cli-')
        case.addClassCleanup(temporary.cleanup)
        folder = temporary.name
    built = sorted((str(p), p.stat().st_mtime_ns) for part in ('bin', 'lib') for p in (Path(program()).parent.parent / part).glob('*slipway*'))
    # A derived config counts by what is in it, wherever it lies.
    asked = [Path(deploy_cfg).read_text(encoding='utf-8'), name, *map(str, images), *map(str, options), built, str(program_file)]
    place = Path(folder) / hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:16]
    place.mkdir(parents=True, exist_ok=True)
    with open(place / 'lock', 'w', encoding='utf-8') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (place / 'run.json').is_file():
            tests = [part for path in images for part in ('--test-img', path)]
            config = place / Path(deploy_cfg).name if ROOT not in Path(deploy_cfg).parents else deploy_cfg
            if config != deploy_cfg:
                shutil.copy(deploy_cfg, config)
            model_cfg, checkpoint = model(name)
            done = run(place, 'deploy', config, model_cfg, program_file or checkpoint, images[0], *tests, '--work-dir', place / 'work', '--dump-info', *options)
            (place / 'run.json').write_text(json.dumps(dataclasses.asdict(done)))
        return Run(**read_json(place / 'run.json')), place / 'work'


def list_files(folder):
    folder = Path(folder)
    return sorted(str(p.relative_to(folder)) for p in folder.rglob('*')) if folder.is_dir() else []


def digests(folder):
    return {name: hashlib.sha256((Path(folder) / name).read_bytes()).hexdigest()
            for name in list_files(folder) if (Path(folder) / name).is_file()}


def read_json(path):
    with open(path, encoding='utf-8') as f:
        return json.load(f)
