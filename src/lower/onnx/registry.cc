// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "base/registry.h"

#include "lower/onnx/builder.h"
#include "lower/onnx/lower.h"

namespace slipway::lower::onnx {
namespace {

/// Key: name, then the opset in two digits, so that the forms of an operator follow each other.
Registry<Lowering>& lowerings() {
  static Registry<Lowering> registry("ONNX lowering");
  return registry;
}

std::string key_of(std::string_view name, int opset, std::string_view backend) {
  return fmt::format("{} {:02}{}{}", name, opset, backend.empty() ? "" : " ", backend);
}

}  // namespace

RegisterLowering::RegisterLowering(std::initializer_list<std::string_view> names, Lowering lowering, int from_opset,
                                   std::string_view backend) {
  for (std::string_view name : names) lowerings().add(key_of(name, from_opset, backend), lowering);
}

FoundLowering find_lowering(std::string_view name, int opset, std::string_view backend) {
  for (std::string_view target : {backend, std::string_view()})
    for (int version = opset; version >= kMinOpset; --version)
      if (const Lowering* found = lowerings().find(key_of(name, version, target))) return {*found, !target.empty()};
  return {};
}

int lowest_opset(std::string_view name) {
  for (int version = kMinOpset; version <= kMaxOpset; ++version)
    if (lowerings().find(key_of(name, version, "")) != nullptr) return version;
  return 0;
}

std::vector<std::string> lowered_operators() {
  std::vector<std::string> result;
  for (const auto& [key, lowering] : lowerings().entries()) {
    std::string name = key.substr(0, key.find(' '));
    if (result.empty() || result.back() != name) result.push_back(std::move(name));
  }
  return result;
}

}  // namespace slipway::lower::onnx
