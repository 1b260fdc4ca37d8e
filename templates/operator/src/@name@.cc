// The operator @plugin@::@name@, which moves values by `amount` towards zero, but not beyond: its schema, what it computes, and how it is
// written into model files, by standard operators. For an operator of ATen that Slipway cannot write (its message names it), a RegisterLowering for
// "aten::NAME" is all.
#include "slipway/extend/operator.h"

#include <ATen/Functions.h>
#include <torch/library.h>

#include "slipway/extend/model.h"

namespace {

using namespace slipway::extend;

at::Tensor @name@(const at::Tensor& x, double amount) { return at::relu(x - amount) - at::relu(-x - amount); }
at::Tensor @name@_shape(const at::Tensor& x, double) { return at::empty_like(x); }

TORCH_LIBRARY(@plugin@, library) { library.def("@name@(Tensor x, float amount) -> Tensor"); }
TORCH_LIBRARY_IMPL(@plugin@, CPU, library) { library.impl("@name@", @name@); }
TORCH_LIBRARY_IMPL(@plugin@, Meta, library) { library.impl("@name@", @name@_shape); }  // captures see shapes only

/// ONNX. b.node() has the arguments by their names in the schema.
void lower_@name@(onnx::Builder& b) {
  const onnx::Tensor x = b.input("x");
  const onnx::Tensor amount = b.scalar(b.node().number("amount"), DType::kF32);
  const onnx::Tensor above = b.emit("Relu", {b.emit("Sub", {x, amount})});
  const onnx::Tensor below = b.emit("Relu", {b.emit("Sub", {b.emit("Neg", {x}), amount})});
  b.output(b.emit("Sub", {above, below}));
}
const onnx::RegisterLowering kOnnx({"@plugin@::@name@"}, lower_@name@);

/// TorchScript: a function of standard operators, called as the operator is.
const torchscript::RegisterOperator kTorchScript("@plugin@::@name@", R"(
def @name@(self, x: Tensor, amount: float) -> Tensor:
    return torch.relu(x - amount) - torch.relu(torch.neg(x) - amount)
)");

/// A layer that calls it, as the config language names it: dict(type='@Name@', amount=0.5).
class @Name@ : public Layer {
 public:
  @Name@(Args& args, const BuildContext&) : amount_(args.number("amount", 0.1)) {}

 protected:
  Tensor forward(const Tensor& x) const override {
    static const auto op = c10::Dispatcher::singleton()
                               .findSchemaOrThrow("@plugin@::@name@", "")
                               .typed<at::Tensor(const at::Tensor&, double)>();
    return op.call(x, amount_);
  }

 private:
  double amount_;
};
const RegisterModel<@Name@> k@Name@("@library@:@plugin@.@name@.@Name@");

}  // namespace
