# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
from .lite_pose_head import LitePoseHead  # noqa: F401
