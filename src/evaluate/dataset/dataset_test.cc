// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Samples against those that the libraries' classes find in the same files; test/data/dataset/record.py records them.
#include "evaluate/dataset/dataset.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/io.h"

namespace slipway::evaluate {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;

const fs::path kData = fs::path(SLIPWAY_SOURCE_DIR) / "test/data/dataset";

Dataset make(const std::string& text, const std::string& scope) {
  const config::Value config = config::parse("dataset = " + text, "cfg.py");
  return make_dataset(config.at("dataset"), {scope, ""});
}

/// Paths of the configs are relative to the folder of the recorded cases.
class DatasetTest : public testing::Test {
 protected:
  void SetUp() override {
    before_ = fs::current_path();
    fs::current_path(kData);
    folder_ = fs::path(testing::TempDir()) / ("dataset_test_" + std::to_string(::getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override {
    fs::current_path(before_);
    fs::remove_all(folder_);
  }
  std::string write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name) << text;
    return (folder_ / name).string();
  }
  /// The error of a dataset that cannot be made.
  static std::string refuse(const std::string& text, const std::string& scope = "mmpose") {
    try {
      make(text, scope);
    } catch (const Error& e) {
      return e.what();
    }
    return "no error";
  }
  std::string coco(const std::string& annotations, const std::string& more = "data_mode='bottomup', test_mode=True") {
    return "dict(type='CocoDataset', ann_file='" + write("a.json", annotations) + "', " + more + ")";
  }

  fs::path before_, folder_;
};

void expect_same_boxes(const std::vector<AnnotatedBox>& boxes, const json& expected) {
  ASSERT_EQ(boxes.size(), expected.size());
  for (size_t i = 0; i < boxes.size(); ++i) {
    SCOPED_TRACE(i);
    const auto corners = expected.at(i).at("box").get<std::vector<float>>();
    EXPECT_THAT(boxes[i].box, testing::ElementsAreArray(corners));
    EXPECT_EQ(boxes[i].label, expected.at(i).at("label"));
    EXPECT_EQ(boxes[i].ignore, expected.at(i).at("ignore") == 1);
  }
}

void expect_same(const Dataset& dataset, const json& expected) {
  ASSERT_EQ(dataset.items.size(), expected.at("items").size());
  for (size_t i = 0; i < dataset.items.size(); ++i) {
    SCOPED_TRACE(i);
    const DataItem& item = dataset.items[i];
    const json& want = expected.at("items").at(i);
    EXPECT_EQ(want.at("image"), item.image);
    EXPECT_EQ(item.truth.image_id, want.value("image_id", item.truth.image_id));
    EXPECT_EQ(item.truth.label, want.value("label", int64_t{-1}));
    const std::array<int64_t, 2> no_shape{};
    EXPECT_EQ(item.batch_shape, want.value("batch_shape", no_shape));
    if (want.contains("boxes")) expect_same_boxes(item.truth.boxes, want.at("boxes"));
    ASSERT_EQ(item.truth.instance_id.has_value(), want.contains("instance_id"));
    if (!want.contains("instance_id")) continue;
    EXPECT_TRUE(dataset.top_down);
    EXPECT_EQ(*item.truth.instance_id, want.at("instance_id"));
    EXPECT_EQ(item.truth.category_id, want.at("category_id"));
    for (size_t k = 0; k < 4; ++k) EXPECT_EQ(item.bbox[k], want.at("bbox").at(k).get<float>()) << k;
    EXPECT_EQ(item.bbox_score, want.at("bbox_score").get<float>());
  }
  if (expected.contains("dataset_name")) {
    EXPECT_EQ(expected.at("dataset_name"), dataset.info.dataset_name);
    // Recorded with six decimals.
    EXPECT_THAT(dataset.info.sigmas,
                testing::Pointwise(testing::DoubleNear(5e-7), expected.at("sigmas").get<std::vector<double>>()));
    EXPECT_EQ(dataset.info.num_keypoints, expected.at("num_keypoints").get<int64_t>());
  }
  EXPECT_EQ(dataset.info.voc_year, expected.value("dataset_type", ""));
  if (expected.contains("classes")) {
    const auto classes = expected.at("classes").get<std::vector<std::string>>();
    // Of mmdet's metainfo the order is not that of labels.
    if (dataset.info.has_boxes)
      EXPECT_THAT(dataset.info.classes, testing::UnorderedElementsAreArray(classes));
    else
      EXPECT_EQ(dataset.info.classes, classes);
  }
}

TEST_F(DatasetTest, FindsTheSamplesOfTheLibraries) {
  const json cases = json::parse(std::ifstream(kData / "cases.json"));
  ASSERT_GT(cases.size(), 50U);
  for (const json& item : cases) {
    SCOPED_TRACE(item.at("name").get<std::string>());
    const std::string config = item.at("config");
    const std::string scope = config.find("files/coco") != std::string::npos ? "mmpose" : "mmpretrain";
    if (item.contains("refused")) {
      EXPECT_THAT(refuse(config, scope), HasSubstr("classes"));
      continue;
    }
    const Dataset dataset = make(config, scope);
    expect_same(dataset, item.at("expected"));
    EXPECT_TRUE(dataset.bad.empty());
  }
}

TEST_F(DatasetTest, FindsTheInstancesOfPoseDatasets) {
  const json cases = json::parse(std::ifstream(kData / "pose_cases.json"));
  ASSERT_GT(cases.size(), 10U);
  for (const json& item : cases) {
    SCOPED_TRACE(item.at("name").get<std::string>());
    const Dataset dataset = make(item.at("config"), "mmpose");
    const json& expected = item.at("expected");
    expect_same(dataset, expected);
    for (size_t i = 0; i < dataset.items.size() && i < expected.at("items").size(); ++i) {
      const json& want = expected.at("items").at(i);
      if (!want.contains("keypoints")) continue;
      const GroundTruth& truth = dataset.items[i].truth;
      std::vector<float> points;
      for (const auto& point : truth.keypoints) points.insert(points.end(), point.begin(), point.end());
      const auto wanted = want.at("keypoints").get<std::vector<float>>();
      // Projected by a product of matrices, whose last bits are its library's.
      if (item.at("name").get<std::string>().starts_with("InterHand"))
        EXPECT_THAT(points, testing::Pointwise(testing::FloatEq(), wanted));
      else
        EXPECT_EQ(points, wanted);
      EXPECT_THAT(truth.keypoints_visible, testing::ElementsAreArray(want.at("visible").get<std::vector<int>>()));
      EXPECT_DOUBLE_EQ(truth.head_size, want.value("head_size", 0.0));
    }
  }
}

TEST_F(DatasetTest, RefusesWhatPoseDatasetsCannotRead) {
  const std::string mpii = "dict(type='MpiiDataset', ann_file='poses/mpii_val.json', data_prefix=dict(img='poses'), ";
  EXPECT_THAT(refuse(mpii + "headbox_file='poses/other.mat')"), HasSubstr("other.mat: has no 'headboxes_src'"));
  EXPECT_THAT(refuse(mpii + "headbox_file='poses/val.json')"), HasSubstr("is no MATLAB file of version 5"));
  EXPECT_THAT(refuse(mpii + "headbox_file='poses/none.mat')"), HasSubstr("none.mat"));
  EXPECT_THAT(refuse(mpii + "data_mode='bottomup')"), HasSubstr("top-down only"));
  EXPECT_THAT(refuse(mpii + "bbox_file='poses/val.json')"), HasSubstr("has no bbox_file"));
  EXPECT_THAT(refuse("dict(type='MpiiDataset', ann_file='poses/val.json', data_prefix=dict(img='poses'))"),
              HasSubstr("no list of people in MPII's format"));
  const std::string whole = io::read_file("poses/packed.mat");
  for (const size_t size : {0, 100, 130, 200, 300}) {
    const std::string file = write("cut.mat", whole.substr(0, size));
    EXPECT_NE(refuse(mpii + "headbox_file='" + file + "')"), "no error") << size;
  }
  // Sizes of an array that are stored as doubles may be anything.
  for (const double size : {std::numeric_limits<double>::quiet_NaN(), 1e300, -1.0}) {
    std::string mat = "MATLAB 5.0 MAT-file";
    mat.resize(126, ' ');
    const auto add = [](uint32_t type, std::string data) {
      const auto count = static_cast<uint32_t>(data.size());
      data.resize((data.size() + 7) / 8 * 8);
      std::string element(8, '\0');
      std::memcpy(element.data(), &type, 4);
      std::memcpy(element.data() + 4, &count, 4);
      return element + data;
    };
    const std::string flags("\6\0\0\0\0\0\0\0", 8);  // an array of doubles
    const std::string shape(reinterpret_cast<const char*>(&size), sizeof size);
    mat += "IM" + add(14, add(6, flags) + add(9, shape) + add(1, "headboxes_src") + add(9, ""));
    EXPECT_THAT(refuse(mpii + "headbox_file='" + write("odd.mat", mat) + "')"), HasSubstr("it is broken")) << size;
  }
  EXPECT_THAT(refuse("dict(type='Face300WDataset', ann_file='files/coco/annotations/val.json', "
                     "data_prefix=dict(img='files/coco'))"),
              HasSubstr("annotations[2] (id 3): has no 'center'"));
}

TEST_F(DatasetTest, CombinesDatasetsOfOneMetainfo) {
  const std::string coco =
      "type='CocoDataset', ann_file='poses/val.json', data_prefix=dict(img='poses'), test_mode=True";
  const auto combined = [](const std::string& parts, const std::string& more = "") {
    return "dict(type='CombinedDataset', metainfo=dict(from_file='coco.py'), datasets=[" + parts + "]" + more + ")";
  };
  const auto converted = [&](const std::string& mapping, const std::string& count = "17") {
    return combined("dict(" + coco + ", pipeline=[dict(type='KeypointConverter', num_keypoints=" + count +
                    ", mapping=" + mapping + ")])");
  };
  const Dataset whole = make(combined("dict(" + coco + "), dict(" + coco + ", indices=1)"), "mmpose");
  const Dataset alone = make("dict(" + coco + ")", "mmpose");
  EXPECT_EQ(whole.items.size(), alone.items.size() + 1);
  EXPECT_FALSE(whole.info.keypoints_in_f64);
  // What CocoMetric judges by where it names no file.
  EXPECT_EQ(whole.info.ann_file, "poses/val.json");
  EXPECT_NE(whole.info.truth, nullptr);
  EXPECT_TRUE(make(converted("[(0, 1)]"), "mmpose").info.keypoints_in_f64);
  EXPECT_EQ(
      make(combined("dict(type='AP10KDataset', ann_file='poses/val.json', data_prefix=dict(img='poses'))"), "mmpose")
          .info.ann_file,
      "");

  EXPECT_THAT(refuse(converted("[(0, 17)]")), HasSubstr("keypoint 17 is none of 17"));
  EXPECT_THAT(refuse(converted("[((0, 17), 1)]")), HasSubstr("keypoint 17 is none of 17"));
  EXPECT_THAT(refuse(converted("[(-1, 0)]")), HasSubstr("keypoint -1 is none of 17"));
  EXPECT_THAT(refuse(converted("[((0, 1, 2), 0)]")), HasSubstr("one keypoint, or the middle of two"));
  EXPECT_THAT(refuse(converted("[(0, 0)]", "16")), HasSubstr("has 16 keypoints, but the metainfo"));
  EXPECT_THAT(
      refuse(combined("dict(type='MpiiDataset', ann_file='poses/mpii_val.json', data_prefix=dict(img='poses'))")),
      AllOf(HasSubstr("MpiiDataset has 16 keypoints, but the metainfo of the CombinedDataset 17"),
            HasSubstr("KeypointConverter")));
  EXPECT_THAT(refuse(combined("dict(" + coco + ", data_mode='bottomup'), dict(" + coco + ")")), HasSubstr("data_mode"));
  EXPECT_THAT(refuse(combined("dict(" + coco + ")", ", sample_ratio_factor=[0.5]")), HasSubstr("by chance"));
  EXPECT_THAT(refuse(combined("dict(" + coco + ")", ", sample_ratio_factor=[1, 1]")), HasSubstr("2 factors for 1"));
  EXPECT_THAT(refuse(combined("dict(" + coco + ")", ", ann_file='a.json'")), HasSubstr("say it of each"));
  EXPECT_THAT(refuse("dict(type='CombinedDataset', datasets=[])"), HasSubstr("metainfo"));
  // All that is wrong is told at once.
  EXPECT_THAT(refuse(combined("dict(type='HalpeHandDataset'), dict(" + coco + ", pipeline=[dict(type='LoadImage')])")),
              AllOf(HasSubstr("HalpeHandDataset"), HasSubstr("LoadImage"), HasSubstr("mmpose.KeypointConverter")));
}

TEST_F(DatasetTest, ConvertersNameAnnotationsWithoutTheirKeypoints) {
  const std::string person =
      R"("category_id": 1, "bbox": [1, 2, 30, 40], "iscrowd": 0, "num_keypoints": 1, "keypoints": )";
  const std::string file = write(
      "short.json", R"({"images": [{"id": 4, "file_name": "a.jpg", "width": 90, "height": 80}],
    "annotations": [{"id": 1, "image_id": 4, )" +
                        person + "[5, 6, 2]}, {\"id\": 2, \"image_id\": 4, " + person + R"([5, 6, 2, 7, 8, 0]}]})");
  const Dataset dataset = make(
      "dict(type='CombinedDataset', metainfo=dict(from_file='coco.py'), datasets=[dict(type='CocoDataset', "
      "ann_file='" +
          file +
          "', data_prefix=dict(img='.'), pipeline=[dict(type='KeypointConverter', "
          "num_keypoints=17, mapping=[(0, 3), (1, 4)])])])",
      "mmpose");
  ASSERT_EQ(dataset.items.size(), 1U);
  EXPECT_EQ(*dataset.items[0].truth.instance_id, 2);
  EXPECT_THAT(dataset.bad, testing::ElementsAre(HasSubstr("short.json: a person in image 4 has 1 keypoints")));
  EXPECT_THAT(dataset.items[0].truth.keypoints[4], testing::ElementsAre(7, 8));
  EXPECT_EQ(dataset.items[0].truth.keypoints_visible[3], 1);
  EXPECT_EQ(dataset.items[0].truth.keypoints_visible[4], 0);
}

TEST_F(DatasetTest, HandsNeedTheirCamerasAndJoints) {
  const auto hands = [](const std::string& files, const std::string& more = "") {
    return "dict(type='InterHand2DDoubleDataset', data_prefix=dict(img='poses'), " + files + more + ")";
  };
  const std::string rest = ", camera_param_file='poses/cameras.json', joint_file='poses/joints.json'";
  const std::string all = "ann_file='poses/hands.json'" + rest;
  EXPECT_THAT(refuse(hands("ann_file='poses/hands.json'")), HasSubstr("camera_param_file"));
  EXPECT_THAT(refuse(hands(all, ", use_gt_root_depth=False")), HasSubstr("use_gt_root_depth"));
  EXPECT_THAT(refuse(hands(all, ", data_mode='bottomup'")), HasSubstr("topdown"));
  EXPECT_THAT(refuse(hands(all, ", sample_interval=0")), HasSubstr("at least 1"));
  EXPECT_THAT(refuse(hands("ann_file='poses/mpii_val.json'" + rest)), HasSubstr("no JSON object"));
  EXPECT_THAT(refuse(hands("ann_file='poses/cameras.json'" + rest)), HasSubstr("'images' and 'annotations'"));
  json broken = json::parse(io::read_file("poses/hands.json"));
  broken["images"][0]["frame_idx"] = 8;
  broken["annotations"][1]["hand_type"] = "both";
  broken["annotations"][2]["joint_valid"].erase(0);
  broken["annotations"][3]["image_id"] = 5;
  const Dataset dataset = datasets().at("mmpose.InterHand2DDoubleDataset")(
      config::parse("d = " + hands("ann_file='" + write("hands.json", broken.dump()) + "'" + rest), "cfg.py").at("d"),
      {"mmpose", ""});
  EXPECT_THAT(dataset.bad,
              testing::ElementsAre(HasSubstr("images[0]: "), HasSubstr("images[1]: 'hand_type' must be"),
                                   HasSubstr("images[2]: has 41 joints"), HasSubstr("images[3]: has no annotation")));
}

TEST_F(DatasetTest, NotesWhatIsOdd) {
  const Dataset dataset = make(
      "dict(type='CocoDataset', data_root='files/coco', ann_file='annotations/val.json', data_mode='bottomup', "
      "data_prefix=dict(img='images'), test_mode=True)",
      "mmyolo");
  const std::string file = "files/coco/annotations/val.json: ";
  EXPECT_THAT(dataset.notes,
              testing::ElementsAre(file + "1 images have the id of another one; of each id the last one counts",
                                   file + "1 annotations are of images that are not in the file; they are not used"));
  EXPECT_EQ(dataset.info.ann_file, "files/coco/annotations/val.json");
  EXPECT_THAT(dataset.info.classes, testing::ElementsAre("person", "horse"));
}

TEST_F(DatasetTest, LeavesOutBrokenEntriesAndNamesThem) {
  const Dataset dataset = make(coco(R"({"images": [{"id": 1, "file_name": "a.jpg"}, {"id": "2", "file_name": "b.jpg"},
    {"id": 3}, 7, {"id": 4, "file_name": "d.jpg", "license": [1, {"id": 9}]}], "annotations": [
    {"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 2, 3], "keypoints": []},
    {"id": 2, "image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4], "keypoints": [1, 2]},
    {"id": 3, "category_id": 1}, {"id": 4, "image_id": 4, "category_id": 1, "bbox": {"x": 1}},
    {"id": 5.5, "image_id": 4, "category_id": 1}, {"id": 18446744073709551615, "image_id": 1e300, "category_id": 1}, {"id": 6, "image_id": 4, "category_id": 1, "bbox": [1, null, 2, 3]},
    {"id": 7, "image_id": 4, "category_id": 1, "bbox": [1, 2, 3, 4], "keypoints": [1, 1, 2]}]})"),
                               "mmpose");
  ASSERT_EQ(dataset.items.size(), 2U);
  EXPECT_EQ(dataset.items[0].image, "d.jpg");
  EXPECT_EQ(dataset.items[1].image, "a.jpg");
  const auto at = [&](const std::string& what) { return HasSubstr("a.json: " + what); };
  EXPECT_THAT(
      dataset.bad,
      testing::ElementsAre(at("images[1]: 'id' must be a whole number, not a string"),
                           at("images[2] (id 3): has no 'file_name'"), at("images[3]: must be an object, not a number"),
                           at("annotations[0] (id 1): 'bbox' must be 4 numbers, not 3"),
                           at("annotations[1] (id 2): 'keypoints' must be 3 numbers each, not 2"),
                           at("annotations[2] (id 3): has no 'image_id'"),
                           at("annotations[3] (id 4): 'bbox' must be a list, not an object"),
                           at("annotations[4]: 'id' must be a whole number of at most 64 bits, not 5.5"),
                           at("annotations[5]: 'id' must be a whole number"),
                           at("annotations[6] (id 6): 'bbox' must hold numbers, not null")));
}

TEST_F(DatasetTest, RefusesFilesThatAreNoAnnotations) {
  EXPECT_THAT(refuse(coco("{\n\"images\": [\n{\"id\": 1,}]}")),
              HasSubstr("a.json: not valid JSON at line 3, column 10"));
  EXPECT_THAT(refuse(coco("{\"images\": [{\"id\": 1, \"file_name\": \"a")),
              HasSubstr("not valid JSON at line 1, column 38"));
  EXPECT_THAT(refuse(coco("")), HasSubstr("a.json: is empty"));
  EXPECT_THAT(refuse(coco("[1, 2]")), HasSubstr("must be an object with 'images'"));
  EXPECT_THAT(refuse(coco("3")), HasSubstr("must be an object with 'images'"));
  EXPECT_THAT(refuse(coco("{\"images\": {}}")), HasSubstr("'images' must be a list"));
  EXPECT_THAT(refuse(coco("{\"images\": 3}")), HasSubstr("'images' must be a list"));
  EXPECT_THAT(refuse(coco("{\"annotations\": []}")), HasSubstr("the dataset has no samples"));
  const std::string images = "{\"images\": [{\"id\": 1, \"file_name\": \"a.jpg\", \"width\": 9, \"height\": 9}]}";
  EXPECT_THAT(refuse(coco(images, "test_mode=True, bbox_file='" + write("b.json", "{}") + "'")),
              HasSubstr("b.json: must be a list of detections"));
}

TEST_F(DatasetTest, BoxesOfUnknownImagesAreBroken) {
  const std::string boxes =
      write("b.json", R"([{"image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4, 0.5], "score": 1},
                    {"image_id": 5, "category_id": 1, "bbox": [1, 2, 3, 4], "score": 1}, {"image_id": 1}])");
  const Dataset dataset =
      make(coco("{\"images\": [{\"id\": 1, \"file_name\": \"a.jpg\"}]}", "test_mode=True, bbox_file='" + boxes + "'"),
           "mmpose");
  EXPECT_EQ(dataset.items.size(), 1U);
  ASSERT_EQ(dataset.bad.size(), 2U);
  EXPECT_THAT(dataset.bad[0], HasSubstr("b.json: detections[2]: has no 'category_id'"));
  EXPECT_THAT(dataset.bad[1], HasSubstr("b.json: a box for image 5, which"));
}

