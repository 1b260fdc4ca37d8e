# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""`slipway test`: the numbers of the libraries' own evaluators, for PyTorch and the converted model, however the run is cut up."""
import json
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import golden
import harness
from harness import CLS_DYNAMIC, CLS_STATIC, DATA, POSE_DEPLOY, Case, read_json, scene

SCENES = DATA / 'scenes'
ANNOTATIONS = SCENES / 'annotations' / 'person_keypoints_val.json'
TOLERANCE = 0.0005
MPIRUN = shutil.which('mpirun')
# Two processors are all that some machines have, and containers run as root.
MPI_ENV = {'OMPI_ALLOW_RUN_AS_ROOT': '1', 'OMPI_ALLOW_RUN_AS_ROOT_CONFIRM': '1', 'OMPI_MCA_rmaps_base_oversubscribe': '1',
           'PRTE_MCA_rmaps_default_mapping_policy': ':oversubscribe',  # the same for Open MPI 5
           'OMPI_MCA_btl_vader_single_copy_mechanism': 'none', 'TMPDIR': '/tmp',
           'ASAN_OPTIONS': 'detect_leaks=0'}  # what MPI leaves behind is not ours


class TestRun(Case):
    """Paths in the model configs (data_root='scenes/') are relative to test/data."""
    image = staticmethod(scene)
    count = 100  # images of the dataset
    goldens = 8  # of them with predictions of the library
    metrics = 'expected_metrics.json'
    options = ()  # of `deploy`, besides

    def setUp(self):
        super().setUp()
        self.work = self.models / 'work'

    def run_test(self, *options, config=None, model=None, deploy_cfg=None, **more):
        more.setdefault('cwd', DATA)
        return self.run_slipway('test', deploy_cfg or self.deploy_cfg, config or harness.model(self.name)[0], '--model', model or self.work,
                                *options, **more)

    def rows(self, result):
        self.assert_works(result)
        return json.loads(result.out)['rows']

    def assert_expected(self, rows, names):
        self.assertEqual([row['name'] for row in rows], names)
        expected = read_json(DATA / self.name / self.metrics)
        for row in rows:
            self.assertEqual(list(row['metrics']), list(expected))
            for key, value in expected.items():
                self.assertAlmostEqual(row['metrics'][key], value, delta=TOLERANCE, msg=f"{row['name']}: {key}")


def deploy(cls):
    """The model of a test class, converted once."""
    done, work = harness.shared_deployment(cls, cls.deploy_cfg, cls.name, [cls.image(i) for i in range(1, cls.goldens + 1)], cls.options)
    cls.models = work.parent
    if done.code != 0:
        raise AssertionError(done.err)


class Family:
    slow = True
    shared = True

    @classmethod
    def setUpClass(cls):
        deploy(cls)

    def test_both_sides(self):
        for batch, threads in ((1, 1), (2, 2), (8, 3), (8, 4)):
            with self.subTest(batch=batch, threads=threads):
                result = self.run_test('--json', '--reference', harness.model(self.name)[1], '--batch-size', batch, '--threads', threads)
                self.assert_expected(self.rows(result), ['PyTorch', 'onnxruntime'])

    def test_cut_up_in_any_way(self):
        """The same numbers to the last digit."""
        texts = {self.run_test('--json', '--batch-size', b, '--threads', t).out for b, t in ((1, 4), (2, 1), (3, 2), (8, 1), (8, 2), (128, 3))}
        self.assertEqual(len(texts), 1)
        self.assert_expected(json.loads(texts.pop())['rows'], ['onnxruntime'])

    def test_files_instead_of_a_directory(self):
        result = self.run_test('--json', model=self.work / 'end2end.onnx')
        self.assertEqual(result.out, self.run_test('--json').out)
        self.assertEqual(result.err, '')

    def test_predictions_equal_the_library(self):
        out = self.tmp / 'new' / 'out.json'
        self.assert_works(self.run_test('--out', out, '--batch-size', 3))
        entries = {Path(entry['image']).name: entry for entry in read_json(out)}
        self.assertEqual(len(entries), self.count)
        names = [self.image(i).name for i in range(1, self.goldens + 1)]
        results = [{'backend': entries[name], 'reference': entries[name], 'image': name} for name in names]
        self.assertEqual(golden.compare_results(results, read_json(DATA / self.name / 'golden.json')), [])

    def test_ranks(self):
        if MPIRUN is None:
            self.skipTest('mpirun is not installed')
        alone = self.run_test('--json').out
        for ranks in (1, 2, 3):
            with self.subTest(ranks=ranks):
                done = mpirun(self, ranks, 'test', self.deploy_cfg, harness.model(self.name)[0], '--model', self.work, '--json')
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertEqual(done.stdout, alone)
        done = mpirun(self, 2, 'test', self.deploy_cfg, harness.model(self.name)[0], '--model', self.work, '--json', '--threads', '1',
                      '--reference', harness.model(self.name)[1], '--out', self.tmp / 'out.json')
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assert_expected(json.loads(done.stdout)['rows'], ['PyTorch', 'onnxruntime'])
        images = [entry['image'] for entry in read_json(self.tmp / 'out.json')]
        self.assertEqual(images, sorted(images))
        self.assertEqual(len(images), self.count)


