// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/io.h"
#include "runtime/model_folder.h"
#include "runtime/pipeline.h"

namespace slipway::sdk {

/// A model directory that somebody else may have written: nothing outside of it is read. Immutable: any number of
/// threads may use it.
class Model {
 public:
  /// Errors: slipway::Error as runtime::read_model_folder() with Trust::kForeign has them, and what the pipeline lacks.
  explicit Model(const std::filesystem::path& folder);
  /// From a zip of the directory; its files lie in a private temporary folder until the model and its sessions are
  /// gone, as most runtimes read files only.
  explicit Model(std::string_view zip);

  /// Whether there is nothing but a network, which takes tensors.
  bool is_network_alone() const { return pipeline_ == nullptr; }
  /// Errors: slipway::Error for a network alone.
  const runtime::Pipeline& pipeline() const;
  /// A session of the model's backend, whose input suits the pipeline.
  std::unique_ptr<backend::Session> open(const backend::SessionOptions& options) const;
  /// What slw_model_info_json() gives (slipway.h).
  const std::string& info() const { return info_; }
  /// Of a class in deploy.json; nothing where it has none of that name.
  std::optional<int64_t> label_of(std::string_view class_name) const;
  const std::string& name() const { return name_; }

 private:
  void load(const std::filesystem::path& folder);

  std::unique_ptr<io::TemporaryFolder> unpacked_;
  runtime::ModelFolder files_;
  std::unique_ptr<runtime::Pipeline> pipeline_;  // null of a network alone
  std::string name_, info_;
};

}  // namespace slipway::sdk
