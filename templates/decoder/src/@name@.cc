// @Name@: outputs of a classifier, f32[B,C] in [0,1], to classes; those that score less than `threshold` are none.
#include "slipway/extend/decoder.h"

#include <algorithm>

namespace {

using namespace slipway::extend;

class @Name@ : public Decoder {
 public:
  explicit @Name@(double threshold) : threshold_(static_cast<float>(threshold)) {}

  /// @param index of the image in the batch
  Result decode(const std::vector<HostTensor>& outputs, size_t index, const ImageMeta&) const override {
    if (outputs.size() != 1 || outputs[0].dtype() != DType::kF32 || outputs[0].shape().size() != 2)
      fail("@Name@ takes one output f32[B,C]");
    const auto count = static_cast<size_t>(outputs[0].dim(1));
    const float* first = outputs[0].data<float>() + index * count;
    Classes classes;
    classes.scores.assign(first, first + count);
    classes.threshold = threshold_;
    for (size_t i = 0; i < count; ++i)
      if (first[i] >= threshold_) classes.labels.push_back(static_cast<int64_t>(i));
    return classes;
  }

 private:
  float threshold_;
};

std::unique_ptr<Decoder> make(Params& params) { return std::make_unique<@Name@>(params.number("threshold", 0.5)); }
const Registration kDecoder(decoders(), "@Name@", DecoderEntry{"@plugin@", make});

/// What pipeline.json says of it, for classifiers whose head is a @Name@Head: TASK/TYPE of the head.
nlohmann::ordered_json postprocess(const Value& model_config, const DeployConfig&) {
  const Value* head = find_head(model_config);
  const double threshold = head != nullptr && head->contains("thr") ? head->at("thr").as_float() : 0.5;
  return {{"module", "@plugin@"}, {"component", "@Name@"}, {"params", {{"threshold", threshold}}}};
}
const Registration kPackage(postprocesses(), "Classification/@Name@Head", postprocess);

}  // namespace
