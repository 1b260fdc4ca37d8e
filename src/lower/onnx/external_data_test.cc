// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/onnx/external_data.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <onnx/onnx_pb.h>
#include <sys/stat.h>

#include <map>

#include "base/error.h"
#include "base/io.h"
#include "lower/onnx/model_file.h"

namespace slipway::lower::onnx {
namespace {

namespace fs = std::filesystem;
using ::onnx::ModelProto;
using ::onnx::TensorProto;
using testing::HasSubstr;
using Entries = std::map<std::string, std::string>;

/// Three f32 that lie where `entries` say.
void make_external(TensorProto& tensor, const std::string& name, const Entries& entries) {
  tensor.set_name(name);
  tensor.set_data_type(TensorProto::FLOAT);
  tensor.add_dims(3);
  tensor.set_data_location(TensorProto::EXTERNAL);
  for (const auto& [key, value] : entries) {
    auto& entry = *tensor.add_external_data();
    entry.set_key(key);
    entry.set_value(value);
  }
}

class ExternalData : public ::testing::Test {
 protected:
  ExternalData() {
    model_.set_ir_version(8);
    model_.add_opset_import()->set_version(13);
    auto& graph = *model_.mutable_graph();
    auto& node = *graph.add_node();
    node.set_op_type("Add");
    for (const char* input : {"x", "w"}) node.add_input(input);
    node.add_output("y");
    fs::create_directory(here());
    // Two bytes, then the weight, then three bytes.
    io::write_file(here() / "w.bin", "--0123456789AB---");
    io::write_file(scratch_.path() / "secret", "--0123456789AB---");
  }
  fs::path here() const { return scratch_.path() / "model"; }
  fs::path file() const { return here() / "m.onnx"; }

  std::string filled(const Entries& entries) {
    model_.mutable_graph()->clear_initializer();
    make_external(*model_.mutable_graph()->add_initializer(), "w", entries);
    return with_external_data(model_.SerializeAsString(), file());
  }
  std::string refusal(const Entries& entries) {
    try {
      filled(entries);
    } catch (const Error& error) {
      return error.what();
    }
    return "nothing";
  }

