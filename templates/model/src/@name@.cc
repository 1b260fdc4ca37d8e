// @Name@ as Slipway runs it: the original's children and parameters by their names in the state dict, and its forward().
#include "slipway/extend/model.h"

namespace {

using namespace slipway::extend;

/// A neck of one convolution for each feature map. Keys `convs.N.{conv,bn}.*`.
class @Name@ : public FeatureModule {
 public:
  // The arguments are read by name, as the Python constructor takes them; what nobody asked for is refused.
  @Name@(Args& args, const BuildContext& context) : convs_(add_list("convs")) {
    const int64_t out_channels = args.integer("out_channels");
    const BlockStyle style{read_norm(args, {}), read_activation(args, "ReLU")};
    for (const int64_t in_channels : args.integers("in_channels"))
      convs_.append<ConvModule>(context, in_channels, out_channels, ConvSize{.kernel = 3, .padding = 1}, style);
    args.ignore({"init_cfg"});  // what only training uses
  }

 protected:
  Tensors forward(const Tensors& inputs) const override {
    if (inputs.size() != convs_.size()) fail("@Name@ has {} in_channels, and {} inputs", convs_.size(), inputs.size());
    Tensors outputs;
    for (size_t i = 0; i < inputs.size(); ++i) outputs.push_back(convs_.run(i, inputs[i]));
    return outputs;
  }

 private:
  LayerList& convs_;
};

// The library whose registry the Python class is in (`from @library@.registry import MODELS`), and the class's own module.
const RegisterModel<@Name@> k@Name@("@library@:@plugin@.@name@.@Name@");

}  // namespace
