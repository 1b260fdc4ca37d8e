# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""What can go wrong. Messages are one sentence; `context` says where it happened."""


class Error(ValueError):
    """Wrong arguments, files or images, or something that is not supported."""

    def __init__(self, message, context=''):
        super().__init__(f'{context}: {message}' if context and not message.startswith(context) else message)
        self.message = message
        self.context = context


class UnavailableError(Error):
    """A library, backend or device is missing on this machine."""


class QueueFullError(Error):
    """More calls of submit() are waiting than queue_capacity allows."""


class InternalError(RuntimeError):
    """A bug of Slipway."""
