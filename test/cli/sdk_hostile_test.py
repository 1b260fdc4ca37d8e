# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Directories that somebody broke: every one is an error or works, within the memory that it may have, and nothing else happens."""
import json
import random
import resource
import shutil
import subprocess

import harness
from harness import read_json
from sdk_test import BUILD, SDK, SdkCase

HUGE = [0, -1, 1, 2**31, 2**63 - 1, -2**63, 1e300, 0.5, '', 'x' * 1000, '../../etc/passwd', None, True, [], {}, [[[]]], [10**9, 10**9], [30000, 30000],
        {'type': 'Resize'}, 'UNKNOWN', 99999]


def mutate(value, rng):
    """Another document: some value of it is another one, or gone."""
    text = json.loads(json.dumps(value))
    place, key, parents = text, None, []
    while isinstance(place, (dict, list)) and place and (key is None or rng.random() < 0.85):
        parents.append((place, rng.choice(list(place) if isinstance(place, dict) else range(len(place)))))
        place, key = parents[-1][0][parents[-1][1]], parents[-1][1]
    parent, key = parents[-1]
    if rng.random() < 0.2:
        del parent[key]
    elif rng.random() < 0.2 and isinstance(parent, list):
        parent.extend(parent[:] * 3)
    else:
        parent[key] = rng.choice(HUGE)
    return text


class SdkHostile(SdkCase):
    slow = True
    ROUNDS = 12

    def run_it(self, folder, image):
        def limit():
            # Sanitizers take room for addresses that no memory stands behind.
            if SDK == BUILD and not harness.SANITIZED:
                resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
        return subprocess.run([SDK / 'test/slipway_c_dump', folder, image], capture_output=True, text=True, timeout=120, check=False,
                              errors='replace', preexec_fn=limit)

    def test_mutated_files(self):
        rng = random.Random(1)
        outcomes = set()
        for name in ('resnet18-slim', 'rtmdet-nano', 'rtmpose-nano', 'seg-nano'):
            folder, entries = self.recorded(name)
            image = self.raw(entries[0][0])
            good = {file: read_json(folder / file) for file in ('deploy.json', 'pipeline.json')}
            for number in range(self.ROUNDS):
                bad = self.tmp / 'bad'
                shutil.rmtree(bad, ignore_errors=True)
                shutil.copytree(folder, bad, ignore=shutil.ignore_patterns('*.jpg', 'labels*'))
                file = rng.choice(['deploy.json', 'pipeline.json', 'pipeline.json'])
                text = json.dumps(mutate(good[file], rng))
                if rng.random() < 0.1:
                    text = text[:rng.randrange(len(text))]
                (bad / file).write_text(text)
                done = self.run_it(bad, image)
                outcomes.add(done.returncode)
                self.assertIn(done.returncode, (0, 2), f'{name}, {number}, {file}: {text}\n{done.stderr[-500:]}')
                self.assertNotIn('error 5', done.stderr, text)
        self.assertEqual(outcomes, {0, 2})

    def test_huge_sizes(self):
        folder, entries = self.recorded('resnet18-slim')
        image = self.raw(entries[0][0])
        bad = self.tmp / 'bad'
        shutil.copytree(folder, bad)
        pipeline = read_json(folder / 'pipeline.json')
        transforms = pipeline['pipeline']['tasks'][0]['transforms']
        for extra in ({'type': 'Resize', 'size': [30000, 30000]}, {'type': 'Pad', 'size': [10**15, 3]}, {'type': 'Pad', 'size': [30000, 30000]},
                      {'type': 'LetterResize', 'scale': [32000, 32000]}, {'type': 'Pad', 'size_divisor': 10**9}):
            pipeline['pipeline']['tasks'][0]['transforms'] = [transforms[0], extra, *transforms[1:]]
            (bad / 'pipeline.json').write_text(json.dumps(pipeline))
            done = self.run_it(bad, image)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertRegex(done.stderr, 'error 1: .*(makes an image of|must|unknown key)', extra)
