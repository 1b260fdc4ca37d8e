// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/tensor.h"
#include "graph/cursor.h"

namespace slipway::graph {

/// Shortest text that reads back as the same double, and never looks like an integer: "1.0", "1e-05", "-inf", "nan". A
/// NaN with a sign or a payload is written by its bits: "0xfff8000000000000".
std::string float_text(double value);
/// True where such a text stands next.
bool float_is_next(Cursor& cursor);
double read_float(Cursor& cursor);

/// Element `index` of a tensor, in the same manner for every element type (integers as integers, bool as true and
/// false).
std::string element_text(const HostTensor& tensor, int64_t index);
/// Reads one element of `tensor` and stores it. A value that the element type cannot hold is an error.
void read_element(Cursor& cursor, HostTensor& tensor, int64_t index);

}  // namespace slipway::graph
