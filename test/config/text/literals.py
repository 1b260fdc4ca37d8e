# Literals of every kind.
none, yes, no = None, True, False
integers = [0, 7, -3, 1_000_000, 0x1F, 0o17, 0b101, 0xdead_beef, +5, 00]
floats = [1., .5, 0.1, 1e3, 1E-5, 1.5e+10, 1_0.0_1, -0.0, 3.0, 1e16, 1e15, 123456789012345680.0, 1e-4, 0.00001, 5e-324]
ends = [float('inf'), float('-inf'), -float('inf')]
strings = ['single', "double", 'it\'s', "say \"hi\"", "it's", 'both \' and "', '', 'tab\tnew\nline', 'back\\slash', '\x41\u00e9\U0001F600', 'é', '\101\0']
raw = [r'\d+\n', R"a\b", rf'{integers[1]}\n']
triple = '''first
second "quoted"
'''
joined = ('one '
          "two " 'three')
continued = 'a\
b'
bytes_ = [b'abc', b'\xff\x00', B'x' b'y', rb'\n', b"it's"]
empty = [(), [], {}, set(), dict(), tuple(), list(), '']
tuples = [(1,), (1, 2), 1, (2, (3,))]
lists = [[1, [2, [3]]], [1, 2, 3, ], [
    'over',  # with comments
    # between
    'lines'
]]
dicts = {'a': 1, 'b': {'c': 2}, 3: 'int', 4.5: 'float', None: 'none', (1, 2): 'tuple', True: 'bool'}
called = dict(a=1, b=dict(c=2), )
mixed = dict([('x', 1), ['y', 2]], z=3)
more = dict({'q': 1, 'r': 2}, q=5)
sets = {1, 2, 3}
same_key = {1: 'a', 1.0: 'b', True: 'c'}
ellipsis_free = 0 if ... is None else 1
unicode_näme = 'ok'
semi = 1; colon = 2
if True: one_line = 3
