// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// The precompiled LibTorch headers belong to a target, and a target needs a source.
namespace slipway {
extern const int kTorchHeaders;
const int kTorchHeaders = 0;
}  // namespace slipway
