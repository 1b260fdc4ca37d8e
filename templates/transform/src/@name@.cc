// The transform @Name@ of a test pipeline: dict(type='@Name@', factor=0.5) makes images darker.
#include "slipway/extend/transform.h"

#include <opencv2/core.hpp>

namespace {

using namespace slipway::extend;

/// Config -> JSON, when a model is deployed. Keys that nobody asks for are refused.
std::vector<nlohmann::ordered_json> translate(const Value& transform, TransformContext&) {
  Args args(transform, written_type(transform));
  const double factor = args.number("factor");
  if (factor <= 0) args.refuse("factor", "must be above 0");
  args.finish();
  return {{{"type", "@Name@"}, {"factor", factor}}};
}
const RegisterTransform kTranslate({"@library@.@Name@"}, translate);

/// On an image, made from that JSON, wherever the model runs. Any number of threads may apply it.
class @Name@ : public Transform {
 public:
  explicit @Name@(double factor) : factor_(factor) {}
  void apply(Sample& sample) const override {
    cv::Mat darker;  // the image's memory is not ours to write
    sample.image.convertTo(darker, -1, factor_);
    sample.image = darker;
  }

 private:
  double factor_;
};

std::unique_ptr<Transform> make(Params& params) { return std::make_unique<@Name@>(params.number("factor", 1.0)); }
const Registration kRuntime(transforms(), "@Name@", make);

}  // namespace
