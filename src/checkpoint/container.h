// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "checkpoint/bytes.h"
#include "checkpoint/pickle.h"
#include "checkpoint/tensor_reader.h"

namespace slipway::checkpoint {

/// A checkpoint file taken apart: its pickle, and where its storages lie.
struct Content {
  Pickle pickle;
  TensorSource source;
};

/// Recognises what the file is and opens it; Error that says what it is instead where it is no checkpoint.
Content open_container(const Bytes& file);

/// A tensor's name in the model: without the prefix "module." that DataParallel adds and mmengine's load_checkpoint
/// removes, and valid UTF-8.
std::string model_name(std::string_view name);

/// The format of torch before 1.6 (legacy.cc): a sequence of pickles, then the storages.
bool looks_legacy(ByteSpan file);
Content open_legacy(const Bytes& file);

/// Bytes that a storage says it has; Error where its description is no number or beyond memory.
uint64_t storage_bytes(const Pickle& pickle, Pickle::Ref storage);

}  // namespace slipway::checkpoint
