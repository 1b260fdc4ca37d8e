// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Collect: says in MMDeploy's files which keys go on to the network and to decoding. Here ImageMeta always goes along
// whole.
//   keys, meta_keys: lists of names
#include "runtime/transform/transform.h"

namespace slipway::runtime {
namespace {

class Collect : public Transform {
 public:
  Stage stage() const override { return Stage::kCollect; }
  void apply(Sample&) const override {}
};

std::unique_ptr<Transform> make_collect(Params& params) {
  params.ignore({"keys", "meta_keys"});
  return std::make_unique<Collect>();
}

const Registration kCollect(transforms(), "Collect", make_collect);

}  // namespace
}  // namespace slipway::runtime
