// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluate/dataset/xml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"

namespace slipway::evaluate {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

std::string refuse(const std::string& text) {
  try {
    parse_xml(text);
  } catch (const Error& e) {
    return e.what();
  }
  return "no error";
}

TEST(Xml, ReadsWhatAnnotationsHave) {
  const XmlElement root = parse_xml(
      "\xEF\xBB\xBF<?xml version='1.0' encoding=\"UTF-8\" standalone = 'yes'?>\r\n<!-- a > b -->\n"
      "<!DOCTYPE annotation SYSTEM \"a.dtd\">\n<annotation verified=\"no\" a.b-c = '>'>\n"
      "  <size><width>5</width><height/></size>\n  <!-- <object/> --><?tool data?>"
      "<object><name>a &amp; b&#x20;&#233;<!-- c --><![CDATA[<d>]]></name></object><object />tail\n</annotation >\n");
  EXPECT_EQ(root.name, "annotation");
  EXPECT_EQ(root.text, "\n  ");
  ASSERT_THAT(root.children, SizeIs(3));
  EXPECT_EQ(root.find("size")->find("width")->text, "5");
  EXPECT_EQ(root.find("size")->find("height")->text, "");
  EXPECT_EQ(root.find("object")->find("name")->text, "a & b \xC3\xA9<d>");
  EXPECT_EQ(root.find("name"), nullptr);
}

TEST(Xml, ReadsLatin1AndAnyEndsOfLines) {
  const XmlElement root = parse_xml("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>\xE9\r\nb\rc</a>");
  EXPECT_EQ(root.text, "\xC3\xA9\nb\nc");
}

TEST(Xml, SaysWhereItIsBroken) {
  EXPECT_EQ(refuse(""), "not valid XML at line 1, column 1: the text ends");
  EXPECT_EQ(refuse("no"), "not valid XML at line 1, column 1: an element is missing");
  EXPECT_EQ(refuse("<a>\n <b></a>"), "not valid XML at line 2, column 7: the end of <b> is missing");
  EXPECT_EQ(refuse("<a>"), "not valid XML at line 1, column 4: the text ends");
  EXPECT_EQ(refuse("<a><!-- "), "not valid XML at line 1, column 9: the text ends");
  EXPECT_EQ(refuse("<a/><b/>"), "not valid XML at line 1, column 5: something follows the root element");
  EXPECT_THAT(refuse("<a b></a>"), HasSubstr("'=' is missing"));
  EXPECT_THAT(refuse("<a b=c></a>"), HasSubstr("a quote is missing"));
  EXPECT_THAT(refuse("<a b='1' b='2'/>"), HasSubstr("'b' is there twice"));
  EXPECT_THAT(refuse("<a b='<'/>"), HasSubstr("'<' in an attribute"));
  EXPECT_THAT(refuse("<a>&nbsp;</a>"), HasSubstr("'&nbsp;' is not known"));
  EXPECT_THAT(refuse("<a>&#xD800;</a>"), HasSubstr("'&#xD800;' is not known"));
  EXPECT_THAT(refuse("<a>&#;</a>"), HasSubstr("'&#;' is not known"));
  EXPECT_THAT(refuse("<a><1/></a>"), HasSubstr("a name is missing"));
  EXPECT_THAT(refuse("<a><!-- -- --></a>"), HasSubstr("'--' must end a comment"));
  EXPECT_THAT(refuse("<?xml version='1.0' encoding='UTF-16'?><a/>"), HasSubstr("encoding 'utf-16' is not supported"));
  EXPECT_THAT(refuse("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), HasSubstr("a document type of its own"));
  std::string deep;
  for (int i = 0; i < 1000000; ++i) deep += "<a>";
  EXPECT_THAT(refuse(deep), HasSubstr("too many elements in each other"));
}

}  // namespace
}  // namespace slipway::evaluate
