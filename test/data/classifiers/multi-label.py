# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# The head of a training with mixed images: classes do not exclude each other.
_base_ = ['../resnet18-slim/model_cfg.py']
model = dict(head=dict(
    _delete_=True, type='MultiLabelLinearClsHead', num_classes=10, in_channels=64,
    loss=dict(type='CrossEntropyLoss', loss_weight=1.0, use_soft=True)))
