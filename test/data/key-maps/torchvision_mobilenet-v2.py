# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Names of torchvision's MobileNetV2 as mmpretrain's has them. torchvision counts blocks through, mmpretrain by stage; the first convolution of a
# block, of the first block of all too, is numbered otherwise in both.
revise_keys = [(r'^classifier\.1\.', 'head.fc.'), (r'^features\.0\.0\.', 'backbone.conv1.conv.'), (r'^features\.0\.1\.', 'backbone.conv1.bn.'),
               (r'^features\.18\.0\.', 'backbone.conv2.conv.'), (r'^features\.18\.1\.', 'backbone.conv2.bn.')]
revise_keys += [(rf'^features\.{first + i}\.', f'backbone.layer{stage}.{i}.')
                for stage, first, count in [(1, 1, 1), (2, 2, 2), (3, 4, 3), (4, 7, 4), (5, 11, 3), (6, 14, 3), (7, 17, 1)] for i in range(count)]
revise_keys += [
    # A last convolution and its norm stand beside the blocks of convolution, norm and activation.
    (r'^(backbone\.layer1\.0\.conv)\.1\.(?!\d)', r'\1.1.conv.'),
    (r'^(backbone\.layer1\.0\.conv)\.2\.(?!\d)', r'\1.1.bn.'),
    (r'^(backbone\.layer[2-7]\.\d\.conv)\.2\.(?!\d)', r'\1.2.conv.'),
    (r'^(backbone\.layer[2-7]\.\d\.conv)\.3\.(?!\d)', r'\1.2.bn.'),
    (r'^(backbone\.layer\d\.\d\.conv\.\d)\.0\.', r'\1.conv.'),
    (r'^(backbone\.layer\d\.\d\.conv\.\d)\.1\.', r'\1.bn.'),
]
