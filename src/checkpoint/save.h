// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "checkpoint/checkpoint.h"

namespace slipway::checkpoint {

/// The weights and `meta` as a .safetensors file. The format has no place for anything but tensors and texts: `meta` is
/// kept as the text of its JSON, raw weights beside averaged ones (`ema_state_dict`) are left out.
std::string safetensors_text(const Checkpoint& checkpoint);

/// A .pth in torch's zip format, as torch.load and mmengine read it: dict(meta=..., state_dict=OrderedDict(...)) and
/// ema_state_dict where there is one. Errors: slipway::Error from 4 GiB on.
std::string pth_text(const Checkpoint& checkpoint);

/// Writes either, by the ending of the name, whole or not at all. Errors: slipway::Error for another ending and for a
/// file that is there already.
void save(const Checkpoint& checkpoint, const std::filesystem::path& file);

}  // namespace slipway::checkpoint