TEST_F(DatasetTest, BrokenLinesAreNamed) {
  const std::string list = write("list.txt", "a.jpg 1\n\nb.jpg\nc.jpg two\nd.jpg -1\ne.jpg +2\n\n\n");
  const Dataset dataset = make("dict(type='CustomDataset', ann_file='" + list + "')", "mmpretrain");
  ASSERT_EQ(dataset.items.size(), 2U);
  EXPECT_EQ(dataset.items[1].truth.label, 2);
  EXPECT_THAT(dataset.bad, testing::ElementsAre(HasSubstr("list.txt:2: the line is empty"),
                                                HasSubstr("list.txt:3: 'b.jpg' has no label"),
                                                HasSubstr("list.txt:4: the label 'two' is no whole number"),
                                                HasSubstr("list.txt:5: the label '-1' is no whole number")));
}

TEST_F(DatasetTest, RefusesWhatItDoesNotKnow) {
  EXPECT_THAT(refuse("dict(type='HalpeHandDataset')"),
              HasSubstr("cfg.py:1:16 (dataset): unknown dataset 'mmpose.HalpeHandDataset'"));
  EXPECT_THAT(refuse("dict(type='mmrotate.CocoDataset')"),
              testing::AllOf(HasSubstr("unknown dataset 'mmrotate.CocoDataset'"),
                             HasSubstr("only of mmdet, mmpose, mmpretrain, mmseg, mmyolo; did you mean ")));
  EXPECT_THAT(refuse("dict(type='CocoDataset', data_mod='bottomup')"), HasSubstr("data_mode"));
  EXPECT_THAT(refuse("dict(type='CocoDataset', data_mode='sideways')"), HasSubstr("'topdown' or 'bottomup'"));
  EXPECT_THAT(refuse("dict(type='CocoDataset', data_mode='bottomup', bbox_file='x')"), HasSubstr("'topdown' only"));
  EXPECT_THAT(refuse("dict(type='CustomDataset', data_root='http://host/data')", "mmpretrain"),
              HasSubstr("another machine"));
  EXPECT_THAT(refuse("dict(type='ImageNet', data_root='x', split='dev')", "mmpretrain"),
              HasSubstr("split must be 'train', 'val' or 'test'"));
}

