// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "slipway/backend.h"

namespace slipway::backend::ncnn {

/// A .param file, ncnn's text form of a network: a line a layer, "type name #bottoms #tops bottoms... tops...
/// id=value...".
class ParamFile {
 public:
  struct Layer {
    std::string type, name;
    std::vector<std::string> bottoms, tops;
    std::vector<std::string> params;  ///< "id=value" as written
  };

  /// Errors: slipway::Error for text that is no .param file, truncated or inconsistent (with the line): other than as
  /// many layers as it says, blobs that no layer before makes.
  static ParamFile parse(std::string_view text);
  std::string text() const;

  const std::vector<Layer>& layers() const { return layers_; }
  /// Types that this ncnn has no layer for, each once, sorted.
  std::vector<std::string> unknown_types() const;

  void replace_layers(std::vector<Layer> layers) { layers_ = std::move(layers); }
  /// Gives blobs other names, all at once. @param names (old, new)
  void rename(const std::vector<std::pair<std::string, std::string>>& names);
  /// Writes order and shapes of inputs and outputs, and a hash of the weights (weights_hash.h), into the first layer,
  /// in entries that ncnn does not read, since the format has no place for them.
  void set_signature(const std::vector<TensorInfo>& inputs, const std::vector<TensorInfo>& outputs,
                     const std::string& weights_hash);
  /// What set_signature() wrote. Of other files: the blobs of Input layers and those that no layer takes, with the
  /// sizes that the Input layers say; outputs without shapes.
  std::pair<std::vector<TensorInfo>, std::vector<TensorInfo>> signature() const;
  /// The hash of the weights that the network was written with; "" where it does not say.
  std::string weights_hash() const;

 private:
  std::vector<Layer> layers_;
};

}  // namespace slipway::backend::ncnn
