// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Each operator on the meta device has the shapes and types that it has on the CPU.
#include "capture/meta_kernels.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <torch/library.h>

#include <functional>

namespace slipway::capture {
namespace {

using Tensors = std::vector<at::Tensor>;
using Body = std::function<Tensors(const Tensors& inputs)>;

void expect_same_types(const Tensors& inputs, const Body& body) {
  register_meta_kernels();
  const c10::InferenceMode inference;
  Tensors meta;
  for (const at::Tensor& input : inputs) meta.push_back(input.to(at::kMeta));
  const Tensors expected = body(inputs);
  const Tensors actual = body(meta);
  ASSERT_EQ(actual.size(), expected.size());
  for (size_t i = 0; i < expected.size(); ++i) {
    EXPECT_TRUE(actual[i].is_meta());
    EXPECT_EQ(actual[i].sizes(), expected[i].sizes());
    EXPECT_EQ(actual[i].scalar_type(), expected[i].scalar_type());
  }
}

at::Tensor image() { return at::randn({2, 4, 9, 7}); }

TEST(MetaKernels, Convolutions) {
  expect_same_types({image(), at::randn({6, 4, 3, 3})}, [](const Tensors& x) -> Tensors {
    return {at::conv2d(x[0], x[1], {}, {2, 1}, {1, 2}, {1, 2})};
  });
  expect_same_types({image(), at::randn({8, 1, 5, 1})}, [](const Tensors& x) -> Tensors {
    return {at::conv2d(x[0], x[1], {}, 3, {2, 0}, 1, 4)};
  });
  expect_same_types({image(), at::randn({8, 4, 3, 3})},
                    [](const Tensors& x) -> Tensors { return {at::conv2d(x[0], x[1], {}, 1, "same")}; });
  expect_same_types({at::randn({2, 4, 9}), at::randn({6, 2, 3}), at::randn({6})},
                    [](const Tensors& x) -> Tensors { return {at::conv1d(x[0], x[1], x[2], 2, 1, 1, 2)}; });
  expect_same_types({at::randn({1, 2, 5, 6, 7}), at::randn({3, 2, 3, 3, 3})},
                    [](const Tensors& x) -> Tensors { return {at::conv3d(x[0], x[1])}; });
  expect_same_types({image(), at::randn({4, 3, 3, 2})}, [](const Tensors& x) -> Tensors {
    return {at::conv_transpose2d(x[0], x[1], {}, {2, 3}, {1, 0}, {1, 2}, 2, {1, 1})};
  });
  expect_same_types({at::randn({4, 9, 7}), at::randn({6, 4, 3, 3})},
                    [](const Tensors& x) -> Tensors { return {at::conv2d(x[0], x[1])}; });
}

TEST(MetaKernels, ConvolutionRefusesWhatTheCpuRefuses) {
  register_meta_kernels();
  const at::Tensor x = image().to(at::kMeta);
  EXPECT_THROW(at::conv2d(x, at::randn({6, 3, 3, 3}).to(at::kMeta)), c10::Error);
  EXPECT_THROW(at::conv2d(x, at::randn({6, 4, 11, 11}).to(at::kMeta)), c10::Error);
  EXPECT_THROW(at::conv2d(x, at::randn({6, 4, 3, 3}, at::kDouble).to(at::kMeta)), c10::Error);
}

TEST(MetaKernels, Normalisations) {
  for (const bool training : {false, true})
    expect_same_types({image(), at::ones({4}), at::zeros({4})}, [&](const Tensors& x) -> Tensors {
      return {at::batch_norm(x[0], x[1], x[2], x[2].clone(), x[1].clone(), training, 0.1, 1e-5, false)};
    });
  expect_same_types({image()}, [](const Tensors& x) -> Tensors {
    return {at::instance_norm(x[0], {}, {}, {}, {}, true, 0.1, 1e-5, false)};
  });
  expect_same_types({image(), at::ones({4})},
                    [](const Tensors& x) -> Tensors { return {at::group_norm(x[0], 2, x[1], x[1])}; });
  expect_same_types({image(), at::ones({7})},
                    [](const Tensors& x) -> Tensors { return {at::layer_norm(x[0], {7}, x[1], x[1])}; });
}

TEST(MetaKernels, Activations) {
  const std::vector<std::pair<const char*, std::function<at::Tensor(const at::Tensor&)>>> activations{
      {"relu", [](const at::Tensor& x) { return x.relu(); }},
      {"relu_", [](const at::Tensor& x) { return x.clone().relu_(); }},
      {"relu6", [](const at::Tensor& x) { return at::relu6(x); }},
      {"hardtanh", [](const at::Tensor& x) { return at::hardtanh(x, -1, 2); }},
      {"hardtanh_",
       [](const at::Tensor& x) {
         at::Tensor y = x.clone();
         return at::hardtanh_(y, -1, 2);
       }},
      {"hardswish", [](const at::Tensor& x) { return at::hardswish(x); }},
      {"hardswish_",
       [](const at::Tensor& x) {
         at::Tensor y = x.clone();
         return at::hardswish_(y);
       }},
      {"hardsigmoid", [](const at::Tensor& x) { return at::hardsigmoid(x); }},
      {"silu", [](const at::Tensor& x) { return at::silu(x); }},
      {"mish", [](const at::Tensor& x) { return at::mish(x); }},
      {"gelu", [](const at::Tensor& x) { return at::gelu(x); }},
      {"leaky_relu", [](const at::Tensor& x) { return at::leaky_relu(x, 0.1); }},
      {"elu", [](const at::Tensor& x) { return at::elu(x); }},
      {"softplus", [](const at::Tensor& x) { return at::softplus(x); }},
      {"log_sigmoid", [](const at::Tensor& x) { return at::log_sigmoid(x); }},
      {"logit", [](const at::Tensor& x) { return at::logit(x, 1e-3); }},
      {"prelu", [](const at::Tensor& x) { return at::prelu(x, at::ones({4}, x.options())); }},
      {"glu", [](const at::Tensor& x) { return at::glu(x, 1); }},
      {"softmax", [](const at::Tensor& x) { return x.softmax(1); }},
      {"log_softmax", [](const at::Tensor& x) { return x.log_softmax(-1); }},
  };
  for (const auto& [name, activation] : activations) {
    SCOPED_TRACE(name);
    expect_same_types({image()}, [&](const Tensors& x) -> Tensors { return {activation(x[0])}; });
  }
}

TEST(MetaKernels, Pooling) {
  expect_same_types({image()}, [](const Tensors& x) -> Tensors {
    return {at::adaptive_avg_pool2d(x[0], {1, 1}),
            at::adaptive_avg_pool2d(x[0], {3, 2}),
            at::adaptive_avg_pool2d(x[0][0], {3, 2}),
            at::max_pool2d(x[0], 3, 2, 1, 1, true),
            at::avg_pool2d(x[0], 2),
            std::get<0>(at::adaptive_max_pool2d(x[0], {2, 2}))};
  });
}

TEST(MetaKernels, ChoosingAndReducing) {
  expect_same_types({image()}, [](const Tensors& input) -> Tensors {
    const at::Tensor& x = input[0];
    const at::Tensor index = at::arange(3, x.options().dtype(at::kLong));
    const auto [values, order] = at::sort(x, 1, true);
    const auto [best, where] = at::topk(x, 2, 3);
    const auto [largest, argument] = at::max(x, 1);
    return {at::where(x > 0, x, at::zeros({7}, x.options())),
            at::where(x > 0, 1.0, x),
            at::index_select(x, 2, index),
            at::embedding(x[0][0], index),
            at::gather(x, 3, index.view({1, 1, 1, 3})),
            values,
            order,
            best,
            where,
            largest,
            argument,
            x.argmax(1),
            x.max(),
            x.min(),
            x.prod(),
            x.prod(1),
            x.mean({2, 3}),
            x.sum(1, true),
            x.norm(2, {1}, true),
            x.std(1),
            x.var({2, 3}),
            at::cumsum(x, 1),
            x.any(),
            (x > 0).all(1),
            x.flip({3}),
            x.roll({1}, {2}),
            at::isnan(x),
            at::floor_divide(x, 2.0),
            x.remainder(2.0),
            at::maximum(x, x),
            x.clamp(0, 1),
            at::channel_shuffle(x, 2),
            at::pixel_shuffle(x, 2),
            at::bucketize(x, index)};
  });
}

TEST(MetaKernels, ResizingAndPadding) {
  expect_same_types({image(), at::rand({2, 5, 6, 2})}, [](const Tensors& x) -> Tensors {
    return {at::upsample_nearest2d(x[0], {18, 14}),     at::upsample_bilinear2d(x[0], {5, 5}, false),
            at::upsample_bicubic2d(x[0], {5, 5}, true), at::constant_pad_nd(x[0], {1, 2, 3, 4}, 0.5),
            at::reflection_pad2d(x[0], {1, 2, 3, 1}),   at::replication_pad2d(x[0], {1, 2, 3, 1}),
            at::grid_sampler(x[0], x[1], 0, 0, false),  at::im2col(x[0], {2, 2}, {1, 1}, {0, 0}, {2, 2})};
  });
}

TEST(MetaKernels, Products) {
  expect_same_types({at::randn({2, 3, 4}), at::randn({2, 4, 5}), at::randn({6, 4})}, [](const Tensors& x) -> Tensors {
    return {at::bmm(x[0], x[1]),    at::matmul(x[0], x[1]),
            at::linear(x[0], x[2]), at::einsum("bij,bjk->bik", {x[0], x[1]}),
            at::cdist(x[0], x[0]),  at::baddbmm(at::zeros({2, 3, 5}, x[0].options()), x[0], x[1])};
  });
}

TEST(MetaKernels, OperatorsThatFillATensorForAnother) {
  expect_same_types({image()}, [](const Tensors& x) -> Tensors {
    return {at::abs(x[0]), at::abs(x[0].to(at::kLong))};
  });
}

at::Tensor every_other_column(const at::Tensor& x) { return x.slice(-1, 0, x.size(-1), 2).clone(); }

TEST(MetaKernels, OperatorsOfALibraryThatIsLoadedLater) {
  register_meta_kernels();
  static torch::Library library(torch::Library::DEF, "slipway_late_test", {}, __FILE__, __LINE__);
  library.def("every_other_column(Tensor x) -> Tensor");
  library.impl("every_other_column", torch::dispatch(c10::DispatchKey::CPU, TORCH_FN(every_other_column)));
  expect_same_types({image()}, [](const Tensors& x) -> Tensors {
    static const auto op = c10::Dispatcher::singleton()
                               .findSchemaOrThrow("slipway_late_test::every_other_column", "")
                               .typed<at::Tensor(const at::Tensor&)>();
    return {op.call(x[0])};
  });
}

TEST(MetaKernels, ShapesThatDependOnDataAreRefused) {
  register_meta_kernels();
  const at::Tensor x = image().to(at::kMeta);
  for (const auto& body :
       std::vector<std::function<void()>>{[&] { x.nonzero(); }, [&] { at::_unique(x); },
                                          [&] { x.masked_select(x > 0); }, [&] { at::bincount(x.to(at::kLong)); }}) {
    try {
      body();
      FAIL() << "no error";
    } catch (const c10::Error& e) {
      EXPECT_THAT(e.what(), testing::HasSubstr("depends on the values of its input"));
    }
  }
}

}  // namespace
}  // namespace slipway::capture
