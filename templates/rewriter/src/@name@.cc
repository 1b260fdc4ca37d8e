// A type with a function that deployment may replace, and what replaces it. For a type that is there already (`slipway inspect
// --rewrites MODEL_CFG` lists what can be replaced in a model), leave the first half out and name its function below.
#include "slipway/extend/rewriter.h"

namespace {

using namespace slipway::extend;

/// Takes the mean of each channel from it. No weights.
class @Name@ : public FeatureModule {
 public:
  static constexpr std::array kHooks{"centre"};  // methods that can be replaced

  @Name@(Args&, const BuildContext&) {}

  /// f32[B,C,H,W] -> the same
  Tensors centre(const Tensors& inputs) const {
    return hooked("centre", inputs, [&] {
      const Tensor& x = inputs.front();
      return Tensors{x - at::mean(x, {2, 3}, /*keepdim=*/true)};
    });
  }

 protected:
  Tensors forward(const Tensors& inputs) const override { return centre({at::sigmoid(inputs.front())}); }
};
const RegisterModel<@Name@> k@Name@("@library@:@plugin@.@name@.@Name@");

/// The same by a pooling, which runtimes have a faster operator for. It gets the typed module, what the original would get, and what the
/// model is prepared for; in here, self.centre() is the original.
Tensors centre_deployed(const @Name@& self, const Tensors& inputs, const Context& context) {
  if (context.ir == "torchscript") return self.centre(inputs);
  const Tensor& x = inputs.front();
  return {x - at::adaptive_avg_pool2d(x, {1, 1})};
}

// For any backend; {.backend = "ncnn"} as a last argument makes it one for that backend, which comes before.
const RewriteFunction kCentre({"@plugin@.@name@.@Name@.centre"}, centre_deployed);

}  // namespace
