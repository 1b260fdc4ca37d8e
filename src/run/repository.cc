// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// `slipway export-repository`: a model directory as an inference server wants its models.
#include "run/repository.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/io.h"
#include "base/strings.h"
#include "run/models.h"
#include "runtime/model_folder.h"

namespace slipway::run {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// What a server calls a backend's model: its own name, and the files by which it knows them.
struct ServedBackend {
  const char* extension;           // of the model file
  const char* triton_platform;     // "backend" of config.pbtxt
  std::vector<const char*> files;  // names in the version's folder
};

const ServedBackend& served(const fs::path& file) {
  static const ServedBackend kServed[] = {{".onnx", "onnxruntime", {"model.onnx"}},
                                          {".xml", "openvino", {"model.xml", "model.bin"}}};
  for (const ServedBackend& known : kServed)
    if (file.extension() == known.extension) return known;
  fail("{}: no server of these formats runs such a model; they take .onnx, and .xml with .bin", file.string());
}

/// Of triton's model_config.proto.
std::string triton_type(const std::string& dtype, const std::string& name) {
  static const std::map<std::string, std::string> kTypes{
      {"f32", "TYPE_FP32"},  {"f64", "TYPE_FP64"},  {"f16", "TYPE_FP16"}, {"bf16", "TYPE_BF16"}, {"i64", "TYPE_INT64"},
      {"i32", "TYPE_INT32"}, {"i16", "TYPE_INT16"}, {"i8", "TYPE_INT8"},  {"u8", "TYPE_UINT8"},  {"bool", "TYPE_BOOL"}};
  const auto found = kTypes.find(dtype);
  if (found == kTypes.end()) fail("Triton has no type for '{}' ({})", name, dtype);
  return found->second;
}

/// A string of protobuf's text format.
std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + "\"";
}

std::string triton_tensors(const char* key, const json& tensors, bool batched) {
  std::string text;
  for (const json& tensor : tensors) {
    std::vector<std::string> dims;
    const auto& shape = tensor["shape"];
    for (size_t i = batched ? 1 : 0; i < shape.size(); ++i) dims.push_back(std::to_string(shape[i].get<int64_t>()));
    text += fmt::format("{} [\n  {{\n    name: {}\n    data_type: {}\n    dims: [ {} ]\n  }}\n]\n", key,
                        quoted(tensor["name"]), triton_type(tensor["dtype"], tensor["name"]), join(dims, ", "));
  }
  return text;
}

/// @param batch what the server may put together; 0 where the model fixes its batch
std::string triton_config(const std::string& name, const ServedBackend& backend, const json& session, int64_t batch,
                          int64_t wait) {
  std::string text =
      fmt::format("name: {}\nbackend: {}\nmax_batch_size: {}\n", quoted(name), quoted(backend.triton_platform), batch);
  text += triton_tensors("input", session["inputs"], batch > 0);
  text += triton_tensors("output", session["outputs"], batch > 0);
  if (batch > 1) text += fmt::format("dynamic_batching {{\n  max_queue_delay_microseconds: {}\n}}\n", wait);
  return text;
}

std::string ovms_config(const std::string& name, bool dynamic_batch) {
  // "auto": the server reshapes the model to what a request brings.
  json config{{"name", name}, {"base_path", "/models/" + name}};
  if (dynamic_batch) config["batch_size"] = "auto";
  return json{{"model_config_list", json::array({{{"config", config}}})}}.dump(2) + "\n";
}

}  // namespace

int export_repository(const RepositoryOptions& options) {
  const runtime::ModelFolder files = runtime::read_model_folder(options.model);
  const ServedBackend& backend = served(files.files.front());
  const bool triton = options.format == "triton";
  if (files.files.size() != backend.files.size())
    fail("{}: deploy.json names {} files, a {} model has {}", options.model, files.files.size(), backend.extension,
         backend.files.size());
  const json session = json::parse(session_info(options.model));
  const int64_t fixed = session["inputs"][0]["shape"][0].get<int64_t>();
  for (const json& tensor : session["outputs"])
    if (fixed < 0 && !tensor["shape"].empty() && tensor["shape"][0].get<int64_t>() >= 0)
      fail("{}: the batch of the input is open, that of the output '{}' is not", options.model,
           tensor["name"].get<std::string>());
  std::string name = options.name;
  if (name.empty()) name = fs::weakly_canonical(options.model).filename().string();
  if (name.empty() ||
      name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.") != std::string::npos)
    fail("'{}' is no name of a model: letters, digits, '_', '-' and '.' (--name)", name);
  io::StagingFolder out(options.destination);
  const fs::path folder = out.path() / name;
  fs::create_directories(folder / "1");
  for (size_t i = 0; i < files.files.size(); ++i) fs::copy_file(files.files[i], folder / "1" / backend.files[i]);
  // What a client needs for what comes before and after the network.
  for (const char* file : {"pipeline.json", "deploy.json"})
    fs::copy_file(fs::path(options.model) / file, folder / (triton ? file : std::string("1/") + file));
  if (triton)
    io::write_file(folder / "config.pbtxt",
                   triton_config(name, backend, session, fixed < 0 ? options.max_batch : 0, options.wait_us));
  else
    io::write_file(out.path() / "config.json", ovms_config(name, fixed < 0));
  out.publish();
  fmt::print("{}: {} for {}\n", (fs::path(options.destination) / name).string(), backend.triton_platform,
             triton ? "Triton" : "OpenVINO Model Server");
  return 0;
}

}  // namespace slipway::run
