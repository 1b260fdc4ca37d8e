// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "program/program.h"

namespace slipway::program {

/// A dimension as a user writes it: "640", "H", "H=640", "H=640:32".
struct DeclaredDim {
  std::string axis;             ///< "" for a number
  std::optional<int64_t> size;  ///< of the dimension; the example's where it is an axis
  std::optional<int64_t> step;  ///< by which the axis may vary
};

/// An input as a user writes it: "image=f32[batch,3,H=640:32,W=640:32]"; the name may be left out, and so may all but
/// the sizes.
struct DeclaredInput {
  std::string name;
  std::optional<DType> dtype;
  std::optional<std::vector<DeclaredDim>> shape;
};

/// Errors: slipway::Error that quotes the text and says how one is written.
DeclaredInput parse_input(const std::string& text);

/// Tells a program what its inputs are: names of dynamic axes, element types, shapes where its file has none. A
/// declaration without a name is for the input of its place.
/// @param examples shapes of tensors that are at hand for the inputs, in their order; they say what is not declared
/// @param dynamic names of the axes that stay dynamic; absent: all. The others have their example's size.
/// Errors: slipway::Error, all of them at once, for what contradicts the program, and for what nobody says.
void declare_inputs(Program& program, const std::vector<DeclaredInput>& declared,
                    const std::vector<std::vector<int64_t>>& examples = {},
                    const std::optional<std::vector<std::string>>& dynamic = std::nullopt);

/// Makes an axis a fixed size. Errors: slipway::Error for a size that the program was not exported for.
void fix_axis(Program& program, size_t axis, int64_t size);

/// "x=f32[batch=2,3,height=64:4,width=96:4]": an input as it is now.
std::string describe_input(const Program& program, const ProgramInput& input);

}  // namespace slipway::program
