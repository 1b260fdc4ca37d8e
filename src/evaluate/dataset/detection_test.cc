// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// mmdet's datasets: what they say and what they refuse. Which samples they find is tested beside all others' in
// dataset_test.cc.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "base/error.h"
#include "evaluate/dataset/dataset.h"
#include "evaluate/metric/coco_data.h"

namespace slipway::evaluate {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

class DetectionDatasetTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) / ("detection_dataset_test_" + std::to_string(::getpid()));
    fs::create_directories(folder_ / "Annotations");
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name) << text;
    return (folder_ / name).string();
  }
  static Dataset make(const std::string& text) {
    const config::Value config = config::parse("dataset = " + text, "cfg.py");
    return make_dataset(config.at("dataset"), {"mmdet", ""});
  }
  static std::string refuse(const std::string& text) {
    try {
      make(text);
    } catch (const Error& e) {
      return e.what();
    }
    return "no error";
  }
  /// @param annotations the list, in JSON
  std::string coco(const std::string& annotations, const std::string& more = "metainfo=dict(classes=('cat', 'dog'))") {
    const std::string text =
        R"({"images": [{"id": 1, "file_name": "a.jpg", "width": 90, "height": 90}, {"id": 2, "file_name": "b.jpg"}],
            "categories": [{"id": 1, "name": "dog"}, {"id": 2, "name": "cat"}], "annotations": )" +
        annotations + "}";
    return "dict(type='CocoDataset', ann_file='" + write("a.json", text) + "', test_mode=True, " + more + ")";
  }
  /// @param object what stands in the annotation of the only image
  std::string voc(const std::string& object, const std::string& more = "") {
    write("Annotations/x.xml", "<annotation>" + object + "</annotation>");
    return "dict(type='VOCDataset', ann_file='" + write("list.txt", "x\n") + "', data_prefix=dict(sub_data_root='" +
           folder_.string() + "'), test_mode=True" + more + ")";
  }
  static std::string object(const std::string& corners, const std::string& name = "dog") {
    return "<object><name>" + name + "</name><bndbox>" + corners + "</bndbox></object>";
  }

  fs::path folder_;
};

TEST_F(DetectionDatasetTest, SaysWhatLabelsMean) {
  const Dataset dataset = make(coco("[]"));
  EXPECT_THAT(dataset.info.classes, ElementsAre("dog", "cat"));
  EXPECT_TRUE(dataset.info.has_boxes);
  EXPECT_THAT(dataset.notes, ElementsAre(HasSubstr("labels follow the order of its categories (dog, cat), not that")));
  const Dataset other = make(coco("[]", "metainfo=dict(classes=('bird', 'dog', 'cat'))"));
  EXPECT_THAT(other.info.classes, ElementsAre("dog", "cat", "bird"));
  EXPECT_THAT(other.notes,
              ElementsAre(HasSubstr("has no category bird; labels are those of the other 2 classes, in its order")));
  EXPECT_THAT(make(coco("[]", "metainfo=dict(classes=('dog', 'cat'))")).notes, ElementsAre());
  // Without classes they are COCO's.
  EXPECT_THAT(make(coco("[]", "")).info.classes, SizeIs(80));
}

TEST_F(DetectionDatasetTest, AnnotationsWithoutWhatIsNeededAreBroken) {
  const Dataset dataset = make(coco(R"([{"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4], "area": 9},
      {"id": 2, "image_id": 1, "category_id": 1, "area": 9}, {"id": 3, "image_id": 2, "category_id": 2, "bbox": [1, 2, 3, 4]},
      {"id": 4, "image_id": 2, "category_id": 1, "bbox": [1, 2, 3], "area": 9},
      {"id": 5, "image_id": 2, "category_id": 2, "bbox": [-9, -9, 3, 4], "area": 9}])"));
  EXPECT_THAT(dataset.bad, ElementsAre(HasSubstr("annotations[3] (id 4): 'bbox' must be 4 numbers, not 3"),
                                       HasSubstr("a.json: annotation 2 has no 'bbox'"),
                                       HasSubstr("a.json: annotation 3 has no 'area'")));
  // They are no ground truth either.
  EXPECT_THAT(dataset.info.truth->annotations, SizeIs(2));
  ASSERT_THAT(dataset.items, SizeIs(2));
  EXPECT_THAT(dataset.items[0].truth.boxes, SizeIs(1));
  // Nobody knows the size of the second image, so nothing is outside of it.
  EXPECT_THAT(dataset.items[1].truth.boxes, SizeIs(1));
}

TEST_F(DetectionDatasetTest, RefusesFilesThatMmdetRefuses) {
  const std::string twice = R"([{"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4], "area": 9},
      {"id": 1, "image_id": 2, "category_id": 1, "bbox": [1, 2, 3, 4], "area": 9}])";
  EXPECT_THAT(refuse(coco(twice)), HasSubstr("a.json: two annotations have the id 1"));
  EXPECT_THAT(refuse(coco("[]", "metainfo=dict(classes=('bird', 'fish'))")),
              AllOf(HasSubstr("none of its categories (dog, cat) is a class of the dataset (bird, fish)"),
                    HasSubstr("metainfo=dict(classes=")));
  EXPECT_THAT(refuse(coco("[]", "metainfo=dict(classes=())")), HasSubstr("'classes' are empty"));
  EXPECT_THAT(refuse(coco("[]", "metainfo=dict(classes='dog, cat')")),
              HasSubstr("the text 'dog, cat', which dog, cat are a part of; write a tuple"));
  EXPECT_EQ(refuse(coco("[]", "metainfo=dict(classes='dog')")), "no error");
}