TEST_F(DatasetTest, MissingFilesSayWhereTheyWereLookedFor) {
  EXPECT_THAT(refuse("dict(type='CocoDataset', data_root='nowhere', ann_file='a.json')"),
              testing::AllOf(HasSubstr("annotation file nowhere/a.json is not there"), HasSubstr(kData.string()),
                             HasSubstr("--ann-file")));
  EXPECT_THAT(refuse("dict(type='CustomDataset', data_root='nowhere')", "mmpretrain"),
              testing::AllOf(HasSubstr("folder of images nowhere/ is not there"), HasSubstr("--data-prefix")));
  EXPECT_THAT(refuse("dict(type='CustomDataset')", "mmpretrain"),
              HasSubstr("one of data_root, data_prefix and ann_file"));
  EXPECT_THAT(
      refuse("dict(type='CocoDataset', ann_file='files/coco/boxes.json', metainfo=dict(from_file='no/dog.py'))"),
      HasSubstr("no/dog.py is neither below the current folder nor beside the model config"));
}

TEST_F(DatasetTest, MetainfoOfAFileBesideTheModelConfig) {
  fs::create_directories(folder_ / "configs/_base_/datasets");
  fs::create_directories(folder_ / "configs/body");
  write("configs/_base_/datasets/two.py",
        "dataset_info = dict(dataset_name='two', keypoint_info={0: dict(name='a'), 1: dict(name='b')}, "
        "skeleton_info={}, joint_weights=[1, 1], sigmas=[0.5, 0.25])\n");
  const config::Value config = config::parse(
      "dataset = dict(type='CocoDataset', data_root='files/coco', ann_file='annotations/val.json', "
      "data_mode='bottomup', "
      "metainfo=dict(from_file='configs/_base_/datasets/two.py'))");
  const Dataset dataset = make_dataset(config.at("dataset"), {"mmpose", folder_ / "configs/body/model.py"});
  EXPECT_EQ(dataset.info.dataset_name, "two");
  EXPECT_THAT(dataset.info.sigmas, testing::ElementsAre(0.5, 0.25));
}

}  // namespace
}  // namespace slipway::evaluate
