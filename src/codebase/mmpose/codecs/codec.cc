// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "codebase/mmpose/codecs/codec.h"

#include "config/scope.h"

namespace slipway::model {

Registry<CodecMaker>& codecs() {
  static Registry<CodecMaker> registry("codec");
  return registry;
}

std::unique_ptr<Codec> make_codec(const config::Value& config, const std::string& scope) {
  const CodecMaker& make = config::require_type(codecs(), config, scope);
  Args args(config, config.at("type").as_string());
  std::unique_ptr<Codec> codec = make(args);
  args.finish();
  return codec;
}

}  // namespace slipway::model
