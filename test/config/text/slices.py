# Indices and slices.
numbers = list(range(10))
word = 'slipway'
picked = [numbers[0], numbers[-1], numbers[2:5], numbers[:3], numbers[7:], numbers[::2], numbers[::-1], numbers[-3:-1], numbers[8:2:-2], numbers[5:100], numbers[100:],
          numbers[-100:2], numbers[3:3]]
letters = [word[0], word[-1], word[1:4], word[::-1], word[:-2], word[::3], word[10:], 'äöü€x'[1:4], 'äöü'[-1], 'aé€😀'[::-1]]
pair = (1, 2, 3)[1:]
nested = [[1, 2], [3, 4]][1][0]
deep = dict(a=[dict(b=(1, 2))])['a'][0]['b'][1]
changed = [0, 1, 2, 3, 4, 5]
changed[1:3] = ['x']
changed[0] = 'first'
changed[-1] = 'last'
changed[2:2] = [7, 8]
stepped = [0, 1, 2, 3, 4, 5]
stepped[::2] = 'abc'
removed = list(range(8))
del removed[0], removed[-1]
del removed[1:3]
odd = list(range(8))
del odd[::2]
keyed = dict(a=1, b=2, c=3)
del keyed['b']
gone = 1
del gone
swapped = [1, 2]
swapped[0], swapped[1] = swapped[1], swapped[0]
reused = slice(1, 3)
reused = numbers[reused]