def mpirun(case, ranks, *args, program=None):
    return subprocess.run([MPIRUN, '-n', str(ranks), program or harness.program(), *map(str, args)], cwd=DATA, text=True, check=False,
                          capture_output=True, timeout=200, stdin=subprocess.DEVNULL,
                          env=dict(os.environ, **MPI_ENV, HOME=str(case.tmp), OMP_WAIT_POLICY='passive'))


class NanoAccuracy(Family, TestRun):
    name, deploy_cfg = 'yoloxpose-nano', POSE_DEPLOY


class ProjectNanoAccuracy(Family, TestRun):
    name, deploy_cfg = 'yoloxpose-project-nano', POSE_DEPLOY


class ResNetAccuracy(Family, TestRun):
    name, deploy_cfg = 'resnet18-slim', CLS_DYNAMIC


class ResNetStaticAccuracy(TestRun):
    """A network of batch 1."""
    slow = True
    shared = True
    name, deploy_cfg = 'resnet18-slim', CLS_STATIC

    @classmethod
    def setUpClass(cls):
        deploy(cls)

    def test_it(self):
        result = self.run_test('--json', '--reference', harness.model(self.name)[1], '--batch-size', 4)
        self.assert_expected(self.rows(result), ['PyTorch', 'onnxruntime'])
        self.assertIn('the model takes batches of 1 only', result.err)


