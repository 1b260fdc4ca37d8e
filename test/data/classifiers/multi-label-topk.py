# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Always three classes.
_base_ = ['multi-label.py']
model = dict(head=dict(topk=3))
