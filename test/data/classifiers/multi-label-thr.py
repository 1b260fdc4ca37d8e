# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# A threshold of its own, which comes before `topk`.
_base_ = ['multi-label.py']
model = dict(head=dict(thr=0.505, topk=2))
