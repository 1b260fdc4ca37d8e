# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""docs/guide.md does what it says: every file that it shows is written, every command run, against an installed Slipway."""
import json
import os
import re
import shlex
import shutil
import subprocess
import time
from pathlib import Path

import harness
from harness import ROOT, Case

GUIDE = ROOT / 'docs/guide.md'
CHINESE = ROOT / 'docs/guide.zh.md'
EXAMPLE = ROOT / 'examples/custom-model'
BLOCK = re.compile(r'^```([^\n]*)\n(.*?)^```$', re.M | re.S)


def blocks(page):
    """(first line, text) of every block of code."""
    return BLOCK.findall(page.read_text(encoding='utf-8'))


def pattern_of(line):
    """A line of shown output: `...` stands for what varies."""
    return re.compile('.*'.join(re.escape(part) for part in line.split('...')))


class Guide(Case):
    slow = True

    def test_does_what_it_says(self):
        if harness.SANITIZED:
            self.skipTest('a plugin is compiled as users compile it')
        build = Path(harness.program()).parent.parent
        prefix = self.tmp / 'prefix'
        subprocess.run(['cmake', '--install', build, '--prefix', prefix], check=True, capture_output=True)
        folder = self.tmp / 'empty'
        folder.mkdir()
        env = {**os.environ, 'PREFIX': str(prefix), 'SLIPWAY': str(ROOT), 'PATH': f'{prefix}/bin:{os.environ["PATH"]}', 'COLUMNS': '200',
               'HOME': str(self.tmp), 'OMP_NUM_THREADS': '1', 'OMP_WAIT_POLICY': 'passive'}
        printed, ran = '', 0
        for head, text in blocks(GUIDE):
            words = head.split()
            if name := next((w[5:] for w in words if w.startswith('file=')), None):
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_text(text, encoding='utf-8')
            elif words[1:2] == ['run']:
                code = next((int(w[5:]) for w in words if w.startswith('exit=')), 0)
                start = time.monotonic()
                done = subprocess.run(['bash', '-euo', 'pipefail', '-c', text], cwd=folder, env=env, stdin=subprocess.DEVNULL,
                                      capture_output=True, text=True, check=False)
                printed = done.stdout + done.stderr
                self.assertEqual(done.returncode, code, f'{text}\n{printed}')
                print(f'{time.monotonic() - start:.1f} s: {text.splitlines()[0]}')
                ran += 1
            elif words[1:2] == ['output']:
                for line in text.splitlines():
                    self.assertRegex(printed, pattern_of(line), text)
            else:
                self.fail(f'a block of the page is neither a file, nor run, nor output: {head}')
        self.assertGreaterEqual(ran, 7)

    def test_files_are_the_examples(self):
        shown = {next(w[5:] for w in head.split() if w.startswith('file=')): text for head, text in blocks(GUIDE) if 'file=' in head}
        self.assertGreaterEqual(len(shown), 6)
        for name, text in shown.items():
            # The page leaves out the two lines of the licence.
            whole = (EXAMPLE / name).read_text(encoding='utf-8')
            self.assertEqual(re.sub(r'\A(\S+ SPDX-.*\n){2}', '', whole), text, name)

    def test_both_languages_show_the_same(self):
        self.assertEqual(blocks(CHINESE), blocks(GUIDE))
        headings = [re.findall('^#+ ', page.read_text(encoding='utf-8'), re.M) for page in (GUIDE, CHINESE)]
        self.assertEqual(*headings)

    def test_the_rewriter_is_short(self):
        lines = (EXAMPLE / 'my_models/src/lite_pose_rewriter.cc').read_text(encoding='utf-8').splitlines()
        self.assertLessEqual(len(lines), 60)


