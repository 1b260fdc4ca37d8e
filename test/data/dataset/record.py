# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Records which samples the dataset classes of mmpose 1.3.2, mmpretrain 1.2.0, mmdet 3.3.0 and mmyolo 0.5.0 find in the small
files that it writes to files/.

Run it in its own folder with these libraries installed: python record.py. Images are empty files, for no class opens them,
but that of an annotation without a size.
"""
import json
import os
import shutil
import sys
import warnings

import cv2
import mmcv
import mmdet.datasets
import numpy as np
import mmpose.datasets
from mmpretrain.datasets import CustomDataset, ImageNet

# mmyolo refuses newer ones, though it works with them.
mmcv.__version__, mmdet.__version__ = '2.0.1', '3.0.0'
import mmyolo.datasets  # noqa: E402

warnings.simplefilter('ignore')
# Read as CocoDataset, but for what their cases are about.
POSES = ('CocoDataset', 'AicDataset', 'CrowdPoseDataset', 'DeepFashionDataset', 'FreiHandDataset', 'ZebraDataset')
CLASSES = {**{name: getattr(mmpose.datasets, name) for name in POSES}, 'CustomDataset': CustomDataset, 'ImageNet': ImageNet,
           'mmdet.CocoDataset': mmdet.datasets.CocoDataset, 'mmdet.VOCDataset': mmdet.datasets.VOCDataset,
           'mmyolo.YOLOv5CocoDataset': mmyolo.datasets.YOLOv5CocoDataset, 'mmyolo.YOLOv5VOCDataset': mmyolo.datasets.YOLOv5VOCDataset}
K = 17


def keypoints(rng, labelled, low=1):
    values = []
    for k in range(K):
        values += [int(rng.integers(low, 60)), int(rng.integers(low, 60)), 2] if k < labelled else [0, 0, 0]
    return values


def write_coco():
    rng = np.random.default_rng(5)
    images = [dict(id=i, file_name=f'{i:03d}.jpg', width=60 + i, height=50 + 2 * i) for i in (7, 3, 12, 5, 8, 20, 21, 22)]
    images.append(dict(id=12, file_name='again.jpg', width=64, height=48))  # an id of another image
    annotations = []

    def add(image_id, box, labelled=5, **more):
        entry = dict(id=len(annotations) + 1, image_id=image_id, category_id=1, bbox=box, keypoints=keypoints(rng, labelled),
                     num_keypoints=labelled, area=box[2] * box[3], iscrowd=0)
        entry.update(more)
        annotations.append({k: v for k, v in entry.items() if v is not None})

    add(3, [5.5, 6.25, 20.1, 30.7])
    add(3, [-4, 10, 300, 10.5])  # beyond the image
    add(7, [10, 10, 0, 12])  # no width
    add(7, [1, 2, 30, 40], iscrowd=1)
    add(5, [1, 2, 30, 40], labelled=0)
    add(5, [1, 2, 30, 40], num_keypoints=None)  # has to be counted
    add(5, [1, 2, 30, 40], labelled=0, num_keypoints=None)
    add(12, [3, 4, 10, 10], keypoints=None)  # no sample of its own
    add(20, [3, 4, 10, 10], bbox=None)
    add(21, [0.1, 0.2, 33.3, 44.4], area=None, iscrowd=None)
    add(21, [2, 3, 20, 30], category_id=2, segmentation=[[1, 2, 3, 4, 5, 6]], extra=dict(bbox=[1], id='x'))
    add(99, [1, 1, 5, 5])  # of no image
    add(22, [90, 90, 5, 5])  # outside
    add(22, [1, 1, 5, 5], labelled=3, keypoints=[-1, -2, 1] * 3 + [0, 0, 0] * 14)  # no positive coordinate
    categories = [dict(id=2, name='horse'), dict(id=1, name='person')]
    with open('files/coco/annotations/val.json', 'w') as f:
        json.dump(dict(info=dict(note='[]{}"'), images=images, annotations=annotations, categories=categories), f, indent=1)
        f.write('\n')
    boxes = [dict(image_id=int(i), category_id=c, bbox=[float(v) for v in rng.uniform(0, 40, 4).round(3)], score=float(s))
             for i, c, s in ((3, 1, 0.9), (7, 1, 0.25), (3, 2, 0.8), (22, 1, 0.5), (3, 1, 0.05))]
    with open('files/coco/boxes.json', 'w') as f:
        json.dump(boxes, f, indent=1)
        f.write('\n')


def write_squares():
    """Datasets that look at a square of each image, whatever its boxes are."""
    rng = np.random.default_rng(6)
    images = [dict(id=i, file_name=f'{i:03d}.jpg', width=160, height=160) for i in (2, 1)]
    annotations = [dict(id=10 + i, image_id=image, category_id=1, bbox=[1, 2, 0, 4], keypoints=keypoints(rng, labelled), num_keypoints=counted,
                        iscrowd=0, segmentation=[]) for i, (image, labelled, counted) in enumerate(((1, 5, 5), (1, 5, 0), (2, 0, 3), (2, 3, 3)))]
    with open('files/coco/squares.json', 'w') as f:
        json.dump(dict(images=images, annotations=annotations, categories=[dict(id=1, name='zebra')]), f, indent=1)
        f.write('\n')


def write_boxes():
    """Boxes of several categories, which are neither in the order of their ids nor in that of their names."""
    images = [dict(id=i, file_name=f'{i:02d}.jpg', width=80, height=60 - i) for i in (4, 2, 9, 1, 30)]
    images.append(dict(id=9, file_name='later.jpg', width=40, height=50))  # an id of another image
    annotations = []

    def add(image_id, category_id, box, **more):
        entry = dict(id=len(annotations) + 1, image_id=image_id, category_id=category_id, bbox=box, area=box[2] * box[3], iscrowd=0)
        entry.update(more)
        annotations.append({k: v for k, v in entry.items() if v is not None})

    add(2, 7, [10.1, 5.7, 20.3, 30.9])
    add(2, 3, [-5, 2, 30, 20], iscrowd=1)
    add(2, 5, [1, 2, 3, 4.25])
    add(4, 3, [1, 1, 0.9, 20])  # too narrow
    add(4, 3, [90, 1, 10, 10])  # outside
    add(4, 7, [3, 3, 10, 10], area=0)
    add(4, 5, [3, 3, 10, 10], ignore=1)
    add(4, 7, [60, 40, 40, 40], ignore=0, iscrowd=None)  # beyond the image
    add(9, 7, [30, 10, 20, 20])
    add(1, 5, [30, 10, 20, 20], segmentation=[[30, 10, 50, 10, 50, 30]])
    add(77, 5, [1, 1, 5, 5])  # of no image
    categories = [dict(id=7, name='dog'), dict(id=3, name='cat'), dict(id=5, name='dogcart')]
    os.makedirs('files/boxes/images')
    touch('files/boxes/images/02.jpg')
    with open('files/boxes/val.json', 'w') as f:
        json.dump(dict(images=images, annotations=annotations, categories=categories), f, indent=1)
        f.write('\n')


def write_voc():
    """A few annotations as LabelImg and its like write them."""

    def thing(name, box, more=''):
        values = ''.join(f'<{k}>{v}</{k}>' for k, v in zip(('xmin', 'ymin', 'xmax', 'ymax'), box))
        return f'\t<object>\n\t\t<name>{name}</name>\n\t\t{more}<bndbox>{values}</bndbox>\n\t</object>\n'

    size = '\t<size><width> 50 </width><height>40</height><depth>3</depth></size>\n'
    files = {
        '000001': size + thing('dog', (1, 2, 30, 40), '<pose>Left</pose><truncated>1</truncated><difficult>0</difficult>') +
        thing('person', (10.9, '1e1', ' 20 ', '31.99'), '<difficult>1</difficult>') + thing('unicorn', (1, 2, 3, 4)),
        'b 2': size.replace('50', '20') + thing('cat', (0, 0, 0.5, -1)) + '\t<part><name>dog</name></part>\n',
        'empty': size,
        'old': thing('dog', (5, 6, 7, 8)) + thing('person', (1, 1, 16, 9),
                                                  '<!-- <difficult>1</difficult> --><part><name>head</name><bndbox>0</bndbox></part>'),
    }
    for year in ('VOC2007', 'VOC2012'):
        os.makedirs(f'files/VOCdevkit/{year}/ImageSets/Main')
        touch(f'files/VOCdevkit/{year}/JPEGImages/000001.jpg')
        cv2.imwrite(f'files/VOCdevkit/{year}/JPEGImages/old.jpg', np.zeros((8, 16), np.uint8))  # its annotation has no size
        os.makedirs(f'files/VOCdevkit/{year}/Annotations')
        for name, text in files.items():
            with open(f'files/VOCdevkit/{year}/Annotations/{name}.xml', 'w') as f:
                f.write(f'<?xml version="1.0" encoding="utf-8"?>\n<annotation verified="no">\n{text}</annotation>\n')
    with open('files/VOCdevkit/VOC2007/ImageSets/Main/test.txt', 'w', newline='') as f:
        f.write('b 2\n000001\r\nempty\n')
    with open('files/VOCdevkit/VOC2012/ImageSets/Main/val.txt', 'w') as f:
        f.write('000001\nempty\nold\nb 2')
    with open('files/VOCdevkit/sized.txt', 'w') as f:
        f.write('000001\nempty\nb 2\n')


def touch(path):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    open(path, 'w').close()


def write_files():
    shutil.rmtree('files', ignore_errors=True)
    os.makedirs('files/coco/annotations')
    os.makedirs('files/coco/images')
    touch('files/coco/images/003.jpg')
    write_coco()
    write_squares()
    write_boxes()
    write_voc()
    for name in ('b/2.jpg', 'b/10.JPG', 'b/note.txt', 'b/.hidden.jpg', 'b/deep/1.png', 'a/x y.jpeg', 'a/z.webp', 'c/.keep', 'Upper/1.bmp'):
        touch('files/folders/' + name)
    touch('files/folders/top.jpg')
    texts = {'list.txt': 'b/2.jpg 1\na/x y.jpeg 0\r\n  b/10.JPG 3  \n', 'unlabelled.txt': 'b/2.jpg\na/x y.jpeg\n',
             'names.txt': 'apple\nbig bear\ncat\ndog\n'}
    for name, text in texts.items():
        with open('files/' + name, 'w', newline='') as f:
            f.write(text)
    touch('files/imagenet/elsewhere/.keep')
    touch('files/imagenet/val/n01.JPEG')
    touch('files/imagenet/test/t1.JPEG')
    touch('files/imagenet/train/k0/1.JPEG')
    touch('files/imagenet/train/k1/2.JPEG')
    os.makedirs('files/imagenet/meta')
    with open('files/imagenet/meta/val.txt', 'w') as f:
        f.write('n01.JPEG 65\nn02.JPEG 970\n')


COCO = dict(type='CocoDataset', data_root='files/coco/', ann_file='annotations/val.json', data_prefix=dict(img='images/'))
TEXT = dict(type='CustomDataset', data_root='files', data_prefix='folders')
NET = dict(type='ImageNet', data_root='files/imagenet')
BOXES = dict(type='mmdet.CocoDataset', data_root='files/boxes', ann_file='val.json', data_prefix=dict(img='images/'), test_mode=True)
PETS = dict(classes=('cat', 'dog', 'dogcart'))
VOC = dict(type='mmdet.VOCDataset', data_root='files/VOCdevkit/', ann_file='VOC2007/ImageSets/Main/test.txt',
           data_prefix=dict(sub_data_root='VOC2007/'), test_mode=True)
VOC12 = dict(VOC, ann_file='VOC2012/ImageSets/Main/val.txt', data_prefix=dict(sub_data_root='VOC2012'))
SIZED = dict(VOC, ann_file='sized.txt', data_prefix=dict(sub_data_root='VOC2012'))
CASES = {
    'bottom-up': dict(COCO, data_mode='bottomup', test_mode=True),
    'bottom-up, not for testing': dict(COCO, data_mode='bottomup'),
    'bottom-up, every second id': dict(COCO, data_mode='bottomup', test_mode=True, sample_interval=2),
    'bottom-up, the first 3': dict(COCO, data_mode='bottomup', test_mode=True, indices=3),
    'bottom-up, the last 2': dict(COCO, data_mode='bottomup', test_mode=True, indices=-2),
    'bottom-up, some': dict(COCO, data_mode='bottomup', test_mode=True, indices=[2, 0, -1]),
    'bottom-up, more than there are': dict(COCO, data_mode='bottomup', test_mode=True, indices=99),
    'bottom-up, filter without effect': dict(COCO, data_mode='bottomup', test_mode=True, filter_cfg=dict(filter_empty_gt=False, min_size=32)),
    'no data_root': dict(type='CocoDataset', ann_file='files/coco/annotations/val.json', data_prefix=dict(img='files/coco/images'),
                         data_mode='bottomup', test_mode=True),
    'top-down': dict(COCO, test_mode=True),
    'top-down, boxes of a detector': dict(COCO, test_mode=True, bbox_file='files/coco/boxes.json'),
    'top-down, good boxes of a detector': dict(COCO, test_mode=True, bbox_file='files/coco/boxes.json', filter_cfg=dict(bbox_score_thr=0.25)),
    'own keypoints': dict(COCO, data_mode='bottomup', test_mode=True, metainfo=dict(
        dataset_name='three', keypoint_info={i: dict(name=f'p{i}', id=i, color=[1, 2, 3], type='', swap='') for i in range(3)},
        skeleton_info={}, joint_weights=[1., 1., 1.], sigmas=[0.1, 0.2, 0.3])),
    **{f'top-down, {name}': dict(COCO, type=name, test_mode=True) for name in ('AicDataset', 'CrowdPoseDataset')},
    **{f'top-down, clothes, {subset}': dict(COCO, type='DeepFashionDataset', subset=subset, test_mode=True) for subset in ('full', 'upper', 'lower')},
    **{f'top-down, {name}': dict(COCO, type=name, ann_file='squares.json', test_mode=True) for name in ('ZebraDataset', 'FreiHandDataset')},
    'list': dict(TEXT, ann_file='list.txt'),
    'list, prefix as a dict': dict(TEXT, data_prefix=dict(img_path='folders'), ann_file='list.txt', with_label=True, test_mode=True),
    'list without labels': dict(TEXT, ann_file='unlabelled.txt', with_label=False),
    'list, classes of a file': dict(TEXT, ann_file='list.txt', classes='files/names.txt'),
    'list, classes of the metainfo': dict(TEXT, ann_file='list.txt', metainfo=dict(classes=('p', 'q', 'r', 's'))),
    'list, metainfo before classes': dict(TEXT, ann_file='list.txt', classes=['a', 'b'], metainfo=dict(classes=['p', 'q'])),
    'list, the first': dict(TEXT, ann_file='list.txt', indices=1),
    'folders': dict(TEXT),
    'folders, no data_root': dict(type='CustomDataset', data_prefix='files/folders'),
    'folders, only data_root': dict(type='CustomDataset', data_root='files/folders'),
    'folders, other files': dict(TEXT, extensions=['.TXT', '.webp']),
    'folders without labels': dict(TEXT, with_label=False),
    'folders, 4 classes': dict(TEXT, classes=['w', 'x', 'y', 'z']),
    'folders, 3 classes': dict(TEXT, classes=['x', 'y', 'z']),
    'boxes': dict(BOXES, metainfo=PETS),
    'boxes, classes of their own': dict(BOXES),
    'boxes, fewer classes': dict(BOXES, metainfo=dict(classes=['dogcart', 'dog'])),
    'boxes, one class': dict(BOXES, metainfo=dict(classes=('cat', ))),
    'boxes, one class as a text': dict(BOXES, metainfo=dict(classes='cat')),
    'boxes, classes of a file': dict(BOXES, metainfo=dict(classes='files/names.txt', palette=[(1, 2, 3)])),
    'boxes, a class that the file does not have': dict(BOXES, metainfo=dict(classes=('bird', 'dog', 'cat'))),
    'boxes, filter without effect': dict(BOXES, metainfo=PETS, filter_cfg=dict(filter_empty_gt=True, min_size=52)),
    'boxes, not for testing': dict(BOXES, metainfo=PETS, test_mode=False),
    'boxes, not for testing, filtered': dict(BOXES, metainfo=PETS, test_mode=False, filter_cfg=dict(filter_empty_gt=True, min_size=52)),
    'boxes, not for testing, only annotated': dict(BOXES, metainfo=dict(classes=('cat', )), test_mode=False,
                                                   filter_cfg=dict(filter_empty_gt=True)),
    'boxes, some': dict(BOXES, metainfo=PETS, indices=[3, 0]),
    'boxes, all paths': dict(type='mmdet.CocoDataset', ann_file='files/boxes/val.json', data_prefix=dict(img='files/boxes/images', seg='x'),
                             metainfo=PETS, test_mode=True, seg_map_suffix='.png', return_classes=False, backend_args=None),
    'boxes, mmyolo': dict(BOXES, type='mmyolo.YOLOv5CocoDataset', metainfo=PETS, batch_shapes_cfg=None),
    'boxes, mmyolo, shapes': dict(BOXES, type='mmyolo.YOLOv5CocoDataset', metainfo=PETS,
                                  batch_shapes_cfg=dict(type='BatchShapePolicy', batch_size=2, img_size=480)),
    'boxes, mmyolo, shapes of landscapes with portraits': dict(
        BOXES, type='mmyolo.YOLOv5CocoDataset', metainfo=PETS, indices=[4, 0, 1],
        batch_shapes_cfg=dict(type='BatchShapePolicy', batch_size=3, img_size=640, size_divisor=64, extra_pad_ratio=0.25)),
    'boxes, mmyolo, shapes as they are': dict(BOXES, type='mmyolo.YOLOv5CocoDataset', metainfo=PETS,
                                              batch_shapes_cfg=dict(type='BatchShapePolicy')),
    'voc': dict(VOC),
    'voc 2012': dict(VOC12),
    'voc, other classes': dict(VOC12, metainfo=dict(classes=('unicorn', 'dog'))),
    'voc, filter without effect': dict(VOC12, filter_cfg=dict(filter_empty_gt=True, min_size=32)),
    'voc, not for testing': dict(SIZED, test_mode=False),
    'voc, not for testing, filtered': dict(SIZED, test_mode=False, filter_cfg=dict(filter_empty_gt=True, min_size=32, bbox_min_size=15)),
    'voc, the last': dict(VOC12, indices=-1),
    'voc, other folders': dict(VOC, data_prefix=dict(sub_data_root='VOC2012'), img_subdir='Pictures', ann_subdir='./Annotations'),
    'voc, mmyolo': dict(VOC, type='mmyolo.YOLOv5VOCDataset', batch_shapes_cfg=None),
    'imagenet val': dict(NET, split='val'),
    'imagenet test': dict(NET, split='test'),
    'imagenet old style': dict(NET, ann_file='meta/val.txt', data_prefix='val'),
    'imagenet folders of another number': dict(NET, split='train'),
    'imagenet folders': dict(NET, split='train', classes=['k', 'l']),
    'imagenet split and prefix': dict(NET, split='val', data_prefix='elsewhere', ann_file='meta/val.txt'),
}


def describe(kind, dataset):
    items = []
    for i in range(len(dataset)):
        info = dataset.get_data_info(i)
        item = dict(image=info['img_path'])
        if '.' in kind:
            if 'Coco' in kind:
                item['image_id'] = info['img_id']
            if 'batch_shape' in info:
                item['batch_shape'] = [int(v) for v in info['batch_shape']]
            item['boxes'] = [dict(box=[float(v) for v in np.array(b['bbox'], np.float32)], label=b['bbox_label'], ignore=b['ignore_flag'])
                             for b in info['instances']]
        elif kind in POSES:
            item['image_id'] = info['img_id']
            if dataset.data_mode == 'topdown':
                item.update(instance_id=info['id'], bbox=info['bbox'][0].tolist(), bbox_score=float(info['bbox_score'][0]),
                            category_id=int(info['category_id']) if 'category_id' in info else 1)
        else:
            item['label'] = info.get('gt_label', -1)
        items.append(item)
    meta = dataset.metainfo
    result = dict(items=items)
    if kind in POSES:
        result.update(dataset_name=meta['dataset_name'], num_keypoints=int(meta['num_keypoints']), sigmas=[round(float(s), 6) for s in meta['sigmas']])
    elif '.' in kind:
        if meta['classes'] is not CLASSES[kind].METAINFO['classes'] and len(meta['classes']) < 20:
            result['classes'] = [meta['classes']] if isinstance(meta['classes'], str) else list(meta['classes'])
        if 'dataset_type' in meta:
            result['dataset_type'] = meta['dataset_type'] or ''
    else:
        classes = meta.get('classes')
        # ImageNet's names are many, and no test needs them.
        result['classes'] = [] if not classes or len(classes) == 1000 else list(classes)
    return result


def main():
    write_files()
    cases = []
    for name, config in CASES.items():
        case = dict(name=name, config=repr(config))
        try:
            arguments = {k: v for k, v in config.items() if k != 'type'}
            case['expected'] = describe(config['type'], CLASSES[config['type']](pipeline=[], **arguments))
        except (AssertionError, RuntimeError) as e:
            case['refused'] = str(e).split('\n')[0][:60]
        cases.append(case)
    with open('cases.json', 'w') as f:
        json.dump(cases, f, indent=1)
        f.write('\n')
    print(len(cases), 'cases', file=sys.stderr)


main()