TEST_F(DetectionDatasetTest, RefusesWhatItDoesNotKnowAtOnce) {
  EXPECT_THAT(refuse("dict(type='CocoDataset', ann_fil='x', proposal_file='p.pkl', return_classes=True, "
                     "backend_args=dict(backend='petrel'))"),
              AllOf(HasSubstr("'ann_file' of 'mmdet.CocoDataset': must name the annotations"), HasSubstr("ann_fil"),
                    HasSubstr("'proposal_file' of 'mmdet.CocoDataset': boxes of another model"),
                    HasSubstr("'return_classes'"), HasSubstr("'backend_args'")));
  EXPECT_THAT(refuse("dict(type='CocoDataset', ann_file='nowhere.json')"),
              HasSubstr("annotation file nowhere.json is not there"));
  EXPECT_THAT(refuse("dict(type='VOCDataset', ann_file='nowhere.txt', data_prefix='x')"),
              HasSubstr("'data_prefix' of 'mmdet.VOCDataset': must be a dict with 'sub_data_root'"));
  EXPECT_THAT(refuse("dict(type='mmyolo.YOLOv5VOCDataset', batch_shapes_cfg=dict(type='BatchShapePolicy'))"),
              HasSubstr("batch_shapes_cfg=None"));
  EXPECT_THAT(refuse("dict(type='mmyolo.YOLOv5CocoDataset', batch_shapes_cfg=dict(type='ShapePolicy'))"),
              AllOf(HasSubstr("must be a dict(type='BatchShapePolicy', ...) or None"), HasSubstr("'ann_file'")));
  EXPECT_THAT(refuse("dict(type='mmyolo.YOLOv5CocoDataset', batch_shapes_cfg=dict(type='BatchShapePolicy', "
                     "batch_size=0, size_divisor=0, pad=1))"),
              AllOf(HasSubstr("'batch_size' of 'mmyolo.BatchShapePolicy': must be 1 or more"),
                    HasSubstr("'size_divisor' of 'mmyolo.BatchShapePolicy': must be 1 or more"), HasSubstr("pad")));
  EXPECT_EQ(refuse(coco("[]", "backend_args=dict(backend='local'), data_prefix=dict(img_path='')")), "no error");
}

TEST_F(DetectionDatasetTest, BatchShapesNeedTheSizesOfImages) {
  const auto mmyolo = [&](const std::string& more) {
    std::string text = coco("[]", "metainfo=dict(classes=('dog', 'cat')), " + more);
    return text.replace(text.find("CocoDataset"), 11, "mmyolo.YOLOv5CocoDataset");
  };
  EXPECT_THAT(refuse(mmyolo("batch_shapes_cfg=dict(type='BatchShapePolicy')")),
              HasSubstr("image 2 has no width and height, which batch_shapes_cfg of the dataset needs"));
  EXPECT_THAT(make(mmyolo("batch_shapes_cfg=None")).items, SizeIs(2));
}

/// The mmpose project registers a dataset of that name with mmyolo.
TEST_F(DetectionDatasetTest, IsMmyolosToo) {
  const std::string text = coco("[]", "metainfo=dict(classes=('dog',))");
  const config::Value config = config::parse("dataset = " + text, "cfg.py");
  EXPECT_THAT(make_dataset(config.at("dataset"), {"mmyolo", ""}).info.classes, ElementsAre("dog"));
}

TEST_F(DetectionDatasetTest, BrokenAnnotationsOfVocAreNamed) {
  const std::string whole = "<xmin>1</xmin><ymin>1</ymin><xmax>5</xmax><ymax>6</ymax>";
  EXPECT_THAT(make(voc(object(whole))).bad, ElementsAre());
  for (const auto& [text, message] : std::vector<std::pair<std::string, std::string>>{
           {object("<xmin>1</xmin>"), "<bndbox> has no <ymin>"},
           {object("<xmin> one </xmin>"), "<xmin> is 'one', which is no number"},
           {object("<xmin></xmin>"), "<xmin> is '', which is no number"},
           {object("<xmin>1e300</xmin>"), "<xmin> is '1e300'"},
           {object("<xmin>nan</xmin>"), "<xmin> is 'nan'"},
           {"<object><bndbox/></object>", "<object> has no <name>"},
           {"<object><name>dog</name></object>", "<object> has no <bndbox>"},
           {"<object><name>dog</name><difficult>0.5</difficult><bndbox>" + whole + "</bndbox></object>",
            "<difficult> is '0.5', which is no whole number"},
           {"<object>", "not valid XML at line 1, column 23: the end of <object> is missing"}}) {
    // Nothing else is left then.
    EXPECT_THAT(refuse(voc(text)), AllOf(HasSubstr("no samples"), HasSubstr("Annotations/x.xml: " + message))) << text;
  }
  write("list.txt", "x\nmissing\n");
  voc(object(whole));
  write("list.txt", "x\nmissing\n");
  const Dataset dataset = make("dict(type='VOCDataset', ann_file='" + (folder_ / "list.txt").string() +
                               "', data_prefix=dict(sub_data_root='" + folder_.string() + "'))");
  EXPECT_THAT(dataset.items, SizeIs(1));
  EXPECT_THAT(dataset.bad, ElementsAre(HasSubstr("Annotations/missing.xml")));
}

}  // namespace
}  // namespace slipway::evaluate
