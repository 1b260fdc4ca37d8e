// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Expected texts were recorded from mmengine's pretty_text with yapf 0.43 (see tools/conformance/config).
#include <gtest/gtest.h>

#include <string>

#include "slipway/config.h"

namespace slipway::config {
namespace {

std::string ordered(const std::string& text) { return pretty_text(parse(text)); }
std::string sorted(const std::string& text) { return pretty_text(parse(text), PrettyStyle::kSorted); }

constexpr const char* kDeployConfig = R"(
onnx_config = dict(type='onnx', export_params=True, keep_initializers_as_inputs=False, opset_version=11,
    save_file='end2end.onnx', input_names=['input'], output_names=['dets', 'keypoints'], input_shape=None, optimize=True,
    dynamic_axes={'input': {0: 'batch'}, 'dets': {0: 'batch'}, 'keypoints': {0: 'batch'}})
codebase_config = dict(type='mmpose', task='PoseDetection', post_processing=dict(score_threshold=0.05, iou_threshold=0.5,
    max_output_boxes_per_class=200, pre_top_k=5000, keep_top_k=100, background_label_id=-1))
backend_config = dict(type='onnxruntime')
)";

TEST(PrettyText, DeployConfigOfYoloxPose) {
  EXPECT_EQ(ordered(kDeployConfig), R"(onnx_config = dict(
    type='onnx',
    export_params=True,
    keep_initializers_as_inputs=False,
    opset_version=11,
    save_file='end2end.onnx',
    input_names=['input'],
    output_names=['dets', 'keypoints'],
    input_shape=None,
    optimize=True,
    dynamic_axes=dict(
        input=dict({0: 'batch'}),
        dets=dict({0: 'batch'}),
        keypoints=dict({0: 'batch'})))
codebase_config = dict(
    type='mmpose',
    task='PoseDetection',
    post_processing=dict(
        score_threshold=0.05,
        iou_threshold=0.5,
        max_output_boxes_per_class=200,
        pre_top_k=5000,
        keep_top_k=100,
        background_label_id=-1))
backend_config = dict(type='onnxruntime'))");
}

TEST(PrettyText, SortedAsMmengineSince08) {
  EXPECT_EQ(sorted(kDeployConfig), R"(backend_config = dict(type='onnxruntime')
codebase_config = dict(
    post_processing=dict(
        background_label_id=-1,
        iou_threshold=0.5,
        keep_top_k=100,
        max_output_boxes_per_class=200,
        pre_top_k=5000,
        score_threshold=0.05),
    task='PoseDetection',
    type='mmpose')
onnx_config = dict(
    dynamic_axes=dict(
        dets=dict({0: 'batch'}),
        input=dict({0: 'batch'}),
        keypoints=dict({0: 'batch'})),
    export_params=True,
    input_names=[
        'input',
    ],
    input_shape=None,
    keep_initializers_as_inputs=False,
    opset_version=11,
    optimize=True,
    output_names=[
        'dets',
        'keypoints',
    ],
    save_file='end2end.onnx',
    type='onnx'))");
}

TEST(PrettyText, ShortLists) {
  EXPECT_EQ(ordered(R"(x = [1, 2, 3]
y = (1, )
z = []
e = ()
d = {}
)"),
            R"(x = [1, 2, 3]
y = (1, )
z = []
e = ()
d = dict())");
}

TEST(PrettyText, LongLists) {
  EXPECT_EQ(ordered(R"(numbers = list(range(40))
names = ['person', 'bicycle', 'car', 'motorcycle', 'airplane', 'bus', 'train', 'truck', 'boat']
pairs = [(i, i + 1) for i in range(12)]
)"),
            R"(numbers = [
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20,
    21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39
]
names = [
    'person', 'bicycle', 'car', 'motorcycle', 'airplane', 'bus', 'train',
    'truck', 'boat'
]
pairs = [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 6), (6, 7), (7, 8),
         (8, 9), (9, 10), (10, 11), (11, 12)])");
}

