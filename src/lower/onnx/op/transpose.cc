// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <numeric>

#include "lower/onnx/builder.h"

namespace slipway::lower::onnx {
namespace {

std::vector<int64_t> unchanged(int64_t rank) {
  std::vector<int64_t> permutation(static_cast<size_t>(rank));
  std::iota(permutation.begin(), permutation.end(), int64_t{0});
  return permutation;
}

void lower_permute(Builder& b) { b.output(b.transpose(b.input("self"), b.axes("dims"))); }

void lower_transpose(Builder& b) {
  std::vector<int64_t> permutation = unchanged(b.rank_of("self"));
  if (permutation.empty()) return b.output(b.input("self"));
  std::swap(permutation[static_cast<size_t>(b.axis("dim0"))], permutation[static_cast<size_t>(b.axis("dim1"))]);
  b.output(b.transpose(b.input("self"), permutation));
}

void lower_movedim(Builder& b) {
  const std::vector<int64_t> from = b.axes("source"), to = b.axes("destination");
  // The axes that do not move keep their order in the places that are left.
  std::vector<int64_t> permutation(static_cast<size_t>(b.rank_of("self")), -1);
  for (size_t i = 0; i < from.size(); ++i) permutation[static_cast<size_t>(to[i])] = from[i];
  int64_t next = 0;
  for (int64_t& place : permutation) {
    if (place >= 0) continue;
    while (std::find(from.begin(), from.end(), next) != from.end()) ++next;
    place = next++;
  }
  b.output(b.transpose(b.input("self"), permutation));
}

/// t() and numpy's T: all axes the other way round.
void lower_reverse_axes(Builder& b) {
  std::vector<int64_t> permutation = unchanged(b.rank_of("self"));
  std::reverse(permutation.begin(), permutation.end());
  b.output(b.transpose(b.input("self"), permutation));
}

void lower_matrix_transpose(Builder& b) {
  std::vector<int64_t> permutation = unchanged(b.rank_of("self"));
  std::swap(permutation.at(permutation.size() - 1), permutation.at(permutation.size() - 2));
  b.output(b.transpose(b.input("self"), permutation));
}

const RegisterLowering kPermute({"aten::permute"}, lower_permute);
const RegisterLowering kTranspose({"aten::transpose.int"}, lower_transpose);
const RegisterLowering kMovedim({"aten::movedim.int", "aten::movedim.intlist"}, lower_movedim);
const RegisterLowering kReverse({"aten::t", "aten::numpy_T"}, lower_reverse_axes);
const RegisterLowering kMatrix({"aten::mT"}, lower_matrix_transpose);

}  // namespace
}  // namespace slipway::lower::onnx
