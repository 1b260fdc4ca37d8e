// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// What each pass makes of a graph, as text. That it computes the same is tested with LibTorch in
// capture/passes_test.cc.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "graph/pass.h"
#include "graph/text.h"

namespace slipway::graph {
namespace {

/// The nodes and the return of a graph after a pass over `body`, which is preceded by axes and inputs.
std::string after(int (*pass)(Graph&), const std::string& body) {
  static const std::string kPrefix =
      "slipway graph 1\naxis n = 2\ninput %x: f32[n,3,4]\ninput %i: i64[n]\nconstant @one: f32[] = [1.0]\nconstant "
      "@ones: f32[4] = [1.0,1.0,1.0,1.0]\n";
  Graph graph = parse_text(kPrefix + body);
  pass(graph);
  validate(graph);
  std::string text;
  size_t start = 0;
  const std::string whole = to_text(graph);
  while (start < whole.size()) {
    const size_t end = whole.find('\n', start) + 1;
    const std::string line = whole.substr(start, end - start);
    if (line[0] == '%' || line.rfind("return", 0) == 0) text += line;
    start = end;
  }
  return text;
}

const std::string kTail = "%y: f32[n,3,4] = aten::relu(self=%a)\nreturn %y\n";
const std::string kBare = "%y: f32[n,3,4] = aten::relu(self=%x)\nreturn %y\n";

TEST(Simplify, RemovesWhatHasNoEffect) {
  for (const std::string node : {
           "aten::slice.Tensor(self=%x, dim=1, start=0, end=9223372036854775807, step=1)",
           "aten::slice.Tensor(self=%x, dim=1, start=-3, end=3, step=1)",
           "aten::dropout(input=%x, p=0.5, train=false)",
           "aten::to.dtype(self=%x, dtype=f32, non_blocking=false, copy=true, memory_format=None)",
           "aten::contiguous(self=%x, memory_format=None)",
           "aten::clone(self=%x, memory_format=None)",
           "aten::alias(self=%x)",
           "aten::detach(self=%x)",
           "aten::expand(self=%x, size=[-1,3,4], implicit=false)",
           "aten::reshape(self=%x, shape=[n,3,4])",
           "aten::flatten.using_ints(self=%x, start_dim=1, end_dim=1)",
           "aten::permute(self=%x, dims=[0,-2,2])",
           "aten::transpose.int(self=%x, dim0=1, dim1=-2)",
           "aten::constant_pad_nd(self=%x, pad=[0,0], value=0.5)",
           "aten::mul.Scalar(self=%x, other=1.0)",
           "aten::mul.Tensor(self=%x, other=@one)",
           "aten::mul.Tensor(self=%x, other=@ones)",
           "aten::div.Scalar(self=%x, other=1)",
           "aten::sub.Scalar(self=%x, other=0, alpha=1)",
           "aten::cat(tensors=[%x], dim=1)",
           "aten::copy(self=%x, src=%x, non_blocking=false)",
       })
    EXPECT_EQ(after(simplify, "%a: f32[n,3,4] = " + node + "\n" + kTail), kBare) << node;
}

TEST(Simplify, KeepsWhatHasAnEffect) {
  for (const std::string node : {
           "aten::slice.Tensor(self=%x, dim=1, start=0, end=3, step=-1)",
           "aten::dropout(input=%x, p=0.5, train=true)",
           "aten::permute(self=%x, dims=[0,2,1])",
           "aten::transpose.int(self=%x, dim0=1, dim1=2)",
           "aten::constant_pad_nd(self=%x, pad=[1,-1], value=0.5)",
           "aten::mul.Scalar(self=%x, other=2)",
           "aten::div.Tensor_mode(self=%x, other=@one, rounding_mode=\"floor\")",
           "aten::add.Scalar(self=%x, other=0, alpha=1)",  // -0 + 0 is 0
           "aten::relu(self=%x)",
       }) {
    const std::string body = "%a: f32[n,3,4] = " + node + "\n" + kTail;
    EXPECT_EQ(after(simplify, body), body) << node;
  }
  // Another element type or shape is an effect.
  const std::string typed =
      "%a: f64[n,3,4] = aten::to.dtype(self=%x, dtype=f64, non_blocking=false, copy=false, memory_format=None)\nreturn "
      "%a\n";
  EXPECT_EQ(after(simplify, typed), typed);
  const std::string shorter =
      "%a: f32[n,2,4] = aten::slice.Tensor(self=%x, dim=1, start=1, end=3, step=1)\nreturn %a\n";
  EXPECT_EQ(after(simplify, shorter), shorter);
}

TEST(Simplify, OutputsKeepTheirNames) {
  EXPECT_EQ(after(simplify,
                  "%a: f32[n,3,4] = aten::relu(self=%x)\n%y: f32[n,3,4] = aten::clone(self=%a, "
                  "memory_format=None)\nreturn %y\n"),
            kBare);
  for (const std::string body :
       {"%y: f32[n,3,4] = aten::alias(self=%x)\nreturn %y\n",
        "%a: f32[n,3,4] = aten::relu(self=%x)\n%y: f32[n,3,4] = aten::alias(self=%a)\nreturn %y, %a\n",
        "%y: f32[] = aten::alias(self=@one)\nreturn %y\n"})
    EXPECT_EQ(after(simplify, body), body);
}

TEST(Simplify, JoinsChains) {
  EXPECT_EQ(after(simplify,
                  "%a: f32[n*12] = aten::flatten.using_ints(self=%x, start_dim=0, end_dim=-1)\n%b: f32[n,1,12] = "
                  "aten::reshape(self=%a, shape=[n,1,12])\n"
                  "%y: f32[n,12] = aten::reshape(self=%b, shape=[n,-1])\nreturn %y, %a\n"),
            "%a: f32[n*12] = aten::flatten.using_ints(self=%x, start_dim=0, end_dim=-1)\n%b: f32[n,1,12] = "
            "aten::reshape(self=%x, shape=[n,1,12])\n"
            "%y: f32[n,12] = aten::reshape(self=%x, shape=[n,-1])\nreturn %y, %a\n");
  EXPECT_EQ(after(simplify,
                  "%a: f32[4,n,3] = aten::permute(self=%x, dims=[2,0,1])\n%y: f32[4,3,n] = "
                  "aten::transpose.int(self=%a, dim0=-1, dim1=1)\nreturn %y, %a\n"),
            "%a: f32[4,n,3] = aten::permute(self=%x, dims=[2,0,1])\n%y: f32[4,3,n] = aten::permute(self=%x, "
            "dims=[2,1,0])\nreturn %y, %a\n");
}

TEST(Simplify, WritesFilledMemoryAsWhatItIs) {
  EXPECT_EQ(after(simplify,
                  "%e: f32[n,2] = aten::empty.memory_format(size=[n,2], dtype=None, layout=None, device=None, "
                  "pin_memory=None, memory_format=None)\n"
                  "%y: f32[n,2] = aten::zero(self=%e)\nreturn %y\n"),
            "%e: f32[n,2] = aten::empty.memory_format(size=[n,2], dtype=None, layout=None, device=None, "
            "pin_memory=None, memory_format=None)\n"
            "%y: f32[n,2] = aten::full(size=[n,2], fill_value=0, dtype=f32, layout=None, device=None, "
            "pin_memory=None)\nreturn %y\n");
  EXPECT_EQ(
      after(simplify,
            "%e: f32[n,3,4] = aten::empty_like(self=%x, dtype=None)\n%f: f32[n,3,4] = aten::fill.Scalar(self=%e, "
            "value=0.5)\n"
            "%y: f32[n,3,4] = aten::sub.Tensor(self=%f, other=%x, alpha=1)\nreturn %y\n"),
      "%e: f32[n,3,4] = aten::empty_like(self=%x, dtype=None)\n%f: f32[n,3,4] = aten::fill.Scalar(self=%x, value=0.5)\n"
      "%y: f32[n,3,4] = aten::rsub.Scalar(self=%x, other=0.5, alpha=1)\nreturn %y\n");
}

TEST(CommonSubexpressions, EqualNodesAndConstantsBecomeOne) {
  EXPECT_EQ(
      after(
          eliminate_common_subexpressions,
          "constant @same: f32[] = [1.0]\nconstant @other: f64[] = [1.0]\n%a: f32[n,3,4] = aten::mul.Tensor(self=%x, "
          "other=@one)  # a\n"
          "%b: f32[n,3,4] = aten::mul.Tensor(self=%x, other=@same)  # b\n%c: f32[n,3,4] = aten::mul.Tensor(self=%x, "
          "other=@other)\n"
          "%d: f32[n,3,4] = aten::mul.Scalar(self=%x, other=1)\n%e: f32[n,3,4] = aten::mul.Scalar(self=%x, other=1.0)\n"
          "%y: f32[n,15,4] = aten::cat(tensors=[%a,%b,%c,%d,%e], dim=1)\nreturn %y\n"),
      "%a: f32[n,3,4] = aten::mul.Tensor(self=%x, other=@one)  # a\n%c: f32[n,3,4] = aten::mul.Tensor(self=%x, "
      "other=@other)\n"
      "%d: f32[n,3,4] = aten::mul.Scalar(self=%x, other=1)\n%e: f32[n,3,4] = aten::mul.Scalar(self=%x, other=1.0)\n"
      "%y: f32[n,15,4] = aten::cat(tensors=[%a,%a,%c,%d,%e], dim=1)\nreturn %y\n");
}

TEST(CommonSubexpressions, RandomNumbersAndOutputsStayTheirOwn) {
  for (const std::string body :
       {"%a: f32[n,3,4] = aten::rand_like(self=%x)\n%b: f32[n,3,4] = aten::rand_like(self=%x)\nreturn %a, %b\n",
        "%a: f32[n,3,4] = aten::dropout(input=%x, p=0.5, train=true)\n%b: f32[n,3,4] = aten::dropout(input=%x, p=0.5, "
        "train=true)\n"
        "%y: f32[n,3,4] = aten::add.Tensor(self=%a, other=%b, alpha=1)\nreturn %y\n",
        "%a: f32[n,3,4] = aten::relu(self=%x)\n%b: f32[n,3,4] = aten::relu(self=%x)\nreturn %a, %b\n"})
    EXPECT_EQ(after(eliminate_common_subexpressions, body), body);
  // The first node stays, under the name of the output.
  EXPECT_EQ(after(eliminate_common_subexpressions,
                  "%a: f32[n,3,4] = aten::relu(self=%x)\n%y: f32[n,3,4] = aten::relu(self=%x)\nreturn %y\n"),
            kBare);
}

TEST(DeadCode, KeepsOnlyWhatOutputsNeed) {
  Graph graph = parse_text(
      "slipway graph 1\ninput %x: f32[2]\ninput %unused: f32[2]\nconstant @w: f32[1] = [1.0]\nconstant @v: f32[1] = "
      "[2.0]\n"
      "%a: f32[2] = aten::mul.Tensor(self=%x, other=@w)\n%b: f32[2] = aten::relu(self=%a)\n"
      "%c: f32[2], %d: i64[2] = aten::sort(self=%x, dim=0, descending=false)\n%y: f32[2] = aten::add.Tensor(self=%c, "
      "other=@v, alpha=1)\nreturn %y\n");
  EXPECT_EQ(eliminate_dead_code(graph), 3);
  EXPECT_EQ(to_text(graph),
            "slipway graph 1\ninput %x: f32[2]\ninput %unused: f32[2]\nconstant @v: f32[1] = [2.0]\n"
            "%c: f32[2], %d: i64[2] = aten::sort(self=%x, dim=0, descending=false)\n%y: f32[2] = "
            "aten::add.Tensor(self=%c, other=@v, alpha=1)\nreturn %y\n");
  EXPECT_EQ(eliminate_dead_code(graph), 0);
}

}  // namespace
}  // namespace slipway::graph
