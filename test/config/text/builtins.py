# Builtin functions. (`_base_` makes it the text style whatever it imports.)
_base_ = []
import copy
import math
import os.path as osp
from collections import OrderedDict
from functools import reduce
from math import ceil as up
from os.path import basename, join

sizes = [len('abc'), len([1, 2]), len({}), len((1,)), len(range(10)), len('äö'), len(range(10, 0, -3)), len({1, 2})]
ranges = [list(range(3)), list(range(1, 8, 3)), list(range(5, 0, -2)), tuple(range(2)), list(range(0)), 3 in range(5), range(3)[1], list(range(10)[2:4])]
ints = [int('12'), int(' -7 '), int(3.9), int(-3.9), int(True), int('ff', 16), int('0x1f', 16), int('1_000'), int(), int('101', 2), int('0b11', 0)]
floats = [float('1.5'), float('1e-3'), float(2), float('inf'), float('-Infinity'), float(), float(' 2 '), float(True), float('1_0.5')]
strs = [str(1), str(1.0), str(None), str(True), str([1, 'a']), str((1,)), str({'a': 1}), str(), str('x'), str(1e-7), str(-0.0), str(1e22), str(b'x')]
bools = [bool(0), bool(''), bool([0]), bool(None), bool(0.0), bool('False'), bool(), bool(range(0))]
lists = [list('ab'), list((1, 2)), list({'a': 1}), list(), tuple([1]), tuple('ab'), sorted(set([3, 1, 3]))]
ordered = [sorted([3, 1, 2]), sorted([3, 1, 2], reverse=True), sorted('hello'), sorted(['B', 'a', 'C'], key=str.lower) if False else 0, sorted([(2, 'a'), (1, 'b')]),
           sorted(dict(b=1, a=2)), sorted([1.5, 1, 2]), list(reversed([1, 2, 3])), list(reversed('ab'))]
zipped = [list(zip([1, 2], 'ab')), list(zip([1, 2, 3], [4, 5])), list(zip()), dict(zip('ab', range(2))), list(enumerate('ab')), list(enumerate('ab', 5))]
sums = [sum([1, 2, 3]), sum([0.5, 1]), sum([], 10), sum([[1], [2]], []), sum((1, 2), start=5), sum([])]
extremes = [min(3, 1, 2), max([3, 1, 2]), min('b', 'a'), max([1, 2.5]), min([], default=0), max(['aa', 'b'], key=len), min([3, -4], key=abs), max(1, True)]
absolutes = [abs(-3), abs(2.5), abs(-0.0), abs(True)]
rounds = [round(0.5), round(1.5), round(2.5), round(-0.5), round(2.675, 2), round(1.005, 2), round(1234.5678, -2), round(15, -1), round(25, -1), round(-15, -1), round(3), round(2.0), round(3.14159, 3), round(1e10, 2),
          round(0.125, 2), round(5e-5, 4), round(1, 3), round(-2.5), round(0.3 * 20), round(16 * 1.25)]
checks = [isinstance(1, int), isinstance(True, int), isinstance(1.0, (int, float)), isinstance('a', str), isinstance([], (tuple, dict)), isinstance(None, int), isinstance({}, dict)]
quantified = [any([0, 1]), any([]), all([1, 2]), all([]), all([1, 0]), any(n > 2 for n in [1, 3])]
applied = [list(map(str, [1, 2])), list(map(lambda x, y: x + y, [1, 2], [10, 20])), list(filter(None, [0, 1, '', 'a'])), list(filter(lambda n: n > 1, [1, 2, 3]))]
others = [divmod(7, 2), divmod(-7, 2), pow(2, 5), repr('a'), repr(1.0), chr(97), ord('a'), hasattr([], 'append'), type(1) == int, next(iter([5, 6])), next(iter([]), 'none'), format(3.14159, '.2f')]
nested = dict(a=[1, dict(b=2)])
shallow = copy.copy(nested)
shallow['c'] = 1
deep = copy.deepcopy(nested)
deep['a'][1]['b'] = 99
shared = [nested['a'], nested['a']]
both = copy.deepcopy(shared)
both[0].append('in both')
paths = [osp.join('a', 'b', 'c.py'), osp.join('a/', 'b'), osp.join('a', '/b'), osp.join('', 'x'), osp.dirname('/a/b/c'), osp.basename('/a/b/c.txt'), osp.splitext('a/b.tar.gz'),
         osp.splitext('.hidden'), osp.split('/a/b'), osp.normpath('a/./b/../c//d'), join('x', 'y'), basename('q/w'), osp.dirname('a'), osp.dirname('/a'), osp.isabs('/a'), osp.splitext('a.b/c')]
maths = [math.pi, math.sqrt(16), math.ceil(2.1), math.floor(-2.1), up(0.2), math.log(8, 2), math.log(1), math.pow(2, 3), math.inf, math.gcd(12, 18), math.log2(8), math.exp(0), math.isnan(math.nan), math.trunc(-2.7),
         math.prod([2, 3, 4])]
orders = OrderedDict(b=1, a=2)
orders['c'] = 3
reduced = reduce(lambda x, y: x * 10 + y, [1, 2, 3])
flags = [callable_free for callable_free in (1, 2)]
del copy, osp, math
