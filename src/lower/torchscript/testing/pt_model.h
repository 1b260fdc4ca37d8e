// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/tensor.h"

namespace slipway::lower::torchscript {

/// A .pt in memory, loaded back.
class PtModel {
 public:
  explicit PtModel(const std::string& bytes);
  ~PtModel();
  std::vector<HostTensor> run(const std::vector<HostTensor>& inputs);
  std::string names() const;  ///< the file slipway.json

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace slipway::lower::torchscript
