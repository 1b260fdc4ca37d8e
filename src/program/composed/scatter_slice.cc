// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// A tensor with a part of it replaced: the parts beside it, joined.
#include "program/composed/scatter_slice.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "base/error.h"
#include "program/composed/composed.h"

namespace slipway::program {
namespace {

using c10::IValue;
using Values = std::vector<IValue>;

std::optional<int64_t> bound_of(const IValue& value) {
  return value.isNone() ? std::nullopt : std::optional<int64_t>(value.toInt());
}

/// self, src, dim, start, end, step
Values slice_scatter(const Values& a) {
  return {with_slice(a[0].toTensor(), a[1].toTensor(), a[2].toInt(), bound_of(a[3]), bound_of(a[4]), a[5].toInt())};
}

/// self, src, dim, index
Values select_scatter(const Values& a) {
  const at::Tensor base = a[0].toTensor();
  const int64_t dim = a[2].toInt();
  const int64_t index = a[3].toInt() < 0 ? a[3].toInt() + base.size(dim) : a[3].toInt();
  return {with_slice(base, a[1].toTensor().unsqueeze(dim), dim, index, index + 1, 1)};
}

const RegisterComposed kSliceScatter(
    "aten::slice_scatter(Tensor self, Tensor src, int dim=0, SymInt? start=None, SymInt? end=None, SymInt step=1) -> "
    "Tensor",
    slice_scatter);
const RegisterComposed kSelectScatter("aten::select_scatter(Tensor self, Tensor src, int dim, int index) -> Tensor",
                                      select_scatter);

}  // namespace

at::Tensor with_slice(const at::Tensor& base, const at::Tensor& value, int64_t dim, std::optional<int64_t> start,
                      std::optional<int64_t> end, int64_t step) {
  if (step != 1) fail("it writes to every {}th place, which is not supported", step);
  const int64_t size = base.size(dim);
  const auto place = [&](std::optional<int64_t> bound, int64_t otherwise) {
    if (!bound) return otherwise;
    return std::clamp<int64_t>(*bound < 0 ? *bound + size : *bound, 0, size);
  };
  const int64_t from = place(start, 0);
  const int64_t to = std::max(from, place(end, size));
  std::vector<at::Tensor> parts;
  if (from > 0) parts.push_back(base.narrow(dim, 0, from));
  parts.push_back(value.to(base.scalar_type()));
  if (to < size) parts.push_back(base.narrow(dim, to, size - to));
  return parts.size() == 1 ? parts[0] : at::cat(parts, dim);
}

}  // namespace slipway::program