TEST(PrettyText, LongListsSorted) {
  EXPECT_EQ(sorted(R"(numbers = list(range(40))
names = ['person', 'bicycle', 'car', 'motorcycle', 'airplane', 'bus', 'train', 'truck', 'boat']
pairs = [(i, i + 1) for i in range(12)]
)"),
            R"(names = [
    'person',
    'bicycle',
    'car',
    'motorcycle',
    'airplane',
    'bus',
    'train',
    'truck',
    'boat',
]
numbers = [
    0,
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
    9,
    10,
    11,
    12,
    13,
    14,
    15,
    16,
    17,
    18,
    19,
    20,
    21,
    22,
    23,
    24,
    25,
    26,
    27,
    28,
    29,
    30,
    31,
    32,
    33,
    34,
    35,
    36,
    37,
    38,
    39,
]
pairs = [
    (
        0,
        1,
    ),
    (
        1,
        2,
    ),
    (
        2,
        3,
    ),
    (
        3,
        4,
    ),
    (
        4,
        5,
    ),
    (
        5,
        6,
    ),
    (
        6,
        7,
    ),
    (
        7,
        8,
    ),
    (
        8,
        9,
    ),
    (
        9,
        10,
    ),
    (
        10,
        11,
    ),
    (
        11,
        12,
    ),
])");
}

TEST(PrettyText, ListsOfDicts) {
  EXPECT_EQ(
      ordered(
          R"(pipeline = [dict(type='LoadImageFromFile'), dict(type='Resize', scale=(640, 640), keep_ratio=True, backend='pillow', interpolation='bicubic'), dict(type='PackInputs', meta_keys=('id', 'img_id', 'img_path', 'ori_shape', 'img_shape', 'input_size', 'input_center', 'input_scale'))]
)"),
      R"(pipeline = [
    dict(type='LoadImageFromFile'),
    dict(
        type='Resize',
        scale=(640, 640),
        keep_ratio=True,
        backend='pillow',
        interpolation='bicubic'),
    dict(
        type='PackInputs',
        meta_keys=('id', 'img_id', 'img_path', 'ori_shape', 'img_shape',
                   'input_size', 'input_center', 'input_scale'))
])");
}

TEST(PrettyText, ListsOfDictsSorted) {
  EXPECT_EQ(
      sorted(
          R"(pipeline = [dict(type='LoadImageFromFile'), dict(type='Resize', scale=(640, 640), keep_ratio=True, backend='pillow', interpolation='bicubic'), dict(type='PackInputs', meta_keys=('id', 'img_id', 'img_path', 'ori_shape', 'img_shape', 'input_size', 'input_center', 'input_scale'))]
)"),
      R"(pipeline = [
    dict(type='LoadImageFromFile'),
    dict(
        backend='pillow',
        interpolation='bicubic',
        keep_ratio=True,
        scale=(
            640,
            640,
        ),
        type='Resize'),
    dict(
        meta_keys=(
            'id',
            'img_id',
            'img_path',
            'ori_shape',
            'img_shape',
            'input_size',
            'input_center',
            'input_scale',
        ),
        type='PackInputs'),
])");
}

TEST(PrettyText, DeepNesting) {
  EXPECT_EQ(
      ordered(
          R"(a = dict(b=dict(c=dict(d=dict(e=dict(f=dict(g=[dict(h=dict(i='a long string that fills the line', j=1.5e-7))]))))))
)"),
      R"(a = dict(
    b=dict(
        c=dict(
            d=dict(
                e=dict(
                    f=dict(g=[
                        dict(
                            h=dict(
                                i='a long string that fills the line',
                                j=1.5e-07))
                    ])))))))");
}

TEST(PrettyText, DeepNestingSorted) {
  EXPECT_EQ(
      sorted(
          R"(a = dict(b=dict(c=dict(d=dict(e=dict(f=dict(g=[dict(h=dict(i='a long string that fills the line', j=1.5e-7))]))))))
)"),
      R"(a = dict(
    b=dict(
        c=dict(
            d=dict(
                e=dict(
                    f=dict(g=[
                        dict(
                            h=dict(
                                i='a long string that fills the line',
                                j=1.5e-07)),
                    ])))))))");
}

