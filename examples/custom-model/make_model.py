"""Makes a trained model with a LitePoseHead of one with a YOLOXPoseHead, and annotations of its five keypoints.

Usage: make_model.py WEIGHTS.safetensors ANNOTATIONS.json. Writes lite_pose.safetensors and annotations.json. A head that you trained needs
none of this.
"""
import json
import re
import struct
import sys

KEYPOINTS = [0, 9, 10, 15, 16]  # nose, wrists and ankles of COCO's seventeen


def read_tensors(file):
    with open(file, 'rb') as f:
        header = json.loads(f.read(struct.unpack('<Q', f.read(8))[0]))
        data = f.read()
    header.pop('__metadata__', None)
    return {name: [entry['dtype'], entry['shape'], data[slice(*entry['data_offsets'])]] for name, entry in header.items()}


def write_tensors(file, tensors):
    header, data = {}, b''
    for name, (dtype, shape, bytes_) in tensors.items():
        header[name] = {'dtype': dtype, 'shape': shape, 'data_offsets': [len(data), len(data) + len(bytes_)]}
        data += bytes_
    text = json.dumps(header).encode()
    text += b' ' * (-len(text) % 8)
    with open(file, 'wb') as f:
        f.write(struct.pack('<Q', len(text)) + text + data)


def rows(tensor, wanted):
    """The rows of a tensor at these indices."""
    dtype, shape, data = tensor
    size = len(data) // shape[0]
    return [dtype, [len(wanted), *shape[1:]], b''.join(data[i * size:(i + 1) * size] for i in wanted)]


def joined(*tensors):
    """Tensors one below the other."""
    return [tensors[0][0], [sum(t[1][0] for t in tensors), *tensors[0][1][1:]], b''.join(t[2] for t in tensors)]


def make_weights(old):
    new = {}
    for name, tensor in old.items():
        tower = re.match(r'head\.head_module\.conv_(cls|reg|pose)\.(.*)', name)
        output = re.match(r'head\.head_module\.out_cls\.(\d+\.\w+)', name)
        if tower:
            kind = {'cls': 'score', 'reg': 'box', 'pose': 'pose'}[tower[1]]
            new[f'head.head_module.{kind}_towers.{tower[2]}'] = tensor
        elif output:
            of = {kind: old[f'head.head_module.out_{kind}.{output[1]}'] for kind in ('cls', 'obj', 'bbox', 'kpt', 'kpt_vis')}
            offsets = [2 * k + axis for k in KEYPOINTS for axis in (0, 1)]
            new[f'head.head_module.score_outputs.{output[1]}'] = of['cls']
            new[f'head.head_module.box_outputs.{output[1]}'] = joined(of['obj'], of['bbox'])
            new[f'head.head_module.pose_outputs.{output[1]}'] = joined(rows(of['kpt'], offsets), rows(of['kpt_vis'], KEYPOINTS))
        elif not name.startswith(('head.head_module.out_', 'head.loss_')):
            new[name] = tensor
    return new


def make_annotations(coco):
    names = ['head', 'left_hand', 'right_hand', 'left_foot', 'right_foot']
    coco['categories'][0].update(keypoints=names, skeleton=[[1, 2], [1, 3], [1, 4], [1, 5]])
    for annotation in coco['annotations']:
        points = annotation['keypoints']
        annotation['keypoints'] = [points[3 * k + i] for k in KEYPOINTS for i in range(3)]
        annotation['num_keypoints'] = sum(v > 0 for v in annotation['keypoints'][2::3])
    return coco


write_tensors('lite_pose.safetensors', make_weights(read_tensors(sys.argv[1])))
with open(sys.argv[2], encoding='utf-8') as source, open('annotations.json', 'w', encoding='utf-8') as target:
    json.dump(make_annotations(json.load(source)), target)
