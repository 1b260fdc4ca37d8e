// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// What a backend (an inference runtime) is to Slipway. Each backend is a shared library of its own, loaded on demand.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "slipway/tensor.h"

namespace slipway::backend {

/// A named input or output of a loaded model; -1 in `shape` marks a dynamic axis.
struct TensorInfo {
  std::string name;
  DType dtype = DType::kF32;
  std::vector<int64_t> shape;
  /// Smallest and largest size of every axis, where the backend's files set limits to dynamic ones; empty where not.
  std::vector<int64_t> min_shape{}, max_shape{};

  /// Whether an input takes a tensor of these sizes.
  bool takes(const std::vector<int64_t>& sizes) const;
  /// Largest number of images at once where there is a limit, fixed or not, else 0.
  int64_t max_batch() const;
};

/// Whether a backend can be used on this machine.
struct Availability {
  bool available = false;
  std::string version;  ///< of the runtime library, "" where it is not available
  std::string reason;   ///< why not, and how to get it; "" where it is available
};

/// What a backend can do. The deploy config, the rewriters and the packaging read this one struct; nobody compares
/// names of backends.
struct Capabilities {
  /// The kind of model file that compile() takes, as deploy configs name it: "onnx" or "torchscript".
  std::string ir = "onnx";
  /// Highest opset that the runtime takes; 0 where it does not read ONNX.
  int max_opset = 0;
  /// The precisions that a deploy config may ask for, as deploy.json names them: "FP32", "FP16".
  std::vector<std::string> precisions{"FP32"};
  /// Whether a model in FP16 has f16 tensors in its ONNX file already, for a runtime that computes what the file says;
  /// else compile() gets the f32 file, and makes of it what the config's precision asks for.
  bool half_precision_in_file = false;
  /// Whether its operators can choose detections (order them, suppress those that overlap). Where they cannot, a
  /// detector's outputs are all its candidates, and the runtime's decoder chooses.
  bool selects_detections = true;
  /// The best how many of something its operators can give at most; 0 for any number.
  int64_t max_top_k = 0;
  /// Whether a model can ask for the size of a tensor and compute with it.
  bool computes_sizes = true;
  /// Whether a run may take several images at once. Where not, the batch is 1 whatever a deploy config allows.
  bool batches = true;
};

/// Something wrong with a deploy config's `backend_config`.
struct ConfigProblem {
  std::string key;      ///< path below backend_config: "common_config.fp16_mode", "model_inputs.0"; "" for all of it
  std::string message;  ///< what is wrong with it, and what to do, without the key
};

struct SessionOptions {
  std::string device = "cpu";   ///< "cpu", "cuda:N", or what else the backend knows: see Backend::check_device()
  int threads = 0;              ///< for one operator; 0 lets the backend choose (all cores)
  bool optimize = true;         ///< the backend's own graph optimisations
  bool release_memory = false;  ///< give memory back after each run; for a program that runs a model a few times only
  std::string cache_folder{};   ///< where the backend may keep compiled models for the next time; "" for nowhere
};

/// A loaded model. One thread at a time may call run(); separate sessions are independent.
class Session {
 public:
  virtual ~Session() = default;
  /// What is f16 in the model is f32 here; the session converts it.
  virtual const std::vector<TensorInfo>& inputs() const = 0;
  virtual const std::vector<TensorInfo>& outputs() const = 0;
  /// @param inputs one per inputs(), in that order, same dtypes; contiguous
  /// @return one per outputs(), in that order; they own their memory
  /// Errors: slipway::Error for a wrong number, dtype or shape of inputs (named), and for what the runtime refuses.
  virtual std::vector<HostTensor> run(const std::vector<HostTensor>& inputs) = 0;
};

/// One inference runtime.
class Backend {
 public:
  virtual ~Backend() = default;
  /// As deploy configs name it: "onnxruntime", "openvino", ...
  virtual std::string_view name() const = 0;
  virtual Availability availability() const = 0;
  /// What it can do, the same on every call, whether the runtime is there or not.
  virtual Capabilities capabilities() const = 0;
  /// What is wrong with a backend_config, all of it, as far as it can be told without the model: asked before anything
  /// is converted, so that messages can name file and line. compile() refuses the same and more. Empty by default.
  virtual std::vector<ConfigProblem> check_config(const std::string& backend_config_json) const;
  /// Whether sessions can run on a device, asked before any work. By default "cpu" is the only one.
  /// Errors: slipway::Error for a device that the backend does not know; of kind kUnavailable, with what is missing and
  /// how to get it, for one that is not there.
  virtual void check_device(const std::string& device) const;
  /// Turns a model file (of kind Capabilities::ir) into the backend's own files beside it; returns the files that a
  /// session needs, in the order of `weights`/`net` of deploy.json. Most runtimes read ONNX as it is and return it
  /// unchanged.
  virtual std::vector<std::filesystem::path> compile(const std::filesystem::path& model,
                                                     const std::string& backend_config_json) const = 0;
  /// Errors: slipway::Error with the runtime's own message for files that it cannot read.
  virtual std::unique_ptr<Session> open(const std::vector<std::filesystem::path>& files,
                                        const SessionOptions& options) const = 0;
  /// The same from a model in memory, where the runtime can (ONNX Runtime); the default throws Error.
  virtual std::unique_ptr<Session> open_memory(std::string_view model, const SessionOptions& options) const;
};

/// Names of the backends that a deploy config may name, whether supported and available or not, sorted.
std::vector<std::string> known_backends();

/// Those of them that this build supports, whether their libraries are there or not, sorted.
std::vector<std::string> supported_backends();
/// Loads the backend's shared library on first use; kept until the program ends.
/// Errors: slipway::Error of an unknown name (near names listed); kind kUnavailable, and how to get it, where it is not
/// there.
const Backend& get(std::string_view name);
/// Like get(), but tells why instead of throwing.
Availability availability(std::string_view name);
/// Whether its shared library is there; does not load it, as some take long to load (`version` is "").
Availability installed(std::string_view name);

}  // namespace slipway::backend

/// The one symbol of a backend's shared library.
extern "C" const slipway::backend::Backend* slipway_backend_entry();
