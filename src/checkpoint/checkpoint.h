// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/tensor.h"

/// Reads what `torch.save` writes, without LibTorch and without running anything: a checkpoint is a pickle, which is a
/// program, and this reader only ever looks at it. Calls of unknown classes become inert values; calls that would reach
/// the system are an Error that names them.
namespace slipway::checkpoint {

struct NamedTensor {
  std::string name;
  HostTensor tensor;
};

/// The part of a checkpoint that a deployment needs. Copies share the tensors' bytes.
struct Checkpoint {
  /// File name, for messages.
  std::string source;
  /// The weights to use, in file order, a leading "module." removed from their names as mmengine does. From
  /// `state_dict`, or, where there is none, from a top-level dict of tensors, or from `model` or `module`. When the run
  /// had an EMAHook these ARE the averaged weights: the hook swaps both dicts when it saves, so that `state_dict` holds
  /// the averaged weights and `ema_state_dict` the raw ones of the last step.
  std::vector<NamedTensor> state_dict;
  /// The raw (not averaged) weights of a run with an EMAHook, and its counter `steps`; empty where there was none.
  std::vector<NamedTensor> ema_state_dict;
  /// Entries of the state dict that are no tensors, as "name (type)"; they are not loaded.
  std::vector<std::string> skipped;
  /// Keys of the file's top-level dict, in file order (all names of the tensors for a bare state dict).
  std::vector<std::string> keys;
  /// Plain data of `meta` (epoch, iter, mmengine_version, cfg, dataset_meta, ...), an object; empty where there is
  /// none. Small numpy arrays are lists; an object of an unknown class is its dotted name; keys that are no strings are
  /// spelled out; what is too large or too deep to be a setting is "...".
  nlohmann::json meta = nlohmann::json::object();

  /// The tensor of `state_dict` with this name, or nullptr. Linear in the number of tensors.
  const HostTensor* find(std::string_view name) const;
};

/// Reads a file that `torch.save` wrote: the zip format (since torch 1.6), or the older sequence of pickles; or a
/// .safetensors file (safetensors.h). Which it is, its first bytes say. A plain dict of tensors is read as well
/// (`state_dict` is then the top-level dict). The file is mapped: tensors that are contiguous and aligned in it refer
/// to it without a copy, others are copied. The file must not be changed while a tensor is in use. Element types f32,
/// f64, f16, bf16, i64, i32, i16, i8, u8 and bool. Errors: slipway::Error whose text begins with "checkpoint FILE".
/// Threads: may be called from several at once.
Checkpoint load(const std::filesystem::path& file);

/// The same from bytes in memory (copied first); `name` stands for the file's name in messages.
Checkpoint load_from_memory(std::span<const std::byte> bytes, std::string_view name);

/// Names of the weights, in order.
std::vector<std::string> names_of(const Checkpoint& checkpoint);
/// Gives the weights of `state_dict` other names, one for each, in order.
/// Errors: slipway::Error that names two tensors which get one name.
void rename(Checkpoint& checkpoint, const std::vector<std::string>& names);

}  // namespace slipway::checkpoint
