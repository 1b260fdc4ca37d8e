# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""The programs of examples/, run as their users run them."""
import json

from harness import ROOT, read_json, scene, street
from sdk_test import BUILD, SdkCase, bits, python_with_numpy, run_tool

EXAMPLES = ROOT / 'examples'
ASGI = '''
import asyncio, json, sys
import serve
async def ask(width, body):
    sent = []
    async def receive():
        return {'type': 'http.request', 'body': body, 'more_body': False}
    async def send(message):
        sent.append(message)
    await serve.app({'type': 'http', 'query_string': b'width=%d&height=%d' % (width, HEIGHT)}, receive, send)
    return sent[0]['status'], json.loads(sent[1]['body'])
with open(sys.argv[1], 'rb') as file:
    file.readline()
    WIDTH, HEIGHT = map(int, file.readline().split())
    file.readline()
    pixels = file.read()
async def main():
    answers = await asyncio.gather(*(ask(WIDTH, pixels) for _ in range(8)), ask(WIDTH + 1, pixels))
    print(json.dumps(answers))
asyncio.run(main())
'''


class Examples(SdkCase):
    def expected(self, found, name):
        lines = []
        for box, score, label in zip(found['bboxes'], found['bbox_scores'], found['labels']):
            if score >= 0.3:
                lines.append(f'{name(label)} {score:.3f} [' + ', '.join(f'{v:.1f}' for v in box) + ']')
        self.assertGreater(len(lines), 1)
        return lines

    def environment(self):
        return {'PYTHONPATH': f'{ROOT}/bindings/python:{EXAMPLES}', 'SLIPWAY_LIBRARY': str(BUILD / 'lib/libslipway.so.1'),
                'PYTHONDONTWRITEBYTECODE': '1'}

    def test_short(self):
        for path in EXAMPLES.iterdir():
            if path.suffix in ('.c', '.cpp', '.py', '.java', '.cs'):
                self.assertLess(len(path.read_text(encoding='utf-8').splitlines()), 41, path)

    def test_c(self):
        folder, entries = self.recorded('rtmdet-nano')
        done = run_tool(BUILD / 'test/example_detect_c', folder, self.ppm(entries[0][0]))
        self.assertEqual(done.stdout.splitlines(), self.expected(entries[0][2], lambda label: f'class {label}'), done.stderr)

    def test_cpp(self):
        done = run_tool(BUILD / 'test/example_track_cpp', self.deployed('rtmdet-nano'), self.deployed('rtmpose-nano'), street(5), street(5))
        self.assertEqual(done.returncode, 0, done.stderr)
        frames = done.stdout.split(str(street(5)) + '\n')[1:]
        self.assertEqual(len(frames), 2)
        for frame in frames:
            self.assertRegex(frame, r'^  0: 17 keypoints, nose at \d+, \d+\n  1: 17')

    def python(self):
        python = python_with_numpy()
        if python is None:
            self.skipTest('no Python with NumPy; install python3-numpy, or name one in SLIPWAY_TEST_PYTHON')
        return python

    def test_python(self):
        folder, entries = self.recorded('rtmdet-nano')
        classes = read_json(folder / 'deploy.json')['classes']
        images = [self.ppm(path) for path, _, _ in entries]
        done = run_tool(self.python(), EXAMPLES / 'detect.py', folder, *images, env=self.environment())
        lines = []
        for image, (_, _, found) in zip(images, entries):
            lines += [str(image)] + ['  ' + line for line in self.expected(found, lambda label: classes[label])]
        self.assertEqual(done.stdout.splitlines(), lines, done.stderr)

    def test_server(self):
        folder, entries = self.recorded('resnet18-slim')
        done = run_tool(self.python(), '-c', ASGI, self.ppm(entries[0][0]), env={**self.environment(), 'MODEL': str(folder)})
        self.assertEqual(done.returncode, 0, done.stderr)
        *good, bad = json.loads(done.stdout)
        for status, answer in good:
            self.assertEqual((status, answer['pred_label']), (200, entries[0][2]['pred_label']))
            self.assertEqual(bits(answer), bits(entries[0][2]))
        self.assertEqual(bad[0], 400)

    def test_java(self):
        if not (BUILD / 'lib/slipway.jar').exists():
            self.skipTest('the SDK in Java is not built; install openjdk-17-jdk-headless')
        folder = self.deployed('resnet18-slim')
        done = run_tool('java', f'-Djava.io.tmpdir={self.tmp}', '-Djava.awt.headless=true', '-cp', BUILD / 'lib/slipway.jar',
                        EXAMPLES / 'Classify.java', folder, scene(1), scene(2))
        self.assertEqual(done.returncode, 0, done.stderr)
        # Java decodes JPEG by itself: pixels are not those of libjpeg to the bit, classes are.
        found = [entry[2]['pred_label'] for entry in self.recorded('resnet18-slim')[1][:2]]
        self.assertEqual([int(line.split('class ')[1].split()[0]) for line in done.stdout.splitlines()], found)