TEST(PrettyText, LongStrings) {
  EXPECT_EQ(
      ordered(
          R"(url = 'https://download.example.org/a/very/long/path/to/a/checkpoint/that/is/longer/than/a/line/of/text/model_epoch_300.pth'
cfg = dict(init=dict(type='Pretrained', checkpoint='https://download.example.org/a/very/long/path/to/a/checkpoint.pth'))
)"),
      R"(url = 'https://download.example.org/a/very/long/path/to/a/checkpoint/that/is/longer/than/a/line/of/text/model_epoch_300.pth'
cfg = dict(
    init=dict(
        type='Pretrained',
        checkpoint=
        'https://download.example.org/a/very/long/path/to/a/checkpoint.pth')))");
}

TEST(PrettyText, LongStringsSorted) {
  EXPECT_EQ(
      sorted(
          R"(url = 'https://download.example.org/a/very/long/path/to/a/checkpoint/that/is/longer/than/a/line/of/text/model_epoch_300.pth'
cfg = dict(init=dict(type='Pretrained', checkpoint='https://download.example.org/a/very/long/path/to/a/checkpoint.pth'))
)"),
      R"(cfg = dict(
    init=dict(
        checkpoint=
        'https://download.example.org/a/very/long/path/to/a/checkpoint.pth',
        type='Pretrained'))
url = 'https://download.example.org/a/very/long/path/to/a/checkpoint/that/is/longer/than/a/line/of/text/model_epoch_300.pth')");
}

TEST(PrettyText, TuplesOfDicts) {
  EXPECT_EQ(
      ordered(
          R"(t = (dict(type='A', value=1), dict(type='B', value=[1, 2, 3], other='some longer text to break the line'), 3)
)"),
      R"(t = ({
    'type': 'A',
    'value': 1
}, {
    'type': 'B',
    'value': [1, 2, 3],
    'other': 'some longer text to break the line'
}, 3))");
}

TEST(PrettyText, TuplesOfDictsSorted) {
  EXPECT_EQ(
      sorted(
          R"(t = (dict(type='A', value=1), dict(type='B', value=[1, 2, 3], other='some longer text to break the line'), 3)
)"),
      R"(t = (
    dict(type='A', value=1),
    dict(
        other='some longer text to break the line',
        type='B',
        value=[
            1,
            2,
            3,
        ]),
    3,
))");
}

TEST(PrettyText, KeysThatAreNoNames) {
  EXPECT_EQ(
      ordered(
          R"(custom_keys = {'backbone.layers.0': dict(lr_mult=0.1, decay_mult=0.0), '.norm': dict(decay_mult=0.0), 'absolute_pos_embed': dict(decay_mult=0.0)}
skeleton = {0: dict(name='nose', id=0, color=[51, 153, 255], type='upper', swap=''), 1: dict(name='left_eye', id=1, color=[51, 153, 255], type='upper', swap='right_eye')}
)"),
      R"(custom_keys = dict({
    'backbone.layers.0': dict(lr_mult=0.1, decay_mult=0.0),
    '.norm': dict(decay_mult=0.0),
    'absolute_pos_embed': dict(decay_mult=0.0)
})
skeleton = dict({
    0:
    dict(name='nose', id=0, color=[51, 153, 255], type='upper', swap=''),
    1:
    dict(
        name='left_eye',
        id=1,
        color=[51, 153, 255],
        type='upper',
        swap='right_eye')
}))");
}

TEST(PrettyText, KeysThatAreNoNamesSorted) {
  EXPECT_EQ(
      sorted(
          R"(custom_keys = {'backbone.layers.0': dict(lr_mult=0.1, decay_mult=0.0), '.norm': dict(decay_mult=0.0), 'absolute_pos_embed': dict(decay_mult=0.0)}
skeleton = {0: dict(name='nose', id=0, color=[51, 153, 255], type='upper', swap=''), 1: dict(name='left_eye', id=1, color=[51, 153, 255], type='upper', swap='right_eye')}
)"),
      R"(custom_keys = dict({
    '.norm': dict(decay_mult=0.0),
    'absolute_pos_embed': dict(decay_mult=0.0),
    'backbone.layers.0': dict(decay_mult=0.0, lr_mult=0.1)
})
skeleton = dict({
    0:
    dict(color=[
        51,
        153,
        255,
    ], id=0, name='nose', swap='', type='upper'),
    1:
    dict(
        color=[
            51,
            153,
            255,
        ],
        id=1,
        name='left_eye',
        swap='right_eye',
        type='upper')
}))");
}

