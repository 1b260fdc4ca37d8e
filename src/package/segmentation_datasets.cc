// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "package/segmentation_datasets.h"

#include <charconv>

namespace slipway::package {
namespace {

// Names and colours of classes are what the datasets publish.
// clang-format off
constexpr const char* kADE20KClasses =
    "wall;building;sky;floor;tree;ceiling;road;bed ;windowpane;grass;cabinet;sidewalk;person;earth;door;table;"
    "mountain;plant;curtain;chair;car;water;painting;sofa;shelf;house;sea;mirror;rug;field;armchair;seat;fence;"
    "desk;rock;wardrobe;lamp;bathtub;railing;cushion;base;box;column;signboard;chest of drawers;counter;sand;"
    "sink;skyscraper;fireplace;refrigerator;grandstand;path;stairs;runway;case;pool table;pillow;screen door;"
    "stairway;river;bridge;bookcase;blind;coffee table;toilet;flower;book;hill;bench;countertop;stove;palm;"
    "kitchen island;computer;swivel chair;boat;bar;arcade machine;hovel;bus;towel;light;truck;tower;chandelier;"
    "awning;streetlight;booth;television receiver;airplane;dirt track;apparel;pole;land;bannister;escalator;"
    "ottoman;bottle;buffet;poster;stage;van;ship;fountain;conveyer belt;canopy;washer;plaything;swimming pool;"
    "stool;barrel;basket;waterfall;tent;bag;minibike;cradle;oven;ball;food;step;tank;trade name;microwave;pot;"
    "animal;bicycle;lake;dishwasher;screen;blanket;sculpture;hood;sconce;vase;traffic light;tray;ashcan;fan;"
    "pier;crt screen;plate;monitor;bulletin board;shower;radiator;glass;clock;flag";
constexpr const char* kADE20KPalette =
    "787878b4787806e6e650323204c8037878508c8c8ccc05ffe6e6e604fa07e005ffebff0796053d78784608ff33ff06528fff8c"
    "ccff04ff3307cc46030066c83de6faff06330b66ffff0747ff09e00907e6dcdcdcff095c7009ff08ffd607ffe0ffb8060aff47"
    "ff290a07ffffe0ff086608ffff3d06ffc207ff7a0800ff14ff0829ff05990633ffeb0cffa0961400a3ff8c8c8cfa0a0f14ff00"
    "1fff00ff1f00ffe00099ff000000ffff470000ebff00adff1f00ff0bc8c8ff520000fff5003dff00ff7000ff85ff0000ffa300"
    "ff6600c2ff00008fff33ff000052ff00ff2900ffad0a00ffadff0000ff99ff5c00ff00ffff00f5ff0066ffad00ff0014ffb8b8"
    "001fff00ff3d0047ffff00cc00ffc200ff52000aff0070ff3300ff00c2ff007aff00ffa3ff990000ff0aff70008fff005200ff"
    "a3ff00ffeb0008b8aa8500ff00ff5cb800ffff001f00b8ff00d6ffff00705cff0000e0ff70e0ff46b8a0a300ff9900ff47ff00"
    "ff00a3ffcc00ff008f00ffeb85ff00ff00ebf500ffff007afff5000abed4d6ff0000ccff1400ffffff000099ff0029ff00ffcc"
    "2900ff29ff00ad00ff00f5ff4700ff7a00ff00ffb8005cffb8ff000085ffffd60019c2c266ff005c00ff";
constexpr const char* kBDD100KClasses =
    "road;sidewalk;building;wall;fence;pole;traffic light;traffic sign;vegetation;terrain;sky;person;rider;car;"
    "truck;bus;train;motorcycle;bicycle";
constexpr const char* kBDD100KPalette =
    "804080f423e846464666669cbe9999999999faaa1edcdc006b8e2398fb984682b4dc143cff000000008e000046003c64005064"
    "0000e6770b20";
constexpr const char* kCOCOStuffClasses =
    "person;bicycle;car;motorcycle;airplane;bus;train;truck;boat;traffic light;fire hydrant;stop sign;"
    "parking meter;bench;bird;cat;dog;horse;sheep;cow;elephant;bear;zebra;giraffe;backpack;umbrella;handbag;"
    "tie;suitcase;frisbee;skis;snowboard;sports ball;kite;baseball bat;baseball glove;skateboard;surfboard;"
    "tennis racket;bottle;wine glass;cup;fork;knife;spoon;bowl;banana;apple;sandwich;orange;broccoli;carrot;"
    "hot dog;pizza;donut;cake;chair;couch;potted plant;bed;dining table;toilet;tv;laptop;mouse;remote;keyboard;"
    "cell phone;microwave;oven;toaster;sink;refrigerator;book;clock;vase;scissors;teddy bear;hair drier;"
    "toothbrush;banner;blanket;branch;bridge;building-other;bush;cabinet;cage;cardboard;carpet;ceiling-other;"
    "ceiling-tile;cloth;clothes;clouds;counter;cupboard;curtain;desk-stuff;dirt;door-stuff;fence;floor-marble;"
    "floor-other;floor-stone;floor-tile;floor-wood;flower;fog;food-other;fruit;furniture-other;grass;gravel;"
    "ground-other;hill;house;leaves;light;mat;metal;mirror-stuff;moss;mountain;mud;napkin;net;paper;pavement;"
    "pillow;plant-other;plastic;platform;playingfield;railing;railroad;river;road;rock;roof;rug;salad;sand;sea;"
    "shelf;sky-other;skyscraper;snow;solid-other;stairs;stone;straw;structural-other;table;tent;textile-other;"
    "towel;tree;vegetable;wall-brick;wall-concrete;wall-other;wall-panel;wall-stone;wall-tile;wall-wood;"
    "water-other;waterdrops;window-blind;window-other;wood";
constexpr const char* kCOCOStuffPalette =
    "00c04000c04000406080c0c000404000c0e000c0c080c04000c06080c0408020c00000e000004000a0c08000608000c00020c0"
    "8080e00000c080a0c080800080002080200080008040802000a000000000c080a00020000080804080a080a000008000c08020"
    "80608000008040002000e080800000c000a00060808080804000a080e080808040c000208060008000c000802040e000000040"
    "8080a04060000080c00080a0c0e000008040808020c020800040c000002040a0808040408000a040208080c0c00000a0c0a080"
    "80c000800060c0200080408040806040a000004000c080e040200000c0804080e0c0a00000c000c08060c06080004080400060"
    "40e080804000c000e040608080c0804000e0c0e08080c040c00060c060008040c000806000e0004040408080e000600040c0c0"
    "0080e080e00040c0408080608020804000c000406000a080c000408040e0002080c080c00040e080a080c08000804020802040"
    "c0008040c02000a040400000c0c0a000204040808040c0a080a040408000c0c0208060c040008040402000e0c0c00000c040a0"
    "0060c0c080804040a080e0c0c08040c04020806040c000c000c02040e04040004080c0a04060404080c000c0a0c0e040408040"
    "80c020c020c04040c000402040a0c0c040408040a04020c0c0c0c00040a0c0a0c0c0c000804060c02040c0408040c06040a040"
    "404000";
constexpr const char* kChaseDB1Classes =
    "background;vessel";
constexpr const char* kChaseDB1Palette =
    "78787806e6e6";
constexpr const char* kISPRSClasses =
    "impervious_surface;building;low_vegetation;tree;car;clutter";
constexpr const char* kISPRSPalette =
    "ffffff0000ff00ffff00ff00ffff00ff0000";
constexpr const char* kLIPClasses =
    "Background;Hat;Hair;Glove;Sunglasses;UpperClothes;Dress;Coat;Socks;Pants;Jumpsuits;Scarf;Skirt;Face;"
    "Left-arm;Right-arm;Left-leg;Right-leg;Left-shoe;Right-shoe";
constexpr const char* kLIPPalette =
    "000000800000ff0000005500aa0033ff55000000550077dd5555000055555533003456800080000000ff33aadd00ffff55ffaa"
    "aaff55ffff00ffaa00";
constexpr const char* kLoveDAClasses =
    "background;building;road;water;barren;forest;agricultural";
constexpr const char* kLoveDAPalette =
    "ffffffff0000ffff000000ff9f81b700ff00ffc380";
constexpr const char* kMapillaryv1Classes =
    "Bird;Ground Animal;Curb;Fence;Guard Rail;Barrier;Wall;Bike Lane;Crosswalk - Plain;Curb Cut;Parking;"
    "Pedestrian Area;Rail Track;Road;Service Lane;Sidewalk;Bridge;Building;Tunnel;Person;Bicyclist;"
    "Motorcyclist;Other Rider;Lane Marking - Crosswalk;Lane Marking - General;Mountain;Sand;Sky;Snow;Terrain;"
    "Vegetation;Water;Banner;Bench;Bike Rack;Billboard;Catch Basin;CCTV Camera;Fire Hydrant;Junction Box;"
    "Mailbox;Manhole;Phone Booth;Pothole;Street Light;Pole;Traffic Sign Frame;Utility Pole;Traffic Light;"
    "Traffic Sign (Back);Traffic Sign (Front);Trash Can;Bicycle;Boat;Bus;Car;Caravan;Motorcycle;On Rails;"
    "Other Vehicle;Trailer;Truck;Wheeled Slow;Car Mount;Ego Vehicle;Unlabeled";
constexpr const char* kMapillaryv1Palette =
    "a52a2a00c000c4c4c4be9999b4a5b45a789666669c8040ff8c8cc8aaaaaafaaaa0606060e6968c8040806e6e6ef423e8966464"
    "46464696785adc143cff0000ff0064ff00c8c88080ffffff40aa40e6a0324682b4beffff98fb986b8e2300aa1effff80fa001e"
    "648cb4dcdcdcdc8080de282864aa1e2828282121216480a08e0000466496d2aa64999999808080000050faaa1ec0c0c0dcdc00"
    "8c8c14770b209600ff003c6400008e00005a0000e600506480404000006e0000460000c0202020780a0a000000";
constexpr const char* kMapillaryv2Classes =
    "Bird;Ground Animal;Ambiguous Barrier;Concrete Block;Curb;Fence;Guard Rail;Barrier;Road Median;Road Side;"
    "Lane Separator;Temporary Barrier;Wall;Bike Lane;Crosswalk - Plain;Curb Cut;Driveway;Parking;Parking Aisle;"
    "Pedestrian Area;Rail Track;Road;Road Shoulder;Service Lane;Sidewalk;Traffic Island;Bridge;Building;Garage;"
    "Tunnel;Person;Person Group;Bicyclist;Motorcyclist;Other Rider;Lane Marking - Dashed Line;"
    "Lane Marking - Straight Line;Lane Marking - Zigzag Line;Lane Marking - Ambiguous;"
    "Lane Marking - Arrow (Left);Lane Marking - Arrow (Other);Lane Marking - Arrow (Right);"
    "Lane Marking - Arrow (Split Left or Straight);Lane Marking - Arrow (Split Right or Straight);"
    "Lane Marking - Arrow (Straight);Lane Marking - Crosswalk;Lane Marking - Give Way (Row);"
    "Lane Marking - Give Way (Single);Lane Marking - Hatched (Chevron);Lane Marking - Hatched (Diagonal);"
    "Lane Marking - Other;Lane Marking - Stop Line;Lane Marking - Symbol (Bicycle);"
    "Lane Marking - Symbol (Other);Lane Marking - Text;Lane Marking (only) - Dashed Line;"
    "Lane Marking (only) - Crosswalk;Lane Marking (only) - Other;Lane Marking (only) - Test;Mountain;Sand;Sky;"
    "Snow;Terrain;Vegetation;Water;Banner;Bench;Bike Rack;Catch Basin;CCTV Camera;Fire Hydrant;Junction Box;"
    "Mailbox;Manhole;Parking Meter;Phone Booth;Pothole;Signage - Advertisement;Signage - Ambiguous;"
    "Signage - Back;Signage - Information;Signage - Other;Signage - Store;Street Light;Pole;Pole Group;"
    "Traffic Sign Frame;Utility Pole;Traffic Cone;Traffic Light - General (Single);Traffic Light - Pedestrians;"
    "Traffic Light - General (Upright);Traffic Light - General (Horizontal);Traffic Light - Cyclists;"
    "Traffic Light - Other;Traffic Sign - Ambiguous;Traffic Sign (Back);Traffic Sign - Direction (Back);"
    "Traffic Sign - Direction (Front);Traffic Sign (Front);Traffic Sign - Parking;"
    "Traffic Sign - Temporary (Back);Traffic Sign - Temporary (Front);Trash Can;Bicycle;Boat;Bus;Car;Caravan;"
    "Motorcycle;On Rails;Other Vehicle;Trailer;Truck;Vehicle Group;Wheeled Slow;Water Valve;Car Mount;Dynamic;"
    "Ego Vehicle;Ground;Static;Unlabeled";
constexpr const char* kMapillaryv2Palette =
    "a52a2a00c000faaa1ffaaa20c4c4c4be9999b4a5b45a7896faaa21faaa22808080faaa2366669c8040ff8c8cc8aaaaaafaaa24"
    "faaaa0faaa25606060e6968c8040806e6e6e6e6e6ef423e880c48096646446464696969696785adc143cdc143cff0000ff0064"
    "ff00c8fffffffffffffaaa1dfaaa1cfaaa1afaaa19faaa18faaa16faaa15faaa14fffffffaaa13faaa12faaa0cfaaa0bffffff"
    "fffffffaaa10faaa0ffaaa0fffffffffffffffffffffffff40aa40e6a0324682b4beffff98fb986b8e2300aa1effff80fa001e"
    "648cb4dc8080de282864aa1e2828282121216480a01414ff8e0000466496faab1efaac1efaad1efaae1efaaf1efab01ed2aa64"
    "999999999999808080000050d23c3cfaaa1efaaa1efaaa1efaaa1efaaa1efaaa1ec0c0c0c0c0c0c0c0c0dcdc00dcdc000000c4"
    "c0c0c0dcdc008c8c14770b209600ff003c6400008e00005a0000e600506480404000006e00004600008e0000c0aaaaaa202020"
    "6f4a00780a0a5100516f6f00000000";
constexpr const char* kNYUClasses =
    "printer_room;bathroom;living_room;study;conference_room;study_room;kitchen;home_office;bedroom;dinette;"
    "playroom;indoor_balcony;laundry_room;basement;excercise_room;foyer;home_storage;cafe;furniture_store;"
    "office_kitchen;student_lounge;dining_room;reception_room;computer_lab;classroom;office;bookstore";
constexpr const char* kNYUPalette = "";
constexpr const char* kPascalContextClasses =
    "background;aeroplane;bag;bed;bedclothes;bench;bicycle;bird;boat;book;bottle;building;bus;cabinet;car;cat;"
    "ceiling;chair;cloth;computer;cow;cup;curtain;dog;door;fence;floor;flower;food;grass;ground;horse;keyboard;"
    "light;motorbike;mountain;mouse;person;plate;platform;pottedplant;road;rock;sheep;shelves;sidewalk;sign;"
    "sky;snow;sofa;table;track;train;tree;truck;tvmonitor;wall;water;window;wood";
constexpr const char* kPascalContextPalette =
    "787878b4787806e6e650323204c8037878508c8c8ccc05ffe6e6e604fa07e005ffebff0796053d78784608ff33ff06528fff8c"
    "ccff04ff3307cc46030066c83de6faff06330b66ffff0747ff09e00907e6dcdcdcff095c7009ff08ffd607ffe0ffb8060aff47"
    "ff290a07ffffe0ff086608ffff3d06ffc207ff7a0800ff14ff0829ff05990633ffeb0cffa0961400a3ff8c8c8cfa0a0f14ff00"
    "1fff00ff1f00ffe00099ff000000ffff470000ebff00adff1f00ff";
constexpr const char* kPascalContext59Classes =
    "aeroplane;bag;bed;bedclothes;bench;bicycle;bird;boat;book;bottle;building;bus;cabinet;car;cat;ceiling;"
    "chair;cloth;computer;cow;cup;curtain;dog;door;fence;floor;flower;food;grass;ground;horse;keyboard;light;"
    "motorbike;mountain;mouse;person;plate;platform;pottedplant;road;rock;sheep;shelves;sidewalk;sign;sky;snow;"
    "sofa;table;track;train;tree;truck;tvmonitor;wall;water;window;wood";
constexpr const char* kPascalContext59Palette =
    "b4787806e6e650323204c8037878508c8c8ccc05ffe6e6e604fa07e005ffebff0796053d78784608ff33ff06528fff8cccff04"
    "ff3307cc46030066c83de6faff06330b66ffff0747ff09e00907e6dcdcdcff095c7009ff08ffd607ffe0ffb8060aff47ff290a"
    "07ffffe0ff086608ffff3d06ffc207ff7a0800ff14ff0829ff05990633ffeb0cffa0961400a3ff8c8c8cfa0a0f14ff001fff00"
    "ff1f00ffe00099ff000000ffff470000ebff00adff1f00ff";
constexpr const char* kPascalVOCClasses =
    "background;aeroplane;bicycle;bird;boat;bottle;bus;car;cat;chair;cow;diningtable;dog;horse;motorbike;"
    "person;pottedplant;sheep;sofa;train;tvmonitor";
constexpr const char* kPascalVOCPalette =
    "000000800000008000808000000080800080008080808080400000c00000408000c08000400080c00080408080c08080004000"
    "80400000c00080c000004080";
constexpr const char* kREFUGEClasses =
    "background; Optic Cup;Optic Disc";
constexpr const char* kREFUGEPalette =
    "78787806e6e6383b78";
constexpr const char* kSynapseClasses =
    "background;aorta;gallbladder;left_kidney;right_kidney;liver;pancreas;spleen;stomach";
constexpr const char* kSynapsePalette =
    "0000000000ff00ff00ff000000ffffff00ffffff003cfffff0f0f0";
constexpr const char* kiSAIDClasses =
    "background;ship;store_tank;baseball_diamond;tennis_court;basketball_court;Ground_Track_Field;Bridge;"
    "Large_Vehicle;Small_Vehicle;Helicopter;Swimming_pool;Roundabout;Soccer_ball_field;plane;Harbor";
constexpr const char* kiSAIDPalette =
    "00000000003f003f3f003f00003f7f003fbf003fff007f3f007f7f00007f0000bf0000ff00bf7f007fbf007fff00649b";
// clang-format on

}  // namespace

const std::vector<SegmentationDataset>& segmentation_datasets() {
  static const std::vector<SegmentationDataset> datasets{
      {"ADE20KDataset", ".jpg", ".png", true, kADE20KClasses, kADE20KPalette},
      {"BDD100KDataset", ".jpg", ".png", false, kBDD100KClasses, kBDD100KPalette},
      {"COCOStuffDataset", ".jpg", "_labelTrainIds.png", false, kCOCOStuffClasses, kCOCOStuffPalette},
      {"ChaseDB1Dataset", ".png", "_1stHO.png", false, kChaseDB1Classes, kChaseDB1Palette},
      {"CityscapesDataset", "_leftImg8bit.png", "_gtFine_labelTrainIds.png", false, kBDD100KClasses, kBDD100KPalette},
      {"DRIVEDataset", ".png", "_manual1.png", false, kChaseDB1Classes, kChaseDB1Palette},
      {"DarkZurichDataset", "_rgb_anon.png", "_gt_labelTrainIds.png", false, kBDD100KClasses, kBDD100KPalette},
      {"HRFDataset", ".png", ".png", false, kChaseDB1Classes, kChaseDB1Palette},
      {"ISPRSDataset", ".png", ".png", true, kISPRSClasses, kISPRSPalette},
      {"LIPDataset", ".jpg", ".png", false, kLIPClasses, kLIPPalette},
      {"LoveDADataset", ".png", ".png", true, kLoveDAClasses, kLoveDAPalette},
      {"MapillaryDataset_v1", ".jpg", ".png", false, kMapillaryv1Classes, kMapillaryv1Palette},
      {"MapillaryDataset_v2", ".jpg", ".png", false, kMapillaryv2Classes, kMapillaryv2Palette},
      {"NYUDataset", ".jpg", ".png", false, kNYUClasses, kNYUPalette},
      {"NightDrivingDataset", "_leftImg8bit.png", "_gtCoarse_labelTrainIds.png", false, kBDD100KClasses,
       kBDD100KPalette},
      {"PascalContextDataset", ".jpg", ".png", false, kPascalContextClasses, kPascalContextPalette},
      {"PascalContextDataset59", ".jpg", ".png", true, kPascalContext59Classes, kPascalContext59Palette},
      {"PascalVOCDataset", ".jpg", ".png", false, kPascalVOCClasses, kPascalVOCPalette},
      {"PotsdamDataset", ".png", ".png", true, kISPRSClasses, kISPRSPalette},
      {"REFUGEDataset", ".jpg", ".png", false, kREFUGEClasses, kREFUGEPalette},
      {"STAREDataset", ".png", ".ah.png", false, kChaseDB1Classes, kChaseDB1Palette},
      {"SynapseDataset", ".jpg", ".png", false, kSynapseClasses, kSynapsePalette},
      {"iSAIDDataset", ".png", "_instance_color_RGB.png", false, kiSAIDClasses, kiSAIDPalette},
  };
  return datasets;
}

const SegmentationDataset* find_segmentation_dataset(std::string_view type) {
  const std::string_view name = type.substr(type.rfind('.') + 1);  // npos + 1 is 0
  for (const SegmentationDataset& dataset : segmentation_datasets())
    if (name == dataset.type) return &dataset;
  return nullptr;
}

std::vector<std::string> class_names(const SegmentationDataset& dataset) {
  std::vector<std::string> names{""};
  for (const char* c = dataset.classes; *c != 0; ++c) {
    if (*c == ';')
      names.emplace_back();
    else
      names.back() += *c;
  }
  return names;
}

std::vector<std::array<int, 3>> palette(const SegmentationDataset& dataset) {
  constexpr size_t kDigits = 6;
  std::vector<std::array<int, 3>> colors;
  for (std::string_view rest = dataset.palette; rest.size() >= kDigits; rest.remove_prefix(kDigits)) {
    std::array<int, 3>& color = colors.emplace_back();
    for (size_t i = 0; i < color.size(); ++i)
      std::from_chars(rest.data() + 2 * i, rest.data() + 2 * i + 2, color[i], 16);
  }
  return colors;
}

}  // namespace slipway::package
