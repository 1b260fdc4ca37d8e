// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Precompiled headers belong to a target, and a target needs a source.
namespace {
[[maybe_unused]] constexpr int kPrecompiled = 0;
}  // namespace
