// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace slipway::evaluate {

/// An element of an XML document. Attributes and comments are not kept.
struct XmlElement {
  std::string name;
  std::string text;  ///< before its first child, as it stands: white space is not cut off
  std::vector<XmlElement> children;

  /// Its first child of that name, null where there is none.
  const XmlElement* find(std::string_view child) const;
};

/// Reads a document: well-formed XML 1.0 in UTF-8, ASCII or Latin-1 (whose text becomes UTF-8), without a DTD of its
/// own. Errors: slipway::Error with line and column for anything else.
XmlElement parse_xml(std::string_view text);

}  // namespace slipway::evaluate
