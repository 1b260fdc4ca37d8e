// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/core/Tensor.h>
#include <ATen/core/ivalue.h>

#include <string>
#include <unordered_map>
#include <vector>

#include "program/operator_call.h"

namespace slipway::program {

/// Makes calls without writing to any tensor: one that writes in place becomes its twin that returns the result, which
/// from then on stands for the tensor, for those that it is a view of, and for their other views. For one run.
class FunctionalCalls {
 public:
  /// @param name of the operator in full: "aten::add_.Tensor" @param arguments in the order of its schema
  /// Errors: slipway::Error for writes that have no such form.
  std::vector<c10::IValue> call(const std::string& name, const Operator& op, std::vector<c10::IValue> arguments);

  /// The tensor as it is now, whatever was written to it since it was made; of lists, their tensors.
  c10::IValue current(const c10::IValue& value);

 private:
  /// A tensor that shares the memory of another one.
  struct View {
    at::Tensor base;
    std::string name;  ///< of the operator that made it
    const Operator* op = nullptr;
    std::vector<c10::IValue> arguments;
    size_t result = 0;    ///< which of its results
    int64_t version = 0;  ///< of the base, when the view was last made
  };
  struct Written {
    at::Tensor value;
    int64_t version = 0;
  };

  at::Tensor current(const at::Tensor& tensor);
  int64_t version(const at::Tensor& tensor) const;
  void write(const at::Tensor& tensor, at::Tensor value);
  void remember_views(const std::string& name, const Operator& op, const std::vector<c10::IValue>& arguments,
                      const std::vector<c10::IValue>& results);
  std::vector<c10::IValue> write_in_place(const std::string& name, const Operator& op,
                                          std::vector<c10::IValue> arguments);

  std::unordered_map<const c10::TensorImpl*, Written> written_;
  std::unordered_map<const c10::TensorImpl*, View> views_;
  std::vector<at::Tensor> keep_alive_;  ///< so that no address is used twice
  int64_t clock_ = 0;
};

}  // namespace slipway::program
