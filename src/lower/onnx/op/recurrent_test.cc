// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "lower/onnx/testing/op_case.h"

namespace slipway::lower::onnx {
namespace {

constexpr int64_t kInputSize = 5, kHidden = 4;

/// nn.LSTM or nn.GRU as PyTorch calls it.
struct Recurrent {
  std::string title;
  bool lstm = true;
  int64_t layers = 1;
  bool biases = true, bidirectional = false, batch_first = false;
};

OpCase recurrent(const Recurrent& r) {
  return {
      r.title, [=](CaseBuilder& c) {
        const int64_t directions = r.bidirectional ? 2 : 1, gates = r.lstm ? 4 : 3;
        const Var x = c.input(r.batch_first ? Ints{kBatch, kHeight, kInputSize} : Ints{kHeight, kBatch, kInputSize});
        std::vector<Var> weights;
        for (int64_t layer = 0; layer < r.layers; ++layer)
          for (int64_t direction = 0; direction < directions; ++direction) {
            const int64_t size = layer == 0 ? kInputSize : directions * kHidden;
            weights.push_back(c.constant({gates * kHidden, size}, {-1, 1}));
            weights.push_back(c.constant({gates * kHidden, kHidden}, {-1, 1}));
            for (int i = 0; r.biases && i < 2; ++i) weights.push_back(c.constant({gates * kHidden}, {-1, 1}));
          }
        const Ints state{r.layers * directions, kBatch, kHidden};
        const Var hidden = c.input(state, {-1, 1});
        Args args{{"input", x}};
        if (r.lstm)
          args.emplace_back("hx", std::vector<Var>{hidden, c.input(state, {-1, 1})});
        else
          args.emplace_back("hx", hidden);
        args.insert(args.end(), {{"params", weights},
                                 {"has_biases", r.biases},
                                 {"num_layers", r.layers},
                                 {"dropout", 0.0},
                                 {"train", false},
                                 {"bidirectional", r.bidirectional},
                                 {"batch_first", r.batch_first}});
        c.call(r.lstm ? "aten::lstm.input" : "aten::gru.input", args, r.lstm ? 3 : 2);
      }};
}

const std::vector<OpCase> kRecurrentCases = {
    recurrent({.title = "lstm"}),
    recurrent({.title = "lstm, batch first, no biases", .biases = false, .batch_first = true}),
    recurrent({.title = "lstm, two layers both ways", .layers = 2, .bidirectional = true, .batch_first = true}),
    recurrent({.title = "gru", .lstm = false}),
    recurrent({.title = "gru, two layers both ways", .lstm = false, .layers = 2, .bidirectional = true}),
    recurrent({.title = "gru, batch first, no biases", .lstm = false, .biases = false, .batch_first = true}),
};
const RegisterCases kRegistered(kRecurrentCases);

TEST(LowerOperators, Recurrent) { run_cases(kRecurrentCases); }

}  // namespace
}  // namespace slipway::lower::onnx
