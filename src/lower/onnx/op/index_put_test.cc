// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "lower/onnx/testing/op_case.h"

namespace slipway::lower::onnx {
namespace {

const Ints kPutShape{kBatch, 6, 8, 5};

HostTensor places(const std::vector<int64_t>& shape, const std::vector<int64_t>& values) {
  return HostTensor::of<int64_t>(DType::kI64, shape, values);
}

/// x[..., i, ..., j] = values. Each place is written once: what comes of more is up to the runtime.
OpCase put(const std::string& title, const std::vector<HostTensor>& indices, const Ints& values,
           bool accumulate = false) {
  OpCase made{"index_put " + title, [=](CaseBuilder& c) {
                std::vector<Var> tensors;
                for (const HostTensor& index : indices)
                  tensors.push_back(index.dtype() != DType::kI64 ? Var{} : c.constant(index));
                c.call("aten::index_put", {{"self", c.input(kPutShape)},
                                           {"indices", tensors},
                                           {"values", c.input(values)},
                                           {"accumulate", accumulate}});
              }};
  if (accumulate) made.from_opset = 16;
  return made;
}

OpCase put_mask(const std::string& title, const Ints& mask, const Ints& value, bool accumulate = false) {
  return {"index_put " + title, [=](CaseBuilder& c) {
            c.call("aten::index_put", {{"self", c.input(kPutShape)},
                                       {"indices", std::vector<Var>{c.input(mask, {-1, 1}, kBool)}},
                                       {"values", c.input(value)},
                                       {"accumulate", accumulate}});
          }};
}

const HostTensor kWhole;

const std::vector<OpCase> kIndexPutCases = {
    put("x[i]", {places({1}, {0})}, {6, 8, 5}),
    put("x[:, i]", {kWhole, places({3}, {4, 0, -1})}, {kBatch, 3, 8, 5}),
    put("x[:, i] of one value", {kWhole, places({2}, {1, 3})}, {}),
    put("x[:, i, j]", {kWhole, places({2, 1}, {1, 3}), places({3}, {0, 2, 7})}, {kBatch, 2, 3, 5}),
    put("x[:, :, i, j]", {kWhole, kWhole, places({2}, {1, 3}), places({2}, {0, 4})}, {kBatch, 6, 2}),
    put("x[:, i, :, j]", {kWhole, places({2}, {1, 3}), kWhole, places({2}, {0, 4})}, {2, kBatch, 8}),
    put("x[:, i] += values", {kWhole, places({2}, {1, 3})}, {kBatch, 2, 8, 5}, true),
    put_mask("x[mask]", kPutShape, {}),
    put_mask("x[mask of the leading axes]", {kBatch, 6}, {1}),
    put_mask("x[mask] += value", kPutShape, {}, true),
};
const RegisterCases kIndexPutRegistered(kIndexPutCases);

TEST(LowerOperators, IndexPut) { run_cases(kIndexPutCases); }

}  // namespace
}  // namespace slipway::lower::onnx
