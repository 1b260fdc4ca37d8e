// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "config/scope.h"

#include <gmock/gmock.h>

#include <fstream>

namespace slipway::config {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

/// The value of `x = TEXT`.
Value value(const std::string& text) { return parse("x = " + text, "cfg.py").at("x"); }

std::vector<std::string> keys(const std::string& dict, const std::string& scope) {
  return lookup_keys(value(dict), scope);
}

template <typename Body>
std::string error_of_scope(Body&& body) {
  try {
    body();
  } catch (const Error& e) {
    return e.what();
  }
  return "no error";
}

TEST(TypeName, IsSplit) {
  const auto split = [](const char* text) {
    const TypeName type = parse_type_name(text);
    return type.scope + " | " + type.name;
  };
  EXPECT_EQ(split("ResNet"), " | ResNet");
  EXPECT_EQ(split("mmdet.Resize"), "mmdet | Resize");
  EXPECT_EQ(split("mmyolo.models.detectors.YOLODetector"), "mmyolo | YOLODetector");
  EXPECT_EQ(split("torch.nn.SiLU"), "torch | SiLU");
}

// The mmpose project's packages register with mmyolo, and its pure-Python configs name them by their paths.
TEST(TypeName, OfTheMmposeProject) {
  EXPECT_EQ(parse_type_name("models.yolox_pose_head.YOLOXPoseHead").scope, "mmyolo");
  EXPECT_EQ(parse_type_name("datasets.PackDetPoseInputs").scope, "mmyolo");
}

TEST(LookupKeys, TheDefaultScopeComesBeforeItsParents) {
  EXPECT_THAT(keys("dict(type='CenterCrop')", "mmdet"),
              ElementsAre("mmdet.CenterCrop", "mmcv.CenterCrop", "mmengine.CenterCrop"));
}

// All libraries are children of mmengine, none of another: what mmyolo takes from mmdet it names.
TEST(LookupKeys, MmyoloIsNoChildOfMmdet) {
  EXPECT_THAT(keys("dict(type='Pad')", "mmyolo"), ElementsAre("mmyolo.Pad", "mmcv.Pad", "mmengine.Pad"));
  EXPECT_THAT(keys("dict(type='mmdet.Pad')", "mmyolo"), ElementsAre("mmdet.Pad"));
}

TEST(LookupKeys, AnExplicitLibraryIsTheOneWithItsParents) {
  EXPECT_THAT(keys("dict(type='mmdet.CenterCrop')", "mmpose"),
              ElementsAre("mmdet.CenterCrop", "mmcv.CenterCrop", "mmengine.CenterCrop"));
  EXPECT_EQ(keys("dict(type='mmdet.CenterCrop')", "mmdet"), keys("dict(type='mmdet.CenterCrop')", "mmpose"));
  EXPECT_EQ(keys("dict(type='mmdet.datasets.transforms.CenterCrop')", ""), keys("dict(type='mmdet.CenterCrop')", ""));
}

// mmcv has no registry of its own.
TEST(LookupKeys, OfTheRoot) {
  EXPECT_THAT(keys("dict(type='mmengine.Resize')", "mmdet"), ElementsAre("mmengine.Resize", "mmcv.Resize"));
  EXPECT_THAT(keys("dict(type='mmcv.transforms.Resize')", "mmdet"), ElementsAre("mmcv.Resize", "mmengine.Resize"));
  EXPECT_EQ(keys("dict(type='Resize')", ""), keys("dict(type='mmengine.Resize')", ""));
  EXPECT_EQ(keys("dict(type='Resize')", "mmengine"), keys("dict(type='mmengine.Resize')", ""));
}

TEST(LookupKeys, ScopeOfTheDictReplacesTheDefaultOne) {
  EXPECT_THAT(keys("dict(type='Foo', _scope_='mmdet')", "mmyolo"),
              ElementsAre("mmdet.Foo", "mmcv.Foo", "mmengine.Foo"));
  EXPECT_THAT(keys("dict(type='Foo', _scope_=None)", "mmyolo").front(), "mmyolo.Foo");
  EXPECT_THAT(keys("dict(type='mmpose.Foo', _scope_='mmdet')", "mmyolo").front(), "mmpose.Foo");
  EXPECT_EQ(scope_within(value("dict(_scope_='mmdet')"), "mmyolo"), "mmdet");
  EXPECT_EQ(scope_within(value("dict()"), "mmyolo"), "mmyolo");
}

TEST(LookupKeys, OtherNamesOfALibrary) {
  EXPECT_EQ(keys("dict(type='mmcls.ResNet')", ""), keys("dict(type='mmpretrain.ResNet')", ""));
  EXPECT_EQ(keys("dict(type='ResNet')", "mmcls"), keys("dict(type='ResNet')", "mmpretrain"));
  EXPECT_THAT(keys("dict(type='Foo', _scope_='mmedit')", "").front(), "mmagic.Foo");
}

// mmaction's CenterCrop cuts videos: the images' one of mmcv must not stand in for it.
TEST(LookupKeys, WhatALibraryDefinesAnewIsNotTakenFromItsParents) {
  EXPECT_THAT(keys("dict(type='CenterCrop')", "mmaction"), ElementsAre("mmaction.CenterCrop"));
  EXPECT_THAT(keys("dict(type='LoadAnnotations')", "mmseg"), ElementsAre("mmseg.LoadAnnotations"));
  EXPECT_THAT(keys("dict(type='Evaluator', metrics=[])", "mmagic"), ElementsAre("mmagic.Evaluator"));
}

TEST(LookupKeys, NothingIsGuessedForALibraryThatNobodyKnows) {
  EXPECT_THAT(keys("dict(type='Resize')", "mmfancy"), ElementsAre("mmfancy.Resize"));
  EXPECT_THAT(keys("dict(type='mmtrack.Resize')", "mmdet"), ElementsAre("mmtrack.Resize"));
}

// Recorded from mmengine's registries: who has what stands behind a name is asked in time, and nobody wrong before.
TEST(LookupKeys, AreWhereTheRegistriesLook) {
  std::ifstream file(SLIPWAY_SOURCE_DIR "/test/data/scope/lookups.txt");
  size_t count = 0;
  for (std::string scope, written, package; file >> scope >> written >> package; ++count) {
    const std::vector<std::string> found = keys("dict(type='" + written + "')", scope);
    const TypeName type = parse_type_name(written);
    const std::string first = type.scope.empty() ? scope : type.scope;
    // All these names are mmengine's or mmcv's, too: who has one of its own must not get theirs.
    if (package == first && package != "mmengine")
      EXPECT_THAT(found, ElementsAre(package + "." + type.name)) << scope << " " << written;
    else
      EXPECT_THAT(found, ::testing::Contains(package + "." + type.name)) << scope << " " << written;
  }
  EXPECT_EQ(count, 384U);
}

TEST(LookupKeys, RefusesWhatHasNoType) {
  EXPECT_EQ(error_of_scope([] { keys("dict(depth=18)", "mmpose"); }), "cfg.py:1:1 (x): the dict has no 'type'");
  EXPECT_EQ(error_of_scope([] { keys("[1]", "mmpose"); }), "cfg.py:1:1 (x): expected a dict with a type, not list");
  EXPECT_THAT(error_of_scope([] { keys("dict(type=3)", "mmpose"); }),
              AllOf(HasSubstr("x.type"), HasSubstr("cfg.py:1")));
}

class FindType : public ::testing::Test {
 protected:
  FindType() {
    for (const char* key : {"mmcv.Pad", "mmcv.Resize", "mmdet.Pad", "mmdet.Resize", "mmpretrain.ResizeEdge"})
      registry_.add(key, key);
  }
  std::string found(const std::string& dict, const std::string& scope) const {
    const std::string* entry = find_type(registry_, value(dict), scope);
    return entry == nullptr ? "" : *entry;
  }
  std::string error(const std::string& dict, const std::string& scope) const {
    return error_of_scope([&] { require_type(registry_, value(dict), scope); });
  }

