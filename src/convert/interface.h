// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// What the program and libslipway_convert.so, which it loads when a command needs LibTorch, agree on.
#pragma once

#include <string>
#include <vector>

#include "evaluate/run/reference.h"

namespace slipway::convert {

/// Where the boxes of top-down models come from; one of the three, or none of them for whole images.
struct BoxOptions {
  std::vector<std::string> boxes;  ///< "x1,y1,x2,y2" each, of the first image
  std::string file;                ///< in COCO's format
  std::string detector;            ///< a model directory
  std::string detector_class = "person";
  double score_threshold = 0.3;  ///< of the detector's boxes
  bool any() const { return !boxes.empty() || !file.empty() || !detector.empty(); }
};

/// Options of `slipway deploy`.
struct DeployOptions {
  std::string deploy_config, model_config, checkpoint, image;
  std::vector<std::string> test_images;
  std::string work_dir = "work_dir";
  std::string device = "cpu";
  std::string log_level = "INFO";
  std::vector<std::string> config_options;
  std::vector<std::string> config_roots;  ///< PACKAGE=DIR, for bases in other packages
  std::string key_map;                    ///< file of names of weights; "" for none
  double rtol = -1, atol = -1;            ///< negative: the defaults
  int opset = 0;                          ///< 0: the deploy config's
  double draw_score_threshold = 0.3;
  BoxOptions boxes;
  std::vector<std::string> no_rewriter;  ///< names of rewriters that are not to be used
  bool rewriter_trace = false;
  bool show = false, dump_info = false, verify = true, allow_missing = false, json = false;
};

/// Options of `slipway inspect`.
struct InspectOptions {
  std::string deploy_config, model_config, checkpoint, image;
  std::vector<std::string> config_options, config_roots;
  std::string log_level = "WARNING";
  std::string rewrites;  ///< a model config: list what can be replaced in its model, and nothing else
  bool raw = false;      ///< as captured, before the passes
  bool summary = false;  ///< operators and counts instead of the text
};

/// Options of `slipway convert`.
struct ConvertOptions {
  std::string program;  ///< .pt2 or TorchScript
  std::string backend = "onnxruntime";
  std::string out;  ///< "": named after program and backend
  std::string device = "cpu";
  std::string log_level = "INFO";
  std::vector<std::string> inputs;    ///< "x=f32[batch,3,H,W]" each
  std::vector<std::string> dynamic;   ///< names of the axes that stay dynamic; empty: all
  std::vector<std::string> outputs;   ///< names of the outputs; empty: the program's own
  std::vector<std::string> examples;  ///< .npy files or images, one an input
  double rtol = -1, atol = -1;        ///< negative: the defaults
  int opset = 0;                      ///< 0: the highest that suits
  bool fp16 = false, verify = true, json = false;
};

/// Options of `slipway check-module`.
struct CheckModuleOptions {
  std::string part_or_config;  ///< a model config, or a fragment of one as text
  std::string path;            ///< of the part in the config: "model.head"; "" for `model`
  std::string scope;           ///< where types without a library are looked up; "" for the config's
  std::string method = "forward";
  std::vector<std::string> inputs;  ///< "2,128,8,8" each
  std::string batch;                ///< "1,2,3": sizes to run with
  uint64_t seed = 0;
  std::vector<std::string> backends;
  std::string deploy_config;
  std::string save;   ///< folder for the case, "" for none unless it fails
  std::string saved;  ///< folder of a case to run again
  std::string log_level = "WARNING";
};

/// Functions of libslipway_convert.so. They throw slipway::Error; the result is an exit code.
struct ConvertLibrary {
  int (*deploy)(const DeployOptions&);
  int (*inspect)(const InspectOptions&);
  int (*check_module)(const CheckModuleOptions&);
  /// Prints the registered "models", "rewriters", "operators" or "transforms", one a line.
  void (*list)(const std::string& what);
  /// The original of a model, for `slipway test`.
  evaluate::OpenReference open_reference;
  int (*convert)(const ConvertOptions&);
};

/// Loads the library on first use (half a second, most of it LibTorch's own).
/// Errors: slipway::Error, kind kUnavailable, where it or a library that it needs is not there.
const ConvertLibrary& convert_library();

}  // namespace slipway::convert

/// The one symbol that the program looks up.
extern "C" const slipway::convert::ConvertLibrary* slipway_convert_entry();