class New(Case):
    slow = True

    def test_every_kind_builds_and_passes(self):
        """Each in a folder of its own; what `slipway new` prints is what is run."""
        if harness.SANITIZED:
            self.skipTest('a plugin is compiled as users compile it')
        for kind in ('model', 'rewriter', 'operator', 'transform', 'decoder', 'metric', 'backend'):
            with self.subTest(kind):
                result = self.run_slipway('new', kind, f'MyOwn{kind.title()}')
                self.assert_works(result)
                command = next(line for line in result.out.splitlines() if 'cmake -S' in line)
                start = time.monotonic()
                done = subprocess.run(['bash', '-c', command + ' --output-on-failure'], cwd=self.tmp, capture_output=True, text=True, check=False)
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
                self.assertIn('100% tests passed', done.stdout)
                print(f'{kind}: {time.monotonic() - start:.1f} s')
                shutil.rmtree(self.tmp / f'my_own_{kind}')

    def test_in_a_checkout_files_go_where_slipways_own_are(self):
        """And are compiled and linked there, by the commands of the build that the program is of, pass, and keep the rules of the house."""
        if harness.SANITIZED:
            self.skipTest('what is written is the same in every build')
        tree = self.tmp / 'checkout'
        shutil.copytree(ROOT / 'templates/tree', tree / 'templates/tree')
        self.file('checkout/src/scaffold/scaffold.cc', '')
        (tree / 'src/codebase/mmpose').mkdir(parents=True)
        said = {}
        for kind in ('model', 'rewriter', 'operator', 'transform', 'decoder', 'metric', 'backend'):
            result = self.run_slipway('new', kind, f'My{kind.title()}', '--library', 'mmpose', cwd=tree)
            self.assert_works(result)
            self.assertIn('cmake --build build', result.out)
            for program, tests in re.findall(r"build/test/(\w+) --gtest_filter='(.*?)'", result.out):
                said.setdefault(program, []).append(tests)
        shutil.rmtree(tree / 'templates')
        (tree / 'src/scaffold/scaffold.cc').unlink()
        done = subprocess.run(['python3', ROOT / 'test/layers/check.py', tree], capture_output=True, text=True, check=False)
        self.assertEqual(re.findall('.*: error: .*', done.stdout), [], done.stdout + done.stderr)
        build = Path(harness.program()).parent.parent
        commands = json.loads((build / 'compile_commands.json').read_text())
        for folder, target, program in (
                ('codebase', 'slipway_codebase', 'codebase_kit_tests'), ('operator', 'slipway_operator', 'operator_tests'),
                ('runtime', 'slipway_runtime', 'runtime_tests'), ('package', 'slipway_package', 'package_tests'),
                ('evaluate', 'slipway_metric', 'metric_tests'), ('backend', 'slipway_backend_tensorrt', 'backend_tests')):
            with self.subTest(folder):
                objects = []
                for of, pick in ((target, False), (program, True)):
                    files = [f for f in sorted((tree / 'src' / folder).rglob('*.cc')) if f.name.endswith('_test.cc') == pick]
                    self.assertTrue(files)
                    # As a build does it: several files as one.
                    unit = self.file(f'{folder}/{of}.cc', ''.join(f'#include "{f}"\n' for f in files))
                    objects.append(self.compiled(commands, of, unit, tree / 'src'))
                # A backend is a library of its own, which only the whole build makes known by its name. What is tested with it was built with it.
                if folder != 'backend':
                    if not (build / 'test' / program).exists():
                        self.skipTest(f'{program} is not part of this build')
                    self.assert_passes(build, program, objects, ':'.join(said[program]))
        self.assertEqual(said['backend_tests'], ['MyBackend.*:*/my_backend'])

    def compiled(self, commands, target, unit, include):
        entry = next(c for c in commands if f'/{target}.dir/' in c['command'] and c['file'].endswith(('.cc', '.cxx'))
                     and 'cmake_pch' not in c['file'])
        words = shlex.split(entry['command'])
        made = unit.with_suffix('.o')
        words = words[:words.index('-o')] + [f'-I{include}', '-c', unit, '-o', made]
        done = subprocess.run(list(map(str, words)), cwd=entry['directory'], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return made

    def assert_passes(self, build, program, objects, tests):
        """Links a test program of the build once more, with objects of ours besides, and runs their tests."""
        done = subprocess.run(['ninja', '-C', build, '-t', 'commands', '-s', f'test/{program}'], capture_output=True, text=True, check=True)
        link = next(line for line in done.stdout.splitlines() if f'-o test/{program} ' in line)
        mine = self.tmp / program
        link = link.replace(f'-o test/{program} ', f'-o {mine} {shlex.join(map(str, objects))} ')
        done = subprocess.run(link, shell=True, cwd=build, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        done = subprocess.run([mine, f'--gtest_filter={tests}'], cwd=self.tmp, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertGreaterEqual(done.stdout.count('[       OK ]'), len(tests.split(':')), done.stdout)

    def test_adds_to_a_plugin(self):
        self.assert_works(self.run_slipway('new', 'metric', 'FirstCount', '--plugin', 'mine', '--library', 'mmdet'))
        before = (self.tmp / 'mine/CMakeLists.txt').read_text()
        self.assert_works(self.run_slipway('new', 'transform', 'second_thing', '--plugin', 'mine'))
        self.assertEqual((self.tmp / 'mine/CMakeLists.txt').read_text(), before)
        self.assertEqual([name for name in harness.list_files(self.tmp / 'mine') if '.' in name],
                         ['CMakeLists.txt', 'README.md', 'src/first_count.cc', 'src/second_thing.cc', 'test/first_count_test.cc',
                          'test/second_thing_test.cc'])
        for file in (self.tmp / 'mine').rglob('*.*'):
            if file.is_file():
                self.assertNotRegex(file.read_text(), '@[A-Za-z]+@')

    def test_writes_over_nothing(self):
        self.assert_works(self.run_slipway('new', 'metric', 'FirstCount', '--plugin', 'mine'))
        self.assert_refused(self.run_slipway('new', 'metric', 'FirstCount', '--plugin', 'mine'), 'first_count.cc', 'there already', work_dir=None)
        self.file('other/notes.txt', 'mine')
        self.assert_refused(self.run_slipway('new', 'metric', 'FirstCount', '--plugin', 'other'), 'no plugin', work_dir=None)
        self.assertEqual(harness.list_files(self.tmp / 'other'), ['notes.txt'])

    def test_refuses_wrong_names(self):
        self.assert_refused(self.run_slipway('new', 'metric', 'my-count'), 'my-count', 'letters', work_dir=None)
        self.assert_refused(self.run_slipway('new', 'metric', 'Count', '--library', 'mmpoze'), 'mmpoze', 'mmpose', work_dir=None)
        self.assert_refused(self.run_slipway('new', 'modle', 'Count'), 'modle', work_dir=None)
