// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/openvino/session.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "backend/openvino/compile.h"
#include "backend/session_inputs.h"
#include "base/error.h"
#include "base/strings.h"

namespace slipway::backend::openvino {
namespace {

TensorInfo describe(const std::string& name, const ov::element::Type& type, const ov::PartialShape& shape) {
  if (shape.rank().is_dynamic()) fail("the model's '{}' has no fixed number of dimensions", name);
  TensorInfo info{name, to_dtype(type, name), {}};
  for (const ov::Dimension& dim : shape) info.shape.push_back(dim.is_static() ? dim.get_length() : -1);
  return info;
}

/// What no result begins with: 16 bytes, -2.9e-16 four times as f32.
constexpr unsigned char kMark = 0xA5;
constexpr size_t kMarkSize = 16;

bool has_mark(const ov::Tensor& tensor) {
  const auto* bytes = static_cast<const unsigned char*>(tensor.data());
  return std::all_of(bytes, bytes + kMarkSize, [](unsigned char byte) { return byte == kMark; });
}

ov::AnyMap make_properties(const std::string& device, const SessionOptions& options) {
  if (options.threads < 0) fail("threads must be 0 (all cores) or more, got {}", options.threads);
  ov::AnyMap result{
      // One request at a time, as fast as it can be.
      ov::hint::performance_mode(ov::hint::PerformanceMode::LATENCY),
      // On processors with units for bf16 or f16 OpenVINO would compute in those by default. Models of f32 are promised
      // to be computed in f32; weights that are stored in f16 are widened.
      ov::hint::inference_precision(ov::element::f32),
      ov::hint::execution_mode(ov::hint::ExecutionMode::ACCURACY),
  };
  // Pinned threads of several sessions would sit on the same cores.
  ov::AnyMap cpu{ov::hint::enable_cpu_pinning(false)};
  if (options.threads > 0) cpu.insert(ov::inference_num_threads(options.threads));
  if (device == "CPU")
    result.insert(cpu.begin(), cpu.end());
  else
    result.insert(ov::device::properties("CPU", cpu));
  if (!options.cache_folder.empty()) result.insert(ov::cache_dir(options.cache_folder));
  return result;
}

}  // namespace

std::string device_name(const std::string& device) {
  const std::string lowered = to_lower(device);
  if (lowered == "cpu") return "CPU";
  if (lowered == "auto") return "AUTO";
  if (starts_with(lowered, "cuda"))
    throw Error(fmt::format("device '{}' is not available: OpenVINO has no CUDA; give 'cpu' or 'auto'", device),
                ErrorKind::kUnavailable);
  fail("unknown device '{}'; OpenVINO takes 'cpu' (all processors) or 'auto'", device);
}

OpenVinoSession::OpenVinoSession(const std::shared_ptr<ov::Model>& model, const SessionOptions& options)
    : release_memory_(options.release_memory) {
  const std::string device = device_name(options.device);
  const ov::AnyMap properties = make_properties(device, options);
  try {
    for (const auto& port : model->inputs())
      inputs_.push_back(describe(tensor_name(port), port.get_element_type(), port.get_partial_shape()));
    for (const auto& port : model->outputs())
      outputs_.push_back(describe(tensor_name(port), port.get_element_type(), port.get_partial_shape()));
    compiled_ = core().compile_model(model, device, properties);
    request_ = compiled_.create_infer_request();
    if (!release_memory_) prepare(model);
  } catch (const ov::Exception& e) {
    fail("OpenVINO cannot compile the model: {}", message_of(e));
  } catch (const std::bad_alloc&) {
    fail("OpenVINO cannot compile the model: out of memory");
  }
}

/// Whatever OpenVINO works out anew for each size is worked out now for the size that the model was tuned for, so that
/// the first image takes as long as the others.
void OpenVinoSession::prepare(const std::shared_ptr<ov::Model>& model) {
  std::vector<HostTensor> zeros;
  for (const TensorInfo& info : inputs_) {
    const std::vector<int64_t> shape = tuned_shape(*model, info.name);
    const bool fits = shape.size() == info.shape.size() &&
                      std::equal(shape.begin(), shape.end(), info.shape.begin(),
                                 [](int64_t size, int64_t axis) { return size > 0 && (axis < 0 || size == axis); });
    if (!fits) return;
    zeros.emplace_back(info.dtype, shape);
  }
  run(zeros);
}

std::vector<HostTensor> OpenVinoSession::run(const std::vector<HostTensor>& inputs) {
  check_inputs(inputs_, inputs);
  try {
    for (size_t i = 0; i < inputs.size(); ++i) {
      const ov::Shape shape(inputs[i].shape().begin(), inputs[i].shape().end());
      // OpenVINO reads inputs only; its interface lacks the const.
      request_.set_input_tensor(i,
                                ov::Tensor(to_openvino(inputs[i].dtype()), shape, const_cast<void*>(inputs[i].raw())));
    }
    // Where OpenVINO gets no memory for larger sizes, it may return without an error and without having computed: the
    // outputs are those of the run before.
    std::vector<bool> marked;
    for (size_t i = 0; i < outputs_.size(); ++i) {
      ov::Tensor before = ran_ ? request_.get_output_tensor(i) : ov::Tensor();
      marked.push_back(before && before.get_byte_size() >= kMarkSize);
      if (marked.back()) std::memset(before.data(), kMark, kMarkSize);
    }
    request_.infer();
    ran_ = true;
    for (size_t i = 0; i < outputs_.size(); ++i)
      if (marked[i] && request_.get_output_tensor(i).get_byte_size() >= kMarkSize &&
          has_mark(request_.get_output_tensor(i)))
        fail("OpenVINO cannot run the model: out of memory");
    std::vector<HostTensor> outputs;
    for (size_t i = 0; i < outputs_.size(); ++i) {
      // The next run writes to the same memory.
      const ov::Tensor tensor = request_.get_output_tensor(i);
      const ov::Shape& shape = tensor.get_shape();
      HostTensor copy(outputs_[i].dtype, std::vector<int64_t>(shape.begin(), shape.end()));
      if (copy.nbytes() > 0) {
        const ov::Tensor target(tensor.get_element_type(), shape, copy.mutable_raw());
        tensor.copy_to(target);
      }
      outputs.push_back(std::move(copy));
    }
    if (release_memory_) compiled_.release_memory();
    return outputs;
  } catch (const ov::Exception& e) {
    fail("OpenVINO cannot run the model: {}", message_of(e));
  } catch (const std::bad_alloc&) {
    fail("OpenVINO cannot run the model: out of memory");
  }
}

}  // namespace slipway::backend::openvino
