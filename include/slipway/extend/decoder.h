// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// For authors of decoders: what turns a network's outputs into results in image pixels, and which models get it.
///
///     const Registration kDecoder(decoders(), "MyDecode", DecoderEntry{"mmpose", make_my_decode});     // outputs ->
///     result const Registration kPackage(postprocesses(), "PoseDetection/MyHead", my_postprocess);           // config
///     -> JSON
#pragma once

#include "base/error.h"
#include "package/postprocess/postprocess.h"
#include "runtime/decode/decoder.h"
#include "runtime/decode/frame.h"
#include "runtime/decode/selection.h"

namespace slipway::extend {

using slipway::Classes;
using slipway::DType;
using slipway::fail;
using slipway::HostTensor;
using slipway::ImageMeta;
using slipway::Instances;
using slipway::LabelMap;
using slipway::Registration;
using slipway::Result;

using config::Value;
using package::DeployConfig;
using package::find_head;
using package::postprocesses;
using package::selection_json;
using runtime::Decoder;
using runtime::DecoderEntry;
using runtime::decoders;
using runtime::Frame;
using runtime::FrameSettings;
using runtime::Params;

}  // namespace slipway::extend
