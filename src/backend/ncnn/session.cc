// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/ncnn/session.h"

#include <ncnn/c_api.h>
#include <ncnn/cpu.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "backend/ncnn/messages.h"
#include "backend/ncnn/param_file.h"
#include "backend/session_inputs.h"
#include "backend/weights_hash.h"
#include "base/error.h"
#include "base/strings.h"

namespace slipway::backend::ncnn {
namespace {

/// Models of f32 are promised to be computed in f32; on some processors ncnn would compute in f16 or bf16. Weights that
/// are stored in f16 are widened.
::ncnn::Option make_option(const SessionOptions& options) {
  if (options.threads < 0) fail("threads must be 0 (all cores) or more, got {}", options.threads);
  ::ncnn::Option option;
  option.num_threads = options.threads > 0 ? options.threads : ::ncnn::get_physical_cpu_count();
  option.use_vulkan_compute = false;
  option.use_fp16_packed = option.use_fp16_storage = option.use_fp16_arithmetic = false;
  option.use_bf16_storage = option.use_bf16_packed = false;
  option.use_int8_inference = false;
  return option;
}

/// f32[1,C,D,H,W] and fewer dimensions; channels are aligned in ncnn.
::ncnn::Mat to_mat(const HostTensor& tensor) {
  const std::vector<int64_t>& shape = tensor.shape();
  const auto size = [&](size_t from_last) { return static_cast<int>(shape[shape.size() - 1 - from_last]); };
  ::ncnn::Mat mat;
  switch (shape.size()) {
    case 2:
      mat.create(size(0));
      break;
    case 3:
      mat.create(size(0), size(1));
      break;
    case 4:
      mat.create(size(0), size(1), size(2));
      break;
    case 5:
      mat.create(size(0), size(1), size(2), size(3));
      break;
    default:
      fail("{}: ncnn takes tensors of 2 to 5 dimensions", tensor.describe());
  }
  if (mat.empty()) fail("{} does not fit into memory", tensor.describe());
  const size_t plane = static_cast<size_t>(mat.w) * static_cast<size_t>(mat.h) * static_cast<size_t>(mat.d);
  for (int c = 0; c < mat.c; ++c)
    std::memcpy(static_cast<float*>(mat.channel(c).data), tensor.data<float>() + static_cast<size_t>(c) * plane,
                plane * sizeof(float));
  return mat;
}

std::vector<int64_t> shape_of(const ::ncnn::Mat& mat) {
  switch (mat.dims) {
    case 1:
      return {1, mat.w};
    case 2:
      return {1, mat.h, mat.w};
    case 3:
      return {1, mat.c, mat.h, mat.w};
    default:
      return {1, mat.c, mat.d, mat.h, mat.w};
  }
}

HostTensor to_host(const ::ncnn::Mat& mat, const TensorInfo& info) {
  if (mat.elemsize != sizeof(float) || mat.elempack != 1)
    throw InternalError("ncnn gave an output that is no plain f32");
  HostTensor result(DType::kF32, shape_of(mat));
  const std::vector<int64_t>& shape = result.shape();
  bool fits = info.shape.empty() || info.shape.size() == shape.size();
  for (size_t i = 0; fits && i < info.shape.size(); ++i) fits = info.shape[i] < 0 || info.shape[i] == shape[i];
  if (!fits)
    fail("output '{}' is {} where the model file says {}", info.name, result.describe(), format_shape(info.shape));
  const size_t plane = static_cast<size_t>(mat.w) * static_cast<size_t>(mat.h) * static_cast<size_t>(mat.d);
  for (int c = 0; c < mat.c; ++c)
    std::memcpy(result.mutable_data<float>() + static_cast<size_t>(c) * plane, mat.channel(c).data,
                plane * sizeof(float));
  return result;
}

/// Reads weights from memory with an end, which ncnn's own reader of memory lacks.
class MemoryFile {
 public:
  explicit MemoryFile(const std::string& bytes)
      : file_(bytes.empty() ? std::fopen("/dev/null", "rb")
                            : fmemopen(const_cast<char*>(bytes.data()), bytes.size(), "rb")) {
    if (file_ == nullptr) fail("the weights cannot be read: {}", std::strerror(errno));
  }
  ~MemoryFile() { std::fclose(file_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  FILE* get() const { return file_; }
  size_t place() const { return static_cast<size_t>(std::ftell(file_)); }

 private:
  FILE* file_;
};

}  // namespace

NcnnSession::NcnnSession(const Network& network, const SessionOptions& options) {
  const ParamFile param = ParamFile::parse(network.param);
  if (const std::vector<std::string> unknown = param.unknown_types(); !unknown.empty())
    fail("this ncnn ({}) has no layers of these types: {}", ncnn_version(), join(unknown, ", "));
  std::tie(inputs_, outputs_) = param.signature();
  if (inputs_.empty() || outputs_.empty()) fail("the network has no inputs or no outputs");
  if (const std::string hash = param.weights_hash(); !hash.empty() && hash != hash_of(network.weights))
    fail("the .bin file does not hold the weights of this network: it is of another network, or damaged");
  net_.opt = make_option(options);
  const MemoryFile weights(network.weights);
  {
    Messages messages;
    if (net_.load_param_mem(network.param.c_str()) != 0) fail("ncnn cannot read the network{}", messages.text());
    if (net_.load_model(weights.get()) != 0)
      fail("ncnn cannot read the weights, as the .bin file is truncated or of another network{}", messages.text());
  }
  if (weights.place() != network.weights.size())
    fail("the .bin file has {} bytes and the network takes {}: it is of another network", network.weights.size(),
         weights.place());
}

std::vector<HostTensor> NcnnSession::run(const std::vector<HostTensor>& inputs) {
  check_inputs(inputs_, inputs);
  ::ncnn::Extractor extractor = net_.create_extractor();
  for (size_t i = 0; i < inputs.size(); ++i) {
    if (inputs[i].numel() == 0)
      fail("input '{}' is {}: ncnn computes nothing of nothing", inputs_[i].name, inputs[i].describe());
    if (extractor.input(inputs_[i].name.c_str(), to_mat(inputs[i])) != 0)
      fail("ncnn does not take the input '{}'", inputs_[i].name);
  }
  std::vector<HostTensor> outputs;
  for (const TensorInfo& info : outputs_) {
    ::ncnn::Mat mat;
    const int code = extractor.extract(info.name.c_str(), mat);
    if (code != 0 || mat.empty())
      fail("ncnn cannot compute '{}' (code {}): {}", info.name, code,
           code == -100 ? "out of memory" : "the model does not take this input");
    outputs.push_back(to_host(mat, info));
  }
  return outputs;
}

}  // namespace slipway::backend::ncnn
