// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace slipway::capture {

/// Gives every ATen operator that this LibTorch cannot run on the meta device a kernel that computes shapes there: own
/// ones for the operators of convolutional networks, and for the rest one that runs the CPU's kernel on zeros and keeps
/// the shapes. Operators whose shapes depend on their data are refused with a c10::Error that says so. For the whole
/// process; each call looks for operators that have come since the last; thread-safe.
void register_meta_kernels();

}  // namespace slipway::capture