  Registry<std::string> registry_{"transform"};
};

TEST_F(FindType, TakesTheFirstThatThereIs) {
  EXPECT_EQ(found("dict(type='Resize')", "mmdet"), "mmdet.Resize");
  EXPECT_EQ(found("dict(type='Resize')", "mmpretrain"), "mmcv.Resize");
  EXPECT_EQ(found("dict(type='mmdet.Resize')", "mmpretrain"), "mmdet.Resize");
  EXPECT_EQ(found("dict(type='ResizeEdge')", "mmcls"), "mmpretrain.ResizeEdge");
  EXPECT_EQ(found("dict(type='ResizeEdge')", "mmdet"), "");
  EXPECT_EQ(require_type(registry_, value("dict(type='Pad')"), "mmpose"), "mmcv.Pad");
}

TEST_F(FindType, AnUnknownTypeIsNamedWithItsPlaceAndNearOnes) {
  EXPECT_EQ(error("dict(type='mmdet.Padd')", "mmyolo"),
            "cfg.py:1:10 (x): unknown transform 'mmdet.Padd'; known: mmdet.Pad, mmdet.Resize; did you mean "
            "'mmdet.Pad' or 'mmcv.Pad'?");
  EXPECT_EQ(error("dict(type='Frobnicate')", "mmpretrain"),
            "cfg.py:1:10 (x): unknown transform 'mmpretrain.Frobnicate'; known: mmcv.Pad, mmcv.Resize, "
            "mmpretrain.ResizeEdge");
}

TEST_F(FindType, AKnownTypeOfAnotherLibraryIsNamed) {
  EXPECT_THAT(error("dict(type='ResizeEdge')", "mmdet"), EndsWith("; did you mean 'mmpretrain.ResizeEdge'?"));
}

TEST_F(FindType, ALibraryOfWhichThereIsNothing) {
  EXPECT_EQ(
      error("dict(type='PackSegInputs')", "mmseg"),
      "cfg.py:1:10 (x): unknown transform 'mmseg.PackSegInputs': Slipway has no transforms of the library 'mmseg', "
      "only of mmcv, mmdet, mmpretrain");
  EXPECT_EQ(
      error("dict(type='mmseg.Resize')", "mmdet"),
      "cfg.py:1:10 (x): unknown transform 'mmseg.Resize': Slipway has no transforms of the library 'mmseg', only of "
      "mmcv, mmdet, mmpretrain; did you mean 'mmcv.Resize' or 'mmdet.Resize'?");
}

TEST_F(FindType, ALibraryThatNobodyKnows) {
  EXPECT_EQ(
      error("dict(type='mmdetect.Pad')", "mmdet"),
      "cfg.py:1:10 (x): unknown transform 'mmdetect.Pad': 'mmdetect' is no library that Slipway knows, but 'mmdet' "
      "is; did you mean 'mmcv.Pad' or 'mmdet.Pad'?");
  EXPECT_EQ(error("dict(type='Frobnicate')", "fancy"),
            "cfg.py:1:10 (x): unknown transform 'fancy.Frobnicate': 'fancy' is no library that Slipway knows");
}

TEST_F(FindType, NoDefaultScope) {
  for (const char* scope : {"", "mmengine"})
    EXPECT_EQ(
        error("dict(type='ResizeEdge')", scope),
        "cfg.py:1:10 (x): unknown transform 'ResizeEdge': no default_scope says of which library it is; set one, or "
        "write the type with its library; did you mean 'mmpretrain.ResizeEdge'?");
}

// Who registers types of a library of his own is known by them.
TEST_F(FindType, ALibraryOfAnExtension) {
  registry_.add("fancy.Blur", "fancy.Blur");
  EXPECT_EQ(found("dict(type='Blur')", "fancy"), "fancy.Blur");
  EXPECT_EQ(error("dict(type='Blurr')", "fancy"),
            "cfg.py:1:10 (x): unknown transform 'fancy.Blurr'; known: fancy.Blur; did you mean 'fancy.Blur'?");
}

TEST_F(FindType, ALongListIsNotShown) {
  for (int i = 0; i < 11; ++i) registry_.add("mmcv.Some" + std::to_string(i), "");
  EXPECT_THAT(error("dict(type='Frobnicate')", "mmdet"), EndsWith("unknown transform 'mmdet.Frobnicate'"));
}

TEST(Codebases, AreThoseOfDeployConfigs) {
  EXPECT_THAT(codebases(), ElementsAre("mmaction", "mmagic", "mmcls", "mmdet", "mmdet3d", "mmedit", "mmocr", "mmpose",
                                       "mmpretrain", "mmrotate", "mmseg", "mmyolo"));
}

TEST(Codebases, FitTheModelsOfALibrary) {
  EXPECT_THAT(codebases_for("mmpose"), ElementsAre("mmpose"));
  EXPECT_THAT(codebases_for("mmdet"), ElementsAre("mmdet", "mmpose", "mmyolo"));
  EXPECT_EQ(codebases_for("mmyolo"), codebases_for("mmdet"));
  EXPECT_THAT(codebases_for("mmcls"), ElementsAre("mmpretrain"));
  EXPECT_THAT(codebases_for("mmtrack"), IsEmpty());
  EXPECT_TRUE(fits_codebase("mmyolo", "mmdet"));
  EXPECT_TRUE(fits_codebase("mmpretrain", "mmcls"));
  EXPECT_TRUE(fits_codebase("mmcls", "mmpretrain"));
  EXPECT_FALSE(fits_codebase("mmpose", "mmpretrain"));
  EXPECT_FALSE(fits_codebase("mmpose", "mmdet"));
  EXPECT_FALSE(fits_codebase("mmtrack", "mmdet"));
  // These say nothing of a library.
  for (const char* scope : {"", "mmengine", "mmfancy"}) EXPECT_TRUE(fits_codebase(scope, "mmpose")) << scope;
}

TEST(Codebases, AnUnknownScopeIsNamedWithNearOnes) {
  EXPECT_EQ(error_of_scope([] { require_known_scope("mmtrack", "m.py"); }), "no error");
  EXPECT_EQ(error_of_scope([] { require_known_scope("", "m.py"); }), "no error");
  EXPECT_THAT(error_of_scope([] { require_known_scope("mmpos", "m.py"); }),
              AllOf(StartsWith("m.py: "), HasSubstr("'mmpos'"), HasSubstr("did you mean 'mmpose'")));
}

TEST(Packages, OfAUserRegisterWithALibrary) {
  add_package("scope_test_models", "mmpose");
  add_package("scope_test_models", "mmpose");
  EXPECT_EQ(parse_type_name("scope_test_models.heads.Head").scope, "mmpose");
  EXPECT_TRUE(has_package("scope_test_models.heads"));
  EXPECT_TRUE(has_package("mmdet.models"));
  EXPECT_FALSE(has_package("scope_test_others"));
  EXPECT_THAT(error_of_scope([] { add_package("scope_test_models", "mmdet"); }), HasSubstr("'mmpose' already"));
  EXPECT_THAT(error_of_scope([] { add_package("scope_test_others", "mmpoze"); }), HasSubstr("did you mean 'mmpose'"));
  EXPECT_THAT(error_of_scope([] { add_package("mmdet", "mmpose"); }), HasSubstr("library of its own"));
}

}  // namespace
}  // namespace slipway::config
