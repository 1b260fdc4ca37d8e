// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/nn/module.h>

#include <string>

#include "base/error.h"
#include "rewrite/rewriter.h"

namespace slipway::convert {

/// For a message that names layers of a network ("aten::nonzero in head.decoder"): which types these are in, by
/// OpenMMLab's names, what of them a rewriter can replace, and how to begin one. "" where it names none.
/// @param prefix what the names in the message have before those of the network: "part."
std::string rewrite_hints(const torch::nn::Module& network, const std::string& message, const std::string& prefix = "");

/// Runs `body`; an Error that leaves it gets rewrite_hints().
template <typename Body>
auto with_rewrite_hints(const torch::nn::Module& network, Body&& body, const std::string& prefix = "") {
  try {
    return body();
  } catch (const Error& e) {
    throw Error(e.what() + rewrite_hints(network, e.what(), prefix), e.kind());
  }
}

/// The functions of a network's types that have a rewriter in a context ("a.B.predict, a.C.choose"), called or not.
std::string rewritable_functions(const torch::nn::Module& network, const rewrite::Context& context);

/// `slipway inspect --rewrites`: every function and module of the network that can be replaced, and which rewriter
/// would fire on which backend. Lines end in \n.
std::string describe_rewrites(const torch::nn::Module& network);

}  // namespace slipway::convert