class TestCommand(TestRun):
    """Options, outputs and everything that can go wrong, on the nano model."""
    slow = True
    shared = True
    name, deploy_cfg = 'yoloxpose-nano', POSE_DEPLOY

    @classmethod
    def setUpClass(cls):
        deploy(cls)

    def refused(self, *needles, options=(), **more):
        result = self.run_test(*options, **more)
        self.assert_refused(result, *needles, work_dir=None, seconds=None)
        self.assertEqual(result.out, '')

    def config(self, text):
        return self.file('cfg.py', f'_base_ = ["{harness.model(self.name)[0]}"]\n{text}\n')

    def test_report(self):
        result = self.run_test('--reference', harness.model(self.name)[1], '--speed-test', '--warmup', 2, '--log2file', self.tmp / 'log.txt',
                               '--work-dir', self.tmp / 'out', '--limit', 30, '--log-interval', 10)
        self.assert_works(result)
        for needle in (' Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets= 20 ] =  0.', 'PyTorch  ', 'onnxruntime  ', 'difference  ',
                       'coco/AR (L)', '30 of 30 samples of CocoDataset', 'speed: onnxruntime on cpu', 'images/s'):
            self.assertIn(needle, result.out)
        self.assertRegex(result.err, r'24/30  [0-9.]+ images/s, 0:0[0-9] left\n')
        self.assertEqual((self.tmp / 'log.txt').read_text(), result.out)
        self.assertEqual(sorted(os.listdir(self.tmp / 'out')), ['metrics.json', 'report.txt'])
        self.assertEqual(len(read_json(self.tmp / 'out/metrics.json')['rows']), 2)

    def test_nothing_but_the_result_without_a_terminal(self):
        result = self.run_test('--json')
        self.assertEqual(result.err, '')
        self.assertEqual(list(json.loads(result.out)), ['rows'])

    def test_limit_leaves_the_other_images_out(self):
        """As if the annotation file had only these images."""
        truth = read_json(ANNOTATIONS)
        samples = json.loads(self.limited_out(25))
        ids = {entry['image_id'] for entry in samples}
        self.assertEqual(len(ids), 25)
        truth['images'] = [i for i in truth['images'] if i['id'] in ids]
        truth['annotations'] = [a for a in truth['annotations'] if a['image_id'] in ids]
        few = self.file('few.json', json.dumps(truth))
        self.assertEqual(self.run_test('--json', '--ann-file', few, '--data-prefix', SCENES / 'images', cwd=self.tmp).out,
                         self.run_test('--json', '--limit', 25).out)

    def limited_out(self, limit):
        self.assert_works(self.run_test('--limit', limit, '--out', self.tmp / 'limited.json'))
        return (self.tmp / 'limited.json').read_text()

    def test_pictures(self):
        self.assert_works(self.run_test('--limit', 9, '--show-dir', self.tmp / 'show', '--interval', 4))
        pictures = harness.list_files(self.tmp / 'show')
        self.assertEqual([name.split('_')[0] for name in pictures], ['000000', '000004', '000008'])
        self.assertTrue(all((self.tmp / 'show' / name).read_bytes()[:2] == b'\xff\xd8' for name in pictures))

    def test_cfg_options(self):
        """Another score puts the people in another order."""
        few = self.rows(self.run_test('--json', '--cfg-options', 'test_evaluator.score_mode=keypoint'))[0]['metrics']
        self.assertNotEqual(few['coco/AP'], read_json(DATA / self.name / 'expected_metrics.json')['coco/AP'])

    def test_two_evaluators(self):
        config = self.config('ann = "scenes/annotations/person_keypoints_val.json"\ntest_evaluator = [dict(type="CocoMetric", ann_file=ann, '
                             'score_mode="bbox", nms_mode="none"), dict(type="CocoMetric", prefix="two", score_mode="bbox", nms_mode="none")]\n')
        metrics = self.rows(self.run_test('--json', config=config))[0]['metrics']
        self.assertEqual(len(metrics), 20)
        self.assertEqual(metrics['coco/AP'], metrics['two/AP'])

    def test_files_of_metrics(self):
        """An evaluator that writes files does so for each side."""
        config = self.config(f'test_evaluator = dict(_delete_=True, type="Evaluator", metrics=[dict(type="CocoMetric", score_mode="bbox", '
                             f'nms_mode="none", outfile_prefix="{self.tmp}/found")])')
        result = self.run_test('--reference', harness.model(self.name)[1], '--ann-file', ANNOTATIONS, config=config)
        self.assert_works(result)
        ours, theirs = (read_json(self.tmp / f'found{side}.keypoints.json') for side in ('', '_pytorch'))
        self.assertIn(f'results: {self.tmp}/found_pytorch.keypoints.json', result.out)
        self.assertEqual(len(ours), len(theirs))
        self.assertNotEqual(ours, theirs, 'PyTorch and the backend round differently')

    def test_libtorch_is_not_loaded_without_a_reference(self):
        result = self.run_test('--json', '--limit', 1, env={'LD_DEBUG': 'files'})
        self.assert_works(result)
        self.assertIn('libonnxruntime', result.err)
        self.assertNotIn('libtorch', result.err)
        self.assertNotIn('libmpi', result.err)

    def broken_scenes(self):
        folder = self.tmp / 'images'
        shutil.copytree(SCENES / 'images', folder, ignore=shutil.ignore_patterns('*.f32'))
        cut = folder / scene(3).name
        cut.write_bytes(cut.read_bytes()[:5000])
        (folder / scene(40).name).unlink()
        return folder

    def test_broken_images_fail_at_the_end(self):
        folder = self.broken_scenes()
        for strict in ((), ('--strict', )):
            self.refused('2 of 100 images and 0 annotations are broken', '--skip-bad', scene(3).name, scene(40).name,
                         options=('--data-prefix', folder, *strict))

    def test_broken_images_are_left_out(self):
        result = self.run_test('--json', '--skip-bad', '--data-prefix', self.broken_scenes())
        rows = self.rows(result)
        for needle in (scene(3).name, scene(40).name, '2 of 100 images and 0 annotations are broken; they are left out'):
            self.assertIn(needle, result.err)
        truth = read_json(ANNOTATIONS)
        gone = {100003, 100040}
        truth['images'] = [i for i in truth['images'] if i['id'] not in gone]
        truth['annotations'] = [a for a in truth['annotations'] if a['image_id'] not in gone]
        good = self.run_test('--json', '--ann-file', self.file('good.json', json.dumps(truth)))
        self.assertEqual(rows, self.rows(good))

    def test_broken_annotations(self):
        truth = read_json(ANNOTATIONS)
        truth['annotations'][3]['bbox'] = [1, 2, 3]
        truth['annotations'][5]['keypoints'] = ['x']
        broken = self.file('broken.json', json.dumps(truth))
        self.refused('2 annotations are broken', f"{broken}: annotations[3] (id {truth['annotations'][3]['id']})", 'annotations[5]',
                     options=('--ann-file', broken))
        result = self.run_test('--json', '--skip-bad', '--ann-file', broken, env={'TMPDIR': str(self.folder('temporary'))})
        self.assertIn('2 annotations are broken; they are left out', result.err)
        self.assertEqual(harness.list_files(self.tmp / 'temporary'), [])
        del truth['annotations'][5], truth['annotations'][3]
        good = self.run_test('--json', '--ann-file', self.file('good.json', json.dumps(truth)))
        self.assertEqual(self.rows(result), self.rows(good))

    def test_annotations_without_what_the_metric_reads(self):
        """They are named, ten at most, before the first image is run; --skip-bad leaves them out."""
        truth = read_json(ANNOTATIONS)
        good = self.run_test('--json', '--ann-file', self.file('good.json', json.dumps(truth)))
        last = max(a['id'] for a in truth['annotations'])
        truth['categories'].append({'id': 2, 'name': 'car'})
        for image in truth['images'][:12]:
            last += 1
            car = {'id': last, 'image_id': image['id'], 'category_id': 2, 'bbox': [10, 10, 50, 50], 'area': 2500, 'iscrowd': 0}
            truth['annotations'].append(car | ({'keypoints': []} if last % 2 else {}))
        truth['annotations'].append({'id': last + 1, 'image_id': 123456, 'category_id': 1, 'bbox': [1, 1, 5, 5], 'area': 25})  # of no image here
        cars = self.file('cars.json', json.dumps(truth))
        out = self.tmp / 'found.json'
        self.refused('12 annotations are broken', f'{cars}: annotations[', f'(id {last - 11}):', 'and 2 more', "has no 'keypoints'", 'has 0 keypoints, but there are 17 sigmas', '--skip-bad',
                     options=('--ann-file', cars, '--out', out))
        self.assertFalse(out.exists())
        result = self.run_test('--json', '--skip-bad', '--ann-file', cars)
        self.assertIn('12 annotations are broken; they are left out', result.err)
        self.assertEqual(self.rows(result), self.rows(good))

    def test_nan_in_annotations(self):
        """In fields that nobody reads it is nothing; in those that count the numbers are the library's, with a warning."""
        truth = read_json(ANNOTATIONS)
        good = self.rows(self.run_test('--json'))
        for annotation in truth['annotations']:
            annotation['attributes'] = {'score': float('nan')}
        result = self.run_test('--json', '--ann-file', self.file('nan.json', json.dumps(truth)))
        self.assertEqual(self.rows(result), good)
        self.assertNotIn('NaN', result.err)
        truth['annotations'][7]['area'] = float('nan')
        result = self.run_test('--json', '--ann-file', self.file('nan.json', json.dumps(truth)))
        self.assertIn(f"nan.json: 1 entry with NaN or infinite values (the first: annotations[7] (id {truth['annotations'][7]['id']}), 'area')", result.err)
        self.assertNotEqual(self.rows(result), good)

    def test_no_good_image(self):
        (self.tmp / 'empty').mkdir()
        self.refused('none of the 100 samples', options=('--skip-bad', '--data-prefix', self.tmp / 'empty'))

    def test_bad_datasets(self):
        self.refused("unknown dataset 'mmpose.AicDatasets'", "did you mean 'mmpose.AicDataset'", config=self.config(
            'test_dataloader = dict(dataset=dict(type="AicDatasets"))'))
        self.refused('no `test_dataloader`', config=self.config('test_dataloader = None\nval_dataloader = None'))
        self.refused('no `test_evaluator`', config=self.config('test_evaluator = None\nval_evaluator = None'))
        self.refused('unknown metric', 'CocoMetrics', "did you mean 'mmpose.CocoMetric'", config=self.config(
            'test_evaluator = dict(_delete_=True, type="CocoMetrics")'))
        self.refused('are those of poseval', 'format_only=True', 'CocoMetric', config=self.config(
            'test_evaluator = dict(_delete_=True, type="PoseTrack18Metric")'))
        self.refused('the model takes whole images', "data_mode='bottomup' gives images", config=self.config(
            'test_dataloader = dict(dataset=dict(data_mode="topdown"))'))
        self.refused('scenes/annotations/person_keypoints_val.json is not there', '--ann-file', str(self.tmp), cwd=self.tmp)
        self.refused('not valid JSON at line 2', options=('--ann-file', self.file('broken.json', '{"images":\n[{]}')))

    def test_bad_options(self):
        self.refused('model', 'nothing.onnx', 'no such file', model=self.tmp / 'nothing.onnx')
        self.refused('no such file', 'pipeline.json', model=self.tmp)
        self.refused('reference checkpoint', 'no such file', options=('--reference', self.tmp / 'x.pth'))
        self.refused('--batch-size', 'from 1 on', options=('--batch-size', '0'))
        self.refused('--threads', 'from 1 on', options=('--threads', 'two'))
        self.refused('ends in .json', options=('--out', self.tmp / 'out.pkl'))
        self.refused('is a folder', options=('--out', self.folder('out.json')))
        self.refused('is a file', options=('--work-dir', self.file('file', '')))
        self.refused('is no folder', options=('--out', self.file('plain', '') / 'out.json'))
        self.refused('device', options=('--device', 'tpu'))
        self.refused('the deploy config comes first', deploy_cfg=harness.model(self.name)[0], config=POSE_DEPLOY)
        self.refused('does not fit the model', options=('--reference', harness.model('resnet18-slim')[1]))

    def test_what_does_not_belong_together(self):
        """All of it before the first batch: no image is there."""
        images = ('--data-prefix', self.folder('nothing'))
        self.refused('is a config of mmpose', 'is for mmpretrain (codebase_config.type)', deploy_cfg=CLS_DYNAMIC, options=images)
        self.refused('Accuracy judges classes of images, but the model gives instances or maps', options=images, config=self.config(
            'test_evaluator = dict(_delete_=True, type="mmpretrain.Accuracy")'))
        resnet = harness.model('resnet18-slim')
        done = self.run_slipway('deploy', CLS_DYNAMIC, *resnet, scene(1), '--work-dir', self.tmp / 'resnet', '--dump-info', '--no-verify')
        self.assert_works(done)
        self.refused('is a config of mmpretrain', 'is for mmpose', config=resnet[0], model=self.tmp / 'resnet')
        self.refused('CocoMetric judges keypoints, but the model gives a class', options=images, model=self.tmp / 'resnet')
        self.refused("the network's outputs are not those of this task (PoseDetection of mmpose)", 'f32[B,N,5]', options=images,
                     model=self.tmp / 'resnet/end2end.onnx')

    def folder(self, name):
        (self.tmp / name).mkdir()
        return self.tmp / name

    def many(self, times):
        """The scenes again and again: a run that lasts."""
        truth = read_json(ANNOTATIONS)
        truth['images'] = [dict(image, id=image['id'] + 1000000 * n) for n in range(times) for image in truth['images']]
        return self.file('many.json', json.dumps(truth))

    def start(self, *prefix, out):
        command = [*prefix, harness.program(), 'test', POSE_DEPLOY, harness.model(self.name)[0], '--model', self.work, '--ann-file', self.many(200),
                   '--data-prefix', SCENES / 'images', '--log-interval', 8, '--batch-size', 4, '--threads', 1, '--json']
        process = subprocess.Popen(list(map(str, command)), cwd=DATA, stdout=out, stderr=subprocess.PIPE, text=True,
                                   env=dict(os.environ, **MPI_ENV, HOME=str(self.tmp), OMP_WAIT_POLICY='passive'))
        self.addCleanup(process.kill)
        self.addCleanup(process.stderr.close)
        # The first line of ours says that the run has begun; Open MPI may have something to say before.
        self.assertTrue(any('images/s' in line for line in iter(process.stderr.readline, '')), 'the run has not begun')
        return process

    def test_interrupt_prints_what_is_done(self):
        with open(self.tmp / 'out', 'w+', encoding='utf-8') as out:
            process = self.start(out=out)
            process.send_signal(signal.SIGINT)
            begun = time.monotonic()
            error = process.stderr.read()
            self.assertEqual(process.wait(), 130, error)
            self.assertLess(time.monotonic() - begun, 20)
            self.assertRegex(error, r'interrupted: [1-9][0-9]* of 20000 samples are done')
            out.seek(0)
            metrics = json.load(out)['rows'][0]['metrics']
        # Of the images that are done alone: among all 20000 these would be a few in a thousand.
        self.assertGreater(metrics['coco/AP'], 0.3)

    def test_a_rank_that_dies_ends_the_run(self):
        if MPIRUN is None:
            self.skipTest('mpirun is not installed')
        with open(self.tmp / 'out', 'w+', encoding='utf-8') as out:
            process = self.start(MPIRUN, '-n', 2, out=out)
            children = Path(f'/proc/{process.pid}/task/{process.pid}/children').read_text().split()
            ranks = [int(pid) for pid in children if b'OMPI_COMM_WORLD_RANK' in Path(f'/proc/{pid}/environ').read_bytes()]
            self.assertEqual(len(ranks), 2)
            os.kill(ranks[-1], signal.SIGKILL)
            error = process.stderr.read()
            self.assertNotEqual(process.wait(), 0, error)
            out.seek(0)
            self.assertEqual(out.read(), '', 'a score of what the other rank has done')

    def test_errors_of_ranks(self):
        if MPIRUN is None:
            self.skipTest('mpirun is not installed')
        done = mpirun(self, 2, 'test', POSE_DEPLOY, harness.model(self.name)[0], '--model', self.work, '--ann-file', self.tmp / 'no.json')
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertEqual(done.stderr.count('slipway: error: '), 1, done.stderr)
        done = mpirun(self, 2, 'test', POSE_DEPLOY, harness.model(self.name)[0], '--model', self.work, '--data-prefix', self.broken_scenes())
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn('2 of 100 images and 0 annotations are broken', done.stderr)

    def test_mpirun_without_mpi(self):
        """An installation without the MPI module says so; it does not let each rank test everything."""
        place = self.tmp / 'place'
        (place / 'bin').mkdir(parents=True)
        (place / 'lib').mkdir()
        shutil.copy(harness.program(), place / 'bin/slipway')
        for library in (Path(harness.program()).parent.parent / 'lib').iterdir():
            if 'mpi' not in library.name:
                (place / 'lib' / library.name).symlink_to(library)
        arguments = [place / 'bin/slipway', 'test', POSE_DEPLOY, harness.model(self.name)[0], '--model', self.work, '--json']
        for size, code in ((2, 2), (1, 0)):
            done = subprocess.run(list(map(str, arguments)), cwd=DATA, capture_output=True, text=True, check=False,
                                  env=dict(os.environ, OMPI_COMM_WORLD_SIZE=str(size), OMPI_COMM_WORLD_RANK='0', HOME=str(self.tmp)))
            self.assertEqual(done.returncode, code, done.stderr)
        self.assertEqual(done.stderr, '')