  io::TemporaryFolder scratch_{"slipway-external-data-test"};
  ModelProto model_;
};

TEST_F(ExternalData, WeightsComeIntoTheFile) {
  for (const Entries& entries : {Entries{{"location", "w.bin"}, {"offset", "2"}, {"length", "12"}},
                                 {{"location", "w.bin"}, {"offset", "2"}},
                                 {{"location", "./w.bin"}, {"offset", "2"}, {"checksum", "any"}}}) {
    const std::string bytes = filled(entries);
    ModelProto read;
    ASSERT_TRUE(read.ParseFromString(bytes));
    EXPECT_TRUE(external_tensors(read).empty());
    EXPECT_EQ(read.graph().initializer(0).raw_data(), "0123456789AB");
    EXPECT_EQ(read.graph().initializer(0).external_data_size(), 0);
    EXPECT_EQ(read_model_file(bytes).node_count, 1U);
  }
}

TEST_F(ExternalData, OtherFilesStayAsTheyAre) {
  const std::string bytes = model_.SerializeAsString();
  EXPECT_EQ(with_external_data(bytes, file()), bytes);
  EXPECT_EQ(with_external_data("no model", file()), "no model");
}

TEST_F(ExternalData, AttributesSubgraphsAndFunctionsToo) {
  const Entries place{{"location", "w.bin"}, {"offset", "2"}};
  auto& node = *model_.mutable_graph()->mutable_node(0);
  make_external(*node.add_attribute()->mutable_t(), "t", place);
  make_external(*node.add_attribute()->mutable_g()->add_initializer(), "g", place);
  make_external(*node.add_attribute()->add_tensors(), "ts", place);
  make_external(*node.add_attribute()->add_graphs()->add_node()->add_attribute()->mutable_t(), "gs", place);
  make_external(*node.add_attribute()->mutable_sparse_tensor()->mutable_values(), "s", place);
  make_external(*node.add_attribute()->add_sparse_tensors()->mutable_indices(), "ss", place);
  make_external(*model_.mutable_graph()->add_sparse_initializer()->mutable_values(), "si", place);
  make_external(*model_.add_functions()->add_node()->add_attribute()->mutable_t(), "f", place);
  make_external(*model_.add_training_info()->mutable_algorithm()->add_initializer(), "a", place);
  make_external(*model_.add_training_info()->mutable_initialization()->add_initializer(), "i", place);
  EXPECT_EQ(external_tensors(model_).size(), 10U);
  EXPECT_THROW(read_model_file(model_.SerializeAsString()), Error);
  ModelProto read;
  ASSERT_TRUE(read.ParseFromString(with_external_data(model_.SerializeAsString(), file())));
  EXPECT_TRUE(external_tensors(read).empty());
  EXPECT_EQ(read.graph().node(0).attribute(1).g().initializer(0).raw_data(), "0123456789AB");
}

TEST_F(ExternalData, NothingOutsideOfTheFolder) {
  const std::string secret = (scratch_.path() / "secret").string();
  EXPECT_THAT(refusal({{"location", "../secret"}, {"offset", "2"}}),
              HasSubstr("weight 'w': it lies in '../secret', which is not in the model's folder"));
  EXPECT_THAT(refusal({{"location", secret}, {"offset", "2"}}), HasSubstr("not in the model's folder"));
  EXPECT_THAT(refusal({{"location", "../model/w.bin"}, {"offset", "2"}}), HasSubstr("not in the model's folder"));
  fs::create_symlink("../secret", here() / "link");
  EXPECT_THAT(refusal({{"location", "link"}, {"offset", "2"}}), HasSubstr("a link out of the model's folder"));
  fs::create_directory_symlink("..", here() / "up");
  EXPECT_THAT(refusal({{"location", "up/secret"}, {"offset", "2"}}), HasSubstr("a link out of the model's folder"));
  // A folder whose name begins as the model's does.
  fs::create_directory(scratch_.path() / "model2");
  fs::copy_file(secret, scratch_.path() / "model2/w.bin");
  fs::create_symlink("../model2/w.bin", here() / "near");
  EXPECT_THAT(refusal({{"location", "near"}, {"offset", "2"}}), HasSubstr("a link out of the model's folder"));
}

TEST_F(ExternalData, LinksBesideALinkedModelAreWhatCachesHave) {
  const fs::path blobs = scratch_.path() / "blobs";
  fs::create_directory(blobs);
  io::write_file(blobs / "1", "");
  fs::copy_file(here() / "w.bin", blobs / "2");
  fs::create_symlink("../blobs/1", file());
  fs::create_symlink("../blobs/2", here() / "link");
  EXPECT_THAT(filled({{"location", "link"}, {"offset", "2"}}), HasSubstr("0123456789AB"));
}

TEST_F(ExternalData, WhatIsNoPlainFile) {
  EXPECT_THAT(refusal({{"location", "absent.bin"}}), HasSubstr("'absent.bin', which is not beside the model"));
  EXPECT_THAT(refusal({{"location", "."}}), HasSubstr("no plain file"));
  EXPECT_THAT(refusal({}), HasSubstr("does not say in which file"));
  EXPECT_THAT(refusal({{"location", std::string("w.bin\0x", 7)}}), HasSubstr("does not say in which file"));
  ASSERT_EQ(mkfifo((here() / "pipe").c_str(), 0600), 0);
  EXPECT_THAT(refusal({{"location", "pipe"}}), HasSubstr("no plain file"));
}

TEST_F(ExternalData, NothingBeyondTheFilesEnd) {
  EXPECT_THAT(refusal({{"location", "w.bin"}, {"offset", "6"}}), HasSubstr("beyond the end of 'w.bin', which has 17"));
  EXPECT_THAT(refusal({{"location", "w.bin"}, {"offset", "18"}}), HasSubstr("begins at byte 18"));
  EXPECT_THAT(refusal({{"location", "w.bin"}, {"offset", "18446744073709551610"}, {"length", "12"}}),
              HasSubstr("begins at byte"));
  EXPECT_THAT(refusal({{"location", "w.bin"}, {"length", "11"}}), HasSubstr("has 11 bytes in 'w.bin' and needs 12"));
  EXPECT_THAT(refusal({{"location", "w.bin"}, {"offset", "-2"}}), HasSubstr("its offset is '-2', which is no number"));
  EXPECT_THAT(refusal({{"location", "w.bin"}, {"length", "99999999999999999999"}}), HasSubstr("which is no number"));
}

TEST_F(ExternalData, SizesThatCannotBe) {
  auto& tensor = *model_.mutable_graph()->add_initializer();
  make_external(tensor, "w", {{"location", "w.bin"}});
  const auto refuse = [&] {
    try {
      with_external_data(model_.SerializeAsString(), file());
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("nothing");
  };
  tensor.add_dims(-1);
  EXPECT_THAT(refuse(), HasSubstr("sizes that cannot be"));
  tensor.set_dims(1, int64_t{1} << 62);
  EXPECT_THAT(refuse(), HasSubstr("sizes that cannot be"));
  tensor.set_dims(1, 0);
  EXPECT_EQ(refuse(), "nothing");
  tensor.set_data_type(TensorProto::STRING);
  EXPECT_THAT(refuse(), HasSubstr("strings"));
}

TEST_F(ExternalData, NoMoreThanOneFileHolds) {
  fs::resize_file(here() / "w.bin", uint64_t{1} << 32);  // nothing of it is on the disk
  auto& tensor = *model_.mutable_graph()->add_initializer();
  make_external(tensor, "w", {{"location", "w.bin"}});
  tensor.set_dims(0, (int64_t{1} << 29) - 1);  // 2 GB, less four bytes
  try {
    with_external_data(model_.SerializeAsString(), file());
    FAIL() << "it was read";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("larger than the 2 GB"));
  }
}

}  // namespace
}  // namespace slipway::lower::onnx
