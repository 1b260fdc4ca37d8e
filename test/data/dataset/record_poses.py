# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Records which samples the datasets of mmpose 1.3.2 find that read annotations of their own kinds (whole bodies, faces, hands, MPII, ...), in the
small files that it writes to poses/.

Run it in its own folder with mmpose installed: python record_poses.py. No class opens an image, so there are none.
"""
import json
import os
import shutil
import warnings

import numpy as np
import mmpose.datasets
from scipy.io import savemat

warnings.simplefilter('ignore')
PARTS = dict(keypoints=17, foot_kpts=6, face_kpts=68, lefthand_kpts=21, righthand_kpts=21, keypoints_21=21)


def points(rng, count, how):
    if how == 'none':
        return [0] * 3 * count
    if how == 'negative':
        return [-5, -4, 1] * count
    visible = rng.choice([0, 1, 2], count)
    return [int(v) for k in range(count) for v in (rng.integers(1, 90), rng.integers(1, 70), visible[k])]


def write_coco():
    """One file with whatever any of the classes reads of an annotation."""
    rng = np.random.default_rng(3)
    images = [dict(id=i, file_name=f'{i:03d}.jpg', width=90 + i, height=70) for i in (4, 2, 9)]
    annotations = []

    def add(image_id, how='some', **more):
        box = rng.uniform(0, 40, 4).round(2).tolist()
        entry = dict(id=20 + len(annotations), image_id=image_id, category_id=1, iscrowd=0, bbox=box, area=box[2] * box[3], num_keypoints=7,
                     segmentation=[], center=rng.uniform(20, 60, 2).round(3).tolist(), scale=round(float(rng.uniform(.05, .4)), 4),
                     box_size=33.5, head_size=round(float(rng.uniform(5, 20)), 3), face_box=rng.uniform(0, 60, 4).round(2).tolist(),
                     lefthand_box=rng.uniform(0, 60, 4).round(2).tolist(), righthand_box=rng.uniform(-9, 99, 4).round(2).tolist(),
                     face_valid=True, lefthand_valid=True, righthand_valid=True)
        entry.update({key: points(rng, count, how) for key, count in PARTS.items()})
        entry.update(more)
        annotations.append(entry)

    add(2)
    add(2, iscrowd=1)
    add(4, bbox=[-3, 5, 200, 20], face_box=[-3, 5, 200, 20], lefthand_valid=False)
    add(4, 'none', num_keypoints=0)
    add(4, num_keypoints=0, face_valid=False, righthand_valid=False)
    add(9, 'negative')
    add(9, bbox=[5, 5, 0, 9], face_box=[5, 5, 0, 9], scale=0)
    add(9)
    with open('poses/val.json', 'w') as f:
        json.dump(dict(images=images, annotations=annotations, categories=[dict(id=1, name='person')]), f)
        f.write('\n')


def write_mpii():
    rng = np.random.default_rng(4)
    people = []
    for i, scale in enumerate((1.5, 3.25, 0.75, 0, 2.125)):
        joints = rng.uniform(1, 900, (16, 2)).round(3).tolist() if i != 2 else [[-1., -1.]] * 16
        people.append(dict(image=f'0{15601864 + i // 2}.jpg', center=[-1, -1] if i == 1 else rng.uniform(100, 600, 2).round(3).tolist(), scale=scale,
                           joints=joints, joints_vis=[int(v) for v in rng.integers(0, 2, 16)]))
    with open('poses/mpii_val.json', 'w') as f:
        json.dump(people, f)
        f.write('\n')
    boxes = rng.integers(1, 250, (2, 2, len(people))).astype(np.float64)
    boxes[1] += 0.25
    for name, compressed in (('plain', False), ('packed', True)):
        savemat(f'poses/{name}.mat', dict(dataset_joints=np.array(['head', 'neck'], object), headboxes_src=boxes), do_compression=compressed)
    savemat('poses/other.mat', dict(something=np.eye(2)))


def write_interhand():
    rng = np.random.default_rng(5)
    images, annotations, cameras, joints = [], [], {}, {}
    for capture in ('0', '3'):
        positions = {f'4000{c}': rng.uniform(-100, 100, 3).round(3).tolist() for c in range(2)}
        rotations = {}
        for name in positions:
            q = np.linalg.qr(rng.normal(size=(3, 3)))[0]
            rotations[name] = np.round(q * np.sign(np.linalg.det(q)), 6).tolist()
        cameras[capture] = dict(campos=positions, camrot=rotations, focal={name: [1250.5, 1248.25] for name in positions},
                                princpt={name: [172.25, 256.5] for name in positions})
        joints[capture] = {str(f): dict(world_coord=(rng.uniform(-60, 60, (42, 3)) + [0, 0, 900]).round(4).tolist()) for f in (7, 21)}
    for i, (capture, frame, hand) in enumerate(((0, 7, 'right'), (3, 21, 'interacting'), (0, 21, 'left'), (3, 7, 'interacting'), (0, 7, 'right'))):
        images.append(dict(id=30 - i, file_name=f'Capture{capture}/{i}.jpg', width=334, height=512, capture=capture, camera=f'4000{i % 2}', frame_idx=frame))
        valid = rng.integers(0, 2, (42, 1)).tolist()
        valid[20], valid[41] = [[1], [0], [1]][i % 3], [1]
        annotations.append(dict(id=100 + i, image_id=30 - i, category_id=1, bbox=rng.uniform(0, 200, 4).round(2).tolist(), joint_valid=valid,
                                hand_type=hand, hand_type_valid=1, **(dict(iscrowd=1) if i == 4 else {})))
    annotations.append(dict(annotations[0], id=200))  # of which nothing is read: each image has one
    for name, content in (('hands', dict(images=images, annotations=annotations, categories=[dict(id=1, name='hand')])), ('cameras', cameras),
                          ('joints', joints)):
        with open(f'poses/{name}.json', 'w') as f:
            json.dump(content, f)
            f.write('\n')


COCO = dict(ann_file='poses/val.json', data_prefix=dict(img='poses'), test_mode=True)
HANDS = dict(type='InterHand2DDoubleDataset', data_root='poses', ann_file='hands.json', camera_param_file='cameras.json', joint_file='joints.json',
             data_prefix=dict(img=''))
MPII = dict(type='MpiiDataset', ann_file='poses/mpii_val.json', data_prefix=dict(img='poses'), test_mode=True)
CASES = {
    **{name: dict(COCO, type=f'{name}Dataset') for name in (
        'CocoWholeBody', 'UBody2d', 'CocoWholeBodyFace', 'CocoWholeBodyHand', 'Face300W', 'Face300WLP', 'WFLW', 'AFLW', 'COFW', 'PanopticHand2D',
        'HumanArt21', 'Jhmdb')},
    'CocoWholeBody, bottom-up': dict(COCO, type='CocoWholeBodyDataset', data_mode='bottomup'),
    'Mpii': MPII,
    'Mpii, heads': dict(MPII, headbox_file='poses/plain.mat'),
    'Mpii, heads of a compressed file': dict(MPII, headbox_file='poses/packed.mat'),
    'InterHand2DDouble': HANDS,
    'InterHand2DDouble, some': dict(HANDS, sample_interval=2),
    # Datasets as they are, with keypoints in another order, in the middle of two, left out, and two for one place.
    'Combined': dict(type='CombinedDataset', metainfo=dict(from_file='configs/_base_/datasets/coco.py'), test_mode=True, datasets=[
        dict(COCO, type='CocoDataset', pipeline=[]),
        dict(MPII, headbox_file='poses/plain.mat', pipeline=[dict(type='KeypointConverter', num_keypoints=17, mapping=[
            (0, 16), (1, 14), (2, 12), (3, 11), (4, 13), (5, 15), (10, 10), (11, 8), (12, 6)])]),
        dict(COCO, type='CrowdPoseDataset', pipeline=[dict(type='KeypointConverter', num_keypoints=17, mapping=[
            ((0, 1), 5), ((3, 2), 6), (7, 7), (8, 9), (9, 9), (13, 0)])]),
        dict(COCO, type='CocoWholeBodyDataset', pipeline=[dict(type='KeypointConverter', num_keypoints=17, mapping=[(132 - i, i) for i in range(17)])]),
        dict(COCO, type='CocoDataset', indices=2)]),
    'Combined, every sample once': dict(type='CombinedDataset', metainfo=dict(from_file='configs/_base_/datasets/coco_wholebody_hand.py'), datasets=[
        dict(COCO, type='CocoWholeBodyHandDataset'), dict(COCO, type='PanopticHand2DDataset', pipeline=[
            dict(type='KeypointConverter', num_keypoints=21, mapping=[(i, 20 - i) for i in range(17)])])], sample_ratio_factor=[1, 1.0]),
}


def describe(dataset):
    items = []
    for i in range(len(dataset)):
        info = dataset.get_data_info(i)
        item = dict(image=info['img_path'], image_id=info['img_id'])
        if getattr(dataset, 'data_mode', 'topdown') == 'topdown':
            category = info.get('category_id', 1)
            item.update(instance_id=info['id'], bbox=info['bbox'][0].tolist(), bbox_score=1.0,
                        category_id=int(np.array(category).reshape(-1)[0]),
                        keypoints=info['keypoints'][0].astype(np.float32).reshape(-1).tolist(),
                        # What was converted has a weight besides.
                        visible=[int(v) for v in info['keypoints_visible'].reshape(1, info['keypoints'].shape[1], -1)[0, :, 0] != 0])
            if 'head_size' in info:
                item['head_size'] = float(np.array(info['head_size']).reshape(-1)[0])
        items.append(item)
    return dict(items=items, dataset_name=dataset.metainfo['dataset_name'], num_keypoints=int(dataset.metainfo['num_keypoints']),
                sigmas=[round(float(s), 6) for s in dataset.metainfo['sigmas']])


def let_whole_bodies_be_converted():
    """CocoWholeBodyDataset says keypoints_3d=None, at which mmpose 1.3.2's KeypointConverter ends with an error, as body8-halpe26 does there."""
    original = mmpose.datasets.transforms.KeypointConverter.transform
    mmpose.datasets.transforms.KeypointConverter.transform = lambda self, results: original(
        self, {k: v for k, v in results.items() if k != 'keypoints_3d' or v is not None})


def main():
    let_whole_bodies_be_converted()
    shutil.rmtree('poses', ignore_errors=True)
    os.makedirs('poses')
    write_coco()
    write_mpii()
    write_interhand()
    cases = []
    for name, config in CASES.items():
        arguments = {k: v for k, v in config.items() if k != 'type'}
        cases.append(dict(name=name, config=repr(config), expected=describe(getattr(mmpose.datasets, config['type'])(pipeline=[], **arguments))))
    with open('pose_cases.json', 'w') as f:
        f.write('[\n' + ',\n'.join(json.dumps(case) for case in cases) + '\n]\n')


main()
