// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Deployed, a segmentor returns the class of each pixel, as MMDeploy's; its scores where the runtime is to choose.
#include "codebase/mmseg/segmentors/encoder_decoder.h"
#include "package/deploy_config.h"
#include "rewrite/rewriter.h"

namespace slipway::model {
namespace {

Tensors deploy_labels(const EncoderDecoder& network, const Tensors& inputs, const rewrite::Context& context) {
  const Tensors scores = network.deploy_forward(inputs.at(0));  // in here, the original
  if (network.slides() || !context.capabilities.selects_detections || !package::with_argmax(context.deploy_config))
    return scores;
  return {network.choose(scores.at(0))};
}

const rewrite::RewriteFunction kLabels(
    {"mmseg.models.segmentors.encoder_decoder.EncoderDecoder.predict",
     "mmseg.models.segmentors.cascade_encoder_decoder.CascadeEncoderDecoder.predict"},
    deploy_labels);

}  // namespace
}  // namespace slipway::model
