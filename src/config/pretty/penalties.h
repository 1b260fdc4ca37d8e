// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace slipway::config::pretty {

// What yapf's PEP 8 style charges for line breaks.
constexpr int kUnbreakable = 1000 * 1000;
constexpr int kNamedAssign = 15000;
constexpr int kVeryStronglyConnected = 3500;
constexpr int kStronglyConnected = 3000;
constexpr int kAtomEnd = 2300;
constexpr int kFactorPart = 2100;
constexpr int kExpression = 1400;
constexpr int kOneElementArgument = 500;
constexpr int kTogether = 100;
constexpr int kAfterUnary = 10000;
constexpr int kAfterOpeningBracket = 300;
constexpr int kBeforeClosingBracket = 100;
constexpr int kExcessCharacter = 7000;
constexpr int kAddedLine = 30;

constexpr int kColumnLimit = 79;
constexpr int kIndent = 4;

}  // namespace slipway::config::pretty
