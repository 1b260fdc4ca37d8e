// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/pipeline.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/error.h"
#include "base/strings.h"
#include "runtime/decode/decoder.h"
#include "runtime/params.h"
#include "runtime/slide.h"
#include "runtime/transform/transform.h"

namespace slipway::runtime {

using nlohmann::json;

struct Pipeline::Impl {
  std::vector<std::unique_ptr<Transform>> transforms;
  std::unique_ptr<Decoder> decoder;
  std::string input_name;
  std::optional<Slide> slide;
};

namespace {

std::string text_of(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

std::vector<std::unique_ptr<Transform>> make_transforms(const json& task, Problems& problems) {
  std::vector<std::unique_ptr<Transform>> result;
  const auto list = task.find("transforms");
  if (list == task.end() || !list->is_array() || list->empty()) {
    problems.add("task 'Preprocess': 'transforms' must be a list of transforms");
    return result;
  }
  Stage stage = Stage::kLoad;
  size_t tensors = 0;
  bool complete = true;
  for (size_t i = 0; i < list->size(); ++i) {
    const json& item = (*list)[i];
    const std::string type = item.is_object() ? text_of(item, "type") : "";
    if (type.empty()) {
      problems.add(fmt::format("transforms[{}]: must be an object with a 'type', got {}", i, brief(item)));
      complete = false;
      continue;
    }
    const TransformMaker* maker = transforms().find(type);
    if (maker == nullptr) {
      problems.add(fmt::format("transforms[{}]: transform '{}' is not supported{}", i, type,
                               did_you_mean(type, transforms().keys())));
      complete = false;
      continue;
    }
    Params params(item, fmt::format("transforms[{}] ({})", i, type), problems);
    std::unique_ptr<Transform> transform = (*maker)(params);
    params.finish();
    if (transform->stage() < stage)
      params.problem("comes too late; the order is: load, image transforms, to tensor, Collect");
    if (result.empty() && complete && transform->stage() != Stage::kLoad)
      params.problem("the first one must be LoadImageFromFile");
    stage = std::max(stage, transform->stage());
    tensors += transform->stage() == Stage::kTensor ? 1 : 0;
    result.push_back(std::move(transform));
  }
  if (complete && tensors != 1)
    problems.add(
        fmt::format("there must be one ImageToTensor or DefaultFormatBundle among the transforms, not {}", tensors));
  return result;
}

std::unique_ptr<Decoder> make_decoder(const json& task, Problems& problems) {
  const std::string component = text_of(task, "component");
  const std::string module = text_of(task, "module");
  if (component == "UNKNOWN") {
    problems.add(
        "task 'postprocess': component 'UNKNOWN' stands for a model that MMDeploy converts but has no post-processing "
        "for in its runtime; deploy it with Slipway");
    return nullptr;
  }
  const DecoderEntry* entry = decoders().find(component);
  if (entry == nullptr) {
    problems.add(fmt::format("task 'postprocess': component '{}' is not supported{}", component,
                             did_you_mean(component, decoders().keys())));
    return nullptr;
  }
  if (module != entry->module)
    problems.add(fmt::format("task 'postprocess': component '{}' belongs to module '{}', not '{}'", component,
                             entry->module, module));
  static const json kNoParams = json::object();
  const auto found = task.find("params");
  const json& values = found == task.end() || found->is_null() ? kNoParams : *found;
  if (!values.is_object()) {
    problems.add(fmt::format("task 'postprocess': 'params' must be an object, got {}", brief(values)));
    return nullptr;
  }
  Params params(values, fmt::format("task 'postprocess' ({})", component), problems);
  std::unique_ptr<Decoder> decoder = entry->make(params);
  params.finish();
  return decoder;
}

/// The name of the network's input that the pre-processed image goes to: input_map {"img": name}.
std::string read_input_name(const json& task, Problems& problems) {
  const auto map = task.find("input_map");
  if (map == task.end() || map->is_null() || map->empty()) return "";
  if (map->is_object() && map->size() == 1 && map->begin()->is_string()) return map->begin()->get<std::string>();
  problems.add(fmt::format("task 'Net': 'input_map' must be {{\"img\": name of the input}}, got {}", brief(*map)));
  return "";
}

/// "slide": {"crop_size": [h,w], "stride": [h,w]} of the Net task.
std::optional<Slide> read_slide(const json& task, Problems& problems) {
  const auto found = task.find("slide");
  if (found == task.end() || found->is_null()) return std::nullopt;
  if (!found->is_object()) {
    problems.add(fmt::format("task 'Net': 'slide' must be an object, got {}", brief(*found)));
    return std::nullopt;
  }
  Params params(*found, "task 'Net', 'slide'", problems);
  const std::vector<int64_t> crop = params.size("crop_size", true), stride = params.size("stride", true);
  params.finish();
  if (crop.size() != 2 || stride.size() != 2) return std::nullopt;
  if (stride[0] > crop[0] || stride[1] > crop[1])
    problems.add("task 'Net': 'stride' of 'slide' is larger than 'crop_size', which leaves gaps");
  return Slide{{crop[0], crop[1]}, {stride[0], stride[1]}};
}

}  // namespace

Pipeline::Pipeline(const json& pipeline) : impl_(std::make_unique<Impl>()) {
  Problems problems;
  const json* root = &pipeline;
  if (root->is_object() && root->contains("pipeline")) root = &(*root)["pipeline"];
  const auto tasks = root->is_object() ? root->find("tasks") : root->end();
  if (!root->is_object() || tasks == root->end() || !tasks->is_array())
    fail("pipeline.json: no list 'tasks' in 'pipeline'");
  size_t preprocess = 0;
  size_t net = 0;
  size_t postprocess = 0;
  for (size_t i = 0; i < tasks->size(); ++i) {
    const json& task = (*tasks)[i];
    if (!task.is_object()) {
      problems.add(fmt::format("tasks[{}]: must be an object, got {}", i, brief(task)));
      continue;
    }
    const std::string module = text_of(task, "module");
    if (module == "Transform") {
      if (++preprocess == 1) impl_->transforms = make_transforms(task, problems);
    } else if (module == "Net") {
      if (++net == 1) {
        impl_->input_name = read_input_name(task, problems);
        impl_->slide = read_slide(task, problems);
      }
    } else if (task.contains("component")) {
      if (++postprocess == 1) impl_->decoder = make_decoder(task, problems);
    } else {
      problems.add(fmt::format("tasks[{}] ('{}'): module '{}' is not supported", i, text_of(task, "name"), module));
    }
  }
  if (is_network_alone(pipeline))
    fail(
        "pipeline.json has a network and nothing before or after it, as 'slipway convert' writes it: it takes tensors, "
        "not images; 'slipway profile' and the SDK's slw_run_tensors() take it");
  const auto expect_one = [&](size_t count, const char* what) {
    if (count != 1) problems.add(fmt::format("there must be one task {}, not {}", what, count));
  };
  expect_one(preprocess, "'Preprocess' (module 'Transform')");
  expect_one(net, "'Net' (module 'Net')");
  expect_one(postprocess, "'postprocess' (with a 'component')");
  problems.raise("pipeline.json");
}

bool is_network_alone(const json& pipeline) {
  const json* root = &pipeline;
  if (root->is_object() && root->contains("pipeline")) root = &(*root)["pipeline"];
  const auto tasks = root->is_object() ? root->find("tasks") : root->end();
  return root->is_object() && tasks != root->end() && tasks->is_array() && tasks->size() == 1 &&
         (*tasks)[0].is_object() && text_of((*tasks)[0], "module") == "Net";
}

Pipeline::~Pipeline() = default;
Pipeline::Pipeline(Pipeline&&) noexcept = default;
Pipeline& Pipeline::operator=(Pipeline&&) noexcept = default;

const std::string& Pipeline::input_name() const { return impl_->input_name; }

void Pipeline::require_input_of(const backend::Session& session, const char* source) const {
  const std::vector<backend::TensorInfo>& inputs = session.inputs();
  if (inputs.size() != 1) fail("the network has {} inputs, the pipeline makes one", inputs.size());
  const backend::TensorInfo& input = inputs.front();
  // "#0": by its place, as for a kind of model whose inputs have no names.
  if (const std::string& name = input_name(); !name.empty() && name != "#0" && name != input.name)
    fail("{} gives the image to the network's input '{}', but that is called '{}'", source, name, input.name);
  if (input.dtype != DType::kF32 || input.shape.size() != 4)
    fail("the network's input '{}' is not f32[B,3,H,W]", input.name);
}

bool Pipeline::takes_boxes() const {
  return std::any_of(impl_->transforms.begin(), impl_->transforms.end(),
                     [](const auto& transform) { return transform->takes_box(); });
}

Preprocessed Pipeline::preprocess(const cv::Mat& image, const std::optional<InputBox>& box,
                                  const std::array<int64_t, 2>& batch_shape) const {
  if (image.empty() || image.dims != 2 || image.type() != CV_8UC3) fail("an image must be BGR u8[H,W,3] and not empty");
  Sample sample;
  sample.image = image;
  sample.batch_shape = batch_shape;
  if (takes_boxes()) {
    sample.meta.input_box =
        box.value_or(InputBox{{0, 0, static_cast<float>(image.cols), static_cast<float>(image.rows)}});
    const auto& [x1, y1, x2, y2] = sample.meta.input_box.box;
    if (!(x2 > x1 && y2 > y1 && std::isfinite(x2 - x1) && std::isfinite(y2 - y1)))
      fail("a box must be x1,y1,x2,y2 with x1 < x2 and y1 < y2, got {},{},{},{}", x1, y1, x2, y2);
  } else if (box) {
    fail("the model takes whole images, no boxes");
  }
  try {
    for (const auto& transform : impl_->transforms) transform->apply(sample);
  } catch (const cv::Exception& e) {
    fail("pre-processing an image of {}x{} px fails in OpenCV: {}", image.cols, image.rows, e.err);
  }
  if (const std::vector<int64_t>& shape = sample.tensor.shape(); shape.size() == 4)
    sample.meta.net_size = {shape[3], shape[2]};
  return {std::move(sample.tensor), sample.meta};
}

std::vector<HostTensor> Pipeline::run(backend::Session& session, const HostTensor& batch) const {
  if (!impl_->slide) return session.run({batch});
  const int64_t fixed = session.inputs().at(0).shape.at(0);
  const auto most = static_cast<size_t>(std::max<int64_t>(0, session.inputs()[0].max_batch()));
  return run_in_windows(
      *impl_->slide, batch, [&](const HostTensor& windows) { return session.run({windows}); },
      most > 0 ? std::min(most, kMaxBatch) : kMaxBatch, fixed > 0);
}

std::vector<HostTensor> Pipeline::run(const std::function<std::vector<HostTensor>(const HostTensor&)>& network,
                                      const HostTensor& batch, size_t most) const {
  return impl_->slide ? run_in_windows(*impl_->slide, batch, network, most, false) : network(batch);
}

HostTensor Pipeline::network_input(const HostTensor& input) const {
  return impl_->slide ? first_window(*impl_->slide, input) : input;
}

Result Pipeline::decode(const std::vector<HostTensor>& outputs, size_t index, const ImageMeta& meta) const {
  return impl_->decoder->decode(outputs, index, meta);
}

std::vector<HostTensor> Pipeline::merge_flipped(const std::vector<HostTensor>& outputs,
                                                const std::vector<HostTensor>& flipped,
                                                const std::vector<size_t>& flip_indices) const {
  return impl_->decoder->merge_flipped(outputs, flipped, flip_indices);
}

HostTensor mirror(const HostTensor& batch) {
  HostTensor result(batch.dtype(), batch.shape());
  const int64_t width = batch.shape().back();
  const float* from = batch.data<float>();
  float* to = result.mutable_data<float>();
  for (int64_t begin = 0; begin < batch.numel(); begin += width)
    std::reverse_copy(from + begin, from + begin + width, to + begin);
  return result;
}

HostTensor stack(const std::vector<HostTensor>& inputs) {
  if (inputs.empty()) fail("there is nothing to make a batch of");
  if (inputs.size() == 1) return inputs.front();
  const HostTensor& first = inputs.front();
  int64_t count = 0;
  for (const HostTensor& input : inputs) {
    const auto tail = [](const HostTensor& t) { return std::vector<int64_t>(t.shape().begin() + 1, t.shape().end()); };
    if (input.shape().empty() || input.dtype() != first.dtype() || tail(input) != tail(first))
      fail("inputs of different shapes do not make a batch: {} and {}", first.describe(), input.describe());
    count += input.dim(0);
  }
  std::vector<int64_t> shape = first.shape();
  shape[0] = count;
  HostTensor batch(first.dtype(), shape);
  auto* to = static_cast<char*>(batch.mutable_raw());
  for (const HostTensor& input : inputs) {
    std::copy_n(static_cast<const char*>(input.raw()), input.nbytes(), to);
    to += input.nbytes();
  }
  return batch;
}

}  // namespace slipway::runtime