TEST(PrettyText, Mixed) {
  EXPECT_EQ(
      ordered(
          R"(m = [1, 'a', dict(x=[dict(y=1), dict(z=(1, 2.5, -3))]), None, True, -0.5, [[1, 2], [3, 4]], {'k': {'n': [1, {'deep': 'value with some text'}]}}]
)"),
      R"(m = [
    1, 'a', {
        'x': [{
            'y': 1
        }, {
            'z': (1, 2.5, -3)
        }]
    }, None, True, -0.5, [[1, 2], [3, 4]], {
        'k': {
            'n': [1, {
                'deep': 'value with some text'
            }]
        }
    }
])");
}

TEST(PrettyText, MixedSorted) {
  EXPECT_EQ(
      sorted(
          R"(m = [1, 'a', dict(x=[dict(y=1), dict(z=(1, 2.5, -3))]), None, True, -0.5, [[1, 2], [3, 4]], {'k': {'n': [1, {'deep': 'value with some text'}]}}]
)"),
      R"(m = [
    1,
    'a',
    dict(x=[
        dict(y=1),
        dict(z=(
            1,
            2.5,
            -3,
        )),
    ]),
    None,
    True,
    -0.5,
    [
        [
            1,
            2,
        ],
        [
            3,
            4,
        ],
    ],
    dict(k=dict(n=[
        1,
        dict(deep='value with some text'),
    ])),
])");
}

TEST(PrettyText, NestedLists) {
  EXPECT_EQ(
      ordered(
          R"(anchors = [[(10, 13), (16, 30), (33, 23)], [(30, 61), (62, 45), (59, 119)], [(116, 90), (156, 198), (373, 326)]]
stage_cfgs = [[1, 16, 1, 1, [3, 5, 7], 'swish'], [6, 24, 2, 2, [3, 5, 7, 9, 11], 'hard_swish', dict(se=0.25, drop=-0.1)]]
)"),
      R"(anchors = [[(10, 13), (16, 30), (33, 23)], [(30, 61), (62, 45), (59, 119)],
           [(116, 90), (156, 198), (373, 326)]]
stage_cfgs = [[1, 16, 1, 1, [3, 5, 7], 'swish'],
              [
                  6, 24, 2, 2, [3, 5, 7, 9, 11], 'hard_swish', {
                      'se': 0.25,
                      'drop': -0.1
                  }
              ]])");
}

TEST(PrettyText, ShortCalls) {
  EXPECT_EQ(ordered(R"(a = dict(b=dict(c=1))
b = dict(c=[])
c = dict(d=dict())
d = dict(e=[dict()])
)"),
            R"(a = dict(b=dict(c=1))
b = dict(c=[])
c = dict(d=dict())
d = dict(e=[dict()]))");
}

TEST(PrettyText, Unicode) {
  EXPECT_EQ(ordered(R"(name = 'é' * 30
d = dict(title='ключ значение', items=['日本語のとても長いテキスト', 'ещё один длинный текст', 'und noch ein längerer Text'])
)"),
            R"(name = 'éééééééééééééééééééééééééééééé'
d = dict(
    title='ключ значение',
    items=[
        '日本語のとても長いテキスト', 'ещё один длинный текст', 'und noch ein längerer Text'
    ]))");
}

TEST(PrettyText, WhatPythonCannotReadIsWrittenOtherwise) {
  // mmengine writes names that are not defined, and keywords as argument names.
  EXPECT_EQ(ordered("x = [float('inf'), -float('inf')]\ny = dict(a=float('nan'))\n"),
            "x = [float('inf'), -float('inf')]\ny = dict(a=float('nan'))");
  EXPECT_EQ(ordered("x = {'class': 1, 'in': 2}\n"), "x = dict({'class': 1, 'in': 2})");
  EXPECT_EQ(ordered("x = {None: 1, 2: {}, (1, 2): 3}\n"), "x = dict({None: 1, 2: dict(), (1, 2): 3})");
  EXPECT_EQ(ordered("x = {\"it's\": set()}\n"), "x = dict({\"it's\": set()})");
}

}  // namespace
}  // namespace slipway::config
