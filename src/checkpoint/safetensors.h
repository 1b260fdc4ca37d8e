// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "checkpoint/bytes.h"
#include "checkpoint/checkpoint.h"

namespace slipway::checkpoint {

/// Key of `__metadata__` under which save() keeps Checkpoint::meta, as the text of a JSON object.
inline constexpr const char* kSafetensorsMeta = "slipway.meta";

/// Whether a file begins like a .safetensors: the length of a header, which is a JSON object.
bool looks_safetensors(ByteSpan file);

/// Reads the safetensors format: u64 length of the header, the header (JSON: name -> dtype, shape, data_offsets; texts
/// in `__metadata__`), then the tensors' bytes, little-endian and row-major. As the format demands, these cover the
/// rest of the file without gaps and overlaps, and no name or key stands twice. `state_dict` has the tensors in the
/// order of the header; `meta` is what save() kept there, or else `__metadata__` itself. Tensors refer to the file
/// where they are aligned in it. Errors: slipway::Error without the file's name; what is wrong with single tensors is
/// one message.
Checkpoint read_safetensors(const Bytes& file);

}  // namespace slipway::checkpoint
