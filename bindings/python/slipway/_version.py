# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""The version of the library that is loaded."""
from ._library import lib

__version__ = lib.slw_version(None).decode()
