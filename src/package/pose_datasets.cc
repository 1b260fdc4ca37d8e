// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// The table is made by tools/conformance/pose_datasets.py.
#include "package/pose_datasets.h"

namespace slipway::package {
namespace {

// clang-format off
constexpr PoseDataset kPoseDatasets[] = {
    {"300w.py", "Face300WDataset", "300w",
     "kpt-0..67",
     "0-16,1-15,2-14,3-13,4-12,5-11,6-10,7-9,17-26,18-25,19-24,20-23,21-22,31-35,32-34,36-45,"
     "37-44,38-43,39-42,40-47,41-46,48-54,49-53,50-52,55-59,56-58,60-64,61-63,65-67",
     "",
     ""},
    {"300wlp.py", "Face300WLPDataset", "300wlp",
     "kpt-0..67",
     "",
     "",
     ""},
    {"aflw.py", "AFLWDataset", "aflw",
     "kpt-0..18",
     "0-5,1-4,2-3,6-11,7-10,8-9,12-14,15-17",
     "",
     ""},
    {"aic.py", "AicDataset", "aic",
     "right_shoulder,right_elbow,right_wrist,left_shoulder,left_elbow,left_wrist,right_hip,right_knee,"
     "right_ankle,left_hip,left_knee,left_ankle,head_top,neck",
     "0-3,1-4,2-5,6-9,7-10,8-11",
     "2-1,1-0,0-13,13-3,3-4,4-5,8-7,7-6,6-9,9-10,10-11,12-13,0-6,3-9",
     "0.01388152,0.01515228,0.01057665,0.01417709,0.01497891,0.01402144,0.03909642,0.03686941,0.01981803,"
     "0.03843971,0.03412318,0.02415081,0.01291456,0.01236173"},
    {"ak.py", "AnimalKingdomDataset", "Animal Kingdom",
     "Head_Mid_Top,Eye_Left,Eye_Right,Mouth_Front_Top,Mouth_Back_Left,Mouth_Back_Right,Mouth_Front_Bottom,"
     "Shoulder_Left,Shoulder_Right,Elbow_Left,Elbow_Right,Wrist_Left,Wrist_Right,Torso_Mid_Back,Hip_Left,"
     "Hip_Right,Knee_Left,Knee_Right,Ankle_Left,Ankle_Right,Tail_Top_Back,Tail_Mid_Back,Tail_End_Back",
     "1-2,4-5,7-8,9-10,11-12,14-15,16-17,18-19",
     "1-0,2-0,3-4,3-5,6-4,6-5,0-13,13-20,20-21,21-22,0-7,0-8,7-9,8-10,9-11,10-12,20-14,20-15,"
     "14-16,15-17,16-18,17-19",
     "0.025*23"},
    {"animalpose.py", "AnimalPoseDataset", "animalpose",
     "L_Eye,R_Eye,L_EarBase,R_EarBase,Nose,Throat,TailBase,Withers,L_F_Elbow,R_F_Elbow,L_B_Elbow,"
     "R_B_Elbow,L_F_Knee,R_F_Knee,L_B_Knee,R_B_Knee,L_F_Paw,R_F_Paw,L_B_Paw,R_B_Paw",
     "0-1,2-3,8-9,10-11,12-13,14-15,16-17,18-19",
     "0-1,0-2,1-3,0-4,1-4,4-5,5-7,6-7,5-8,8-12,12-16,5-9,9-13,13-17,6-10,10-14,14-18,6-11,11-15,"
     "15-19",
     "0.025*2,0.026,0.035*2,0.1*3,0.107*4,0.087*4,0.089*4"},
    {"ap10k.py", "AP10KDataset", "ap10k",
     "L_Eye,R_Eye,Nose,Neck,Root of tail,L_Shoulder,L_Elbow,L_F_Paw,R_Shoulder,R_Elbow,R_F_Paw,L_Hip,"
     "L_Knee,L_B_Paw,R_Hip,R_Knee,R_B_Paw",
     "0-1,5-8,6-9,7-10,11-14,12-15,13-16",
     "0-1,0-2,1-2,2-3,3-4,3-5,5-6,6-7,3-8,8-9,9-10,4-11,11-12,12-13,4-14,14-15,15-16",
     "0.025*2,0.026,0.035*2,0.079,0.072,0.062,0.079,0.072,0.062,0.107,0.087,0.089,0.107,0.087,0.089"},
    {"atrw.py", "ATRWDataset", "atrw",
     "left_ear,right_ear,nose,right_shoulder,right_front_paw,left_shoulder,left_front_paw,right_hip,"
     "right_knee,right_back_paw,left_hip,left_knee,left_back_paw,tail,center",
     "0-1,3-5,4-6,7-10,8-11,9-12",
     "0-2,1-2,2-14,5-6,5-14,3-4,3-14,13-14,9-8,8-7,7-13,12-11,11-10,10-13",
     "0.0277,0.0823,0.0831,0.0202,0.0716,0.0263,0.0646,0.0302,0.044,0.0316,0.0333,0.0547,0.0263,"
     "0.0683,0.0539"},
    {"coco_wholebody.py", "CocoWholeBodyDataset", "coco_wholebody",
     "nose,left_eye,right_eye,left_ear,right_ear,left_shoulder,right_shoulder,left_elbow,right_elbow,"
     "left_wrist,right_wrist,left_hip,right_hip,left_knee,right_knee,left_ankle,right_ankle,left_big_toe,"
     "left_small_toe,left_heel,right_big_toe,right_small_toe,right_heel,face-0..67,left_hand_root,"
     "left_thumb1..4,left_forefinger1..4,left_middle_finger1..4,left_ring_finger1..4,left_pinky_finger1..4,"
     "right_hand_root,right_thumb1..4,right_forefinger1..4,right_middle_finger1..4,right_ring_finger1..4,"
     "right_pinky_finger1..4",
     "1-2,3-4,5-6,7-8,9-10,11-12,13-14,15-16,17-20,18-21,19-22,23-39,24-38,25-37,26-36,27-35,"
     "28-34,29-33,30-32,40-49,41-48,42-47,43-46,44-45,54-58,55-57,59-68,60-67,61-66,62-65,63-70,"
     "64-69,71-77,72-76,73-75,78-82,79-81,83-87,84-86,88-90,91-112,92-113,93-114,94-115,95-116,"
     "96-117,97-118,98-119,99-120,100-121,101-122,102-123,103-124,104-125,105-126,106-127,107-128,"
     "108-129,109-130,110-131,111-132",
     "15-13,13-11,16-14,14-12,11-12,5-11,6-12,5-6,5-7,6-8,7-9,8-10,1-2,0-1,0-2,1-3,2-4,3-5,4-6,"
     "15-17,15-18,15-19,16-20,16-21,16-22,91-92,92-93,93-94,94-95,91-96,96-97,97-98,98-99,91-100,"
     "100-101,101-102,102-103,91-104,104-105,105-106,106-107,91-108,108-109,109-110,110-111,112-113,"
     "113-114,114-115,115-116,112-117,117-118,118-119,119-120,112-121,121-122,122-123,123-124,112-125,"
     "125-126,126-127,127-128,112-129,129-130,130-131,131-132",
     "0.026,0.025*2,0.035*2,0.079*2,0.072*2,0.062*2,0.107*2,0.087*2,0.089*2,0.068,0.066*2,0.092,"
     "0.094*2,0.042,0.043,0.044,0.043,0.04,0.035,0.031,0.025,0.02,0.023,0.029,0.032,0.037,0.038,"
     "0.043,0.041,0.045,0.013,0.012,0.011*2,0.012*2,0.011*2,0.013,0.015,0.009,0.007*3,0.012,0.009,"
     "0.008,0.016,0.01,0.017,0.011,0.009,0.011,0.009,0.007,0.013,0.008,0.011,0.012,0.01,0.034,"
     "0.008*2,0.009,0.008*2,0.007,0.01,0.008,0.009*3,0.007*2,0.008,0.011,0.008*3,0.01,0.008,0.029,"
     "0.022,0.035,0.037,0.047,0.026,0.025,0.024,0.035,0.018,0.024,0.022,0.026,0.017,0.021*2,0.032,"
     "0.02,0.019,0.022,0.031,0.029,0.022,0.035,0.037,0.047,0.026,0.025,0.024,0.035,0.018,0.024,"
     "0.022,0.026,0.017,0.021*2,0.032,0.02,0.019,0.022,0.031"},
    {"coco_wholebody_face.py", "CocoWholeBodyFaceDataset", "coco_wholebody_face",
     "face-0..67",
     "0-16,1-15,2-14,3-13,4-12,5-11,6-10,7-9,17-26,18-25,19-24,20-23,21-22,31-35,32-34,36-45,"
     "37-44,38-43,39-42,40-47,41-46,48-54,49-53,50-52,55-59,56-58,60-64,61-63,65-67",
     "",
     "0.042,0.043,0.044,0.043,0.04,0.035,0.031,0.025,0.02,0.023,0.029,0.032,0.037,0.038,0.043,"
     "0.041,0.045,0.013,0.012,0.011*2,0.012*2,0.011*2,0.013,0.015,0.009,0.007*3,0.012,0.009,0.008,"
     "0.016,0.01,0.017,0.011,0.009,0.011,0.009,0.007,0.013,0.008,0.011,0.012,0.01,0.034,0.008*2,"
     "0.009,0.008*2,0.007,0.01,0.008,0.009*3,0.007*2,0.008,0.011,0.008*3,0.01,0.008"},
    {"coco_wholebody_hand.py", "CocoWholeBodyHandDataset", "coco_wholebody_hand",
     "wrist,thumb1..4,forefinger1..4,middle_finger1..4,ring_finger1..4,pinky_finger1..4",
     "",
     "0-1,1-2,2-3,3-4,0-5,5-6,6-7,7-8,0-9,9-10,10-11,11-12,0-13,13-14,14-15,15-16,0-17,17-18,"
     "18-19,19-20",
     "0.029,0.022,0.035,0.037,0.047,0.026,0.025,0.024,0.035,0.018,0.024,0.022,0.026,0.017,0.021*2,"
     "0.032,0.02,0.019,0.022,0.031"},
    {"cofw.py", "COFWDataset", "cofw",
     "kpt-0..28",
     "0-1,2-3,4-6,5-7,8-9,10-11,12-14,13-15,16-17,18-19,22-23",
     "",
     ""},
    {"crowdpose.py", "CrowdPoseDataset", "crowdpose",
     "left_shoulder,right_shoulder,left_elbow,right_elbow,left_wrist,right_wrist,left_hip,right_hip,"
     "left_knee,right_knee,left_ankle,right_ankle,top_head,neck",
     "0-1,2-3,4-5,6-7,8-9,10-11",
     "10-8,8-6,11-9,9-7,6-7,0-6,1-7,0-1,0-2,1-3,2-4,3-5,12-13,1-13,0-13",
     "0.079*2,0.072*2,0.062*2,0.107*2,0.087*2,0.089*2,0.079*2"},
    {"deepfashion2.py", "DeepFashion2Dataset", "deepfashion2",
     "sss_kpt1..25,lss_kpt1..33,sso_kpt1..31,lso_kpt1..39,vest_kpt1..15,sling_kpt1..15,shorts_kpt1..10,"
     "trousers_kpt1..14,skirt_kpt1..8,ssd_kpt1..29,lsd_kpt1..37,vd_kpt1..19,sd_kpt1..19",
     "1-5,2-4,6-24,7-23,8-22,9-21,10-20,11-19,12-18,13-17,14-16,26-30,27-29,31-57,32-56,33-55,"
     "34-54,35-53,36-52,37-51,38-50,39-49,40-48,41-47,42-46,43-45,59-83,60-62,61-63,64-82,65-81,"
     "66-80,67-79,68-78,69-77,70-76,71-75,72-74,73-86,84-87,85-88,90-94,91-93,92-122,95-121,96-120,"
     "97-119,98-118,99-117,100-116,101-115,102-114,103-113,104-112,105-111,106-110,107-109,108-125,"
     "123-126,124-127,129-133,130-132,134-142,135-141,136>140,137-139,144-148,145-147,149-157,150-156,"
     "151-155,152-154,158-160,161-167,162-166,163-165,168-170,171-181,172-180,173-179,174-178,175-177,"
     "182-184,185-189,186-188,191-195,192-194,196-218,197-217,198-216,199-215,200-214,201-213,202-212,"
     "203-211,204-210,205-209,206-208,220-224,221-223,225-255,226-254,227-253,228-252,229-251,230-250,"
     "231-249,232-248,233-247,234-246,235-245,236-244,237-243,238-242,239-241,257-261,258-260,262-274,"
     "263-273,264-272,265-271,266-270,267-269,276-280,277-279,281-293,282-292,283-291,284-290,285-289,"
     "286-288",
     "0-1,1-6,6-7,7-8,8-9,9-10,10-11,11-12,12-13,13-14,14-15,15-16,16-17,17-18,18-19,19-20,20-21,"
     "21-22,22-23,23-24,24-5,5-0,1-2,2-3,3-4,4-5,25-26,26-31,31-32,32-33,33-34,34-35,35-36,36-37,"
     "37-38,38-39,39-40,40-41,41-42,42-43,43-44,44-45,45-46,46-47,47-48,48-49,49-50,50-51,51-52,"
     "52-53,53-54,54-55,55-56,56-57,57-30,30-29,29-28,28-27,27-26,30-25,58-61,61-64,64-65,65-66,"
     "66-67,67-68,68-69,69-70,70-71,71-72,72-73,73-88,88-87,87-59,59-60,60-61,58-63,63-82,82-81,"
     "81-80,80-79,79-78,78-77,77-76,76-75,75-74,74-86,86-85,85-84,84-83,83-62,62-63,89-90,90-95,"
     "95-96,96-97,97-98,98-99,99-100,100-101,101-102,102-103,103-104,104-105,105-106,106-107,107-108,"
     "108-127,127-126,126-92,92-91,91-90,89-94,94-121,121-120,120-119,119-118,118-117,117-116,116-115,"
     "115-114,114-113,113-112,112-111,111-110,110-109,109-125,125-124,124-123,123-122,122-93,93-94,"
     "128-129,129-134,134-135,135-136,136-137,137-138,138-139,139-140,140-141,141-142,142-133,133-128,"
     "129-130,130-131,131-132,132-133,143-144,144-150,150-151,151-152,152-153,153-154,154-155,155-156,"
     "156-148,144-149,148-157,144-145,145-146,146-147,147-148,143-148,158-161,161-162,162-163,163-164,"
     "164-165,165-166,166-167,167-160,160-159,159-158,168-171,171-172,172-173,173-174,174-175,175-176,"
     "176-177,177-178,178-179,179-180,180-181,181-170,170-169,169-168,182-185,185-186,186-187,187-188,"
     "188-189,189-184,184-183,183-182,190-191,191-196,196-197,197-198,198-199,199-200,200-201,201-202,"
     "202-203,203-204,204-205,205-206,206-207,207-208,208-209,209-210,210-211,211-212,212-213,213-214,"
     "214-215,215-216,216-217,217-218,218-195,195-194,194-193,193-192,192-191,195-190,219-220,220-225,"
     "225-226,226-227,227-228,228-229,229-230,230-231,231-232,232-233,233-234,234-235,235-236,236-237,"
     "237-238,238-239,239-240,240-241,241-242,242-243,243-244,244-245,245-246,246-247,247-248,248-249,"
     "249-250,250-251,251-252,252-253,253-254,254-255,255-224,224-223,223-222,222-221,221-220,224-219,"
     "256-257,257-262,262-263,263-264,264-265,265-266,266-267,267-268,268-269,269-270,270-271,271-272,"
     "272-273,273-274,274-261,261-260,260-259,259-258,258-257,261-256,275-276,276-282,282-283,283-284,"
     "284-285,285-286,286-287,287-288,288-289,289-290,290-291,291-292,292-280,280-279,279-278,278-277,"
     "277-276,276-281,280-293,280-275",
     ""},
    {"deepfashion_full.py", "", "deepfashion_full",
     "left collar,right collar,left sleeve,right sleeve,left waistline,right waistline,left hem,right hem",
     "0-1,2-3,4-5,6-7",
     "",
     ""},
    {"deepfashion_lower.py", "", "deepfashion_lower",
     "left waistline,right waistline,left hem,right hem",
     "0-1,2-3",
     "",
     ""},
    {"deepfashion_upper.py", "", "deepfashion_upper",
     "left collar,right collar,left sleeve,right sleeve,left hem,right hem",
     "0-1,2-3,4-5",
     "",
     ""},
    {"exlpose.py", "ExlposeDataset", "exlpose",
     "left_shoulder,right_shoulder,left_elbow,right_elbow,left_wrist,right_wrist,left_hip,right_hip,"
     "left_knee,right_knee,left_ankle,right_ankle,head,neck",
     "0-1,2-3,4-5,6-7,8-9,10-11",
     "12-13,13-0,13-1,0-2,2-4,1-3,3-5,13-7,13-6,7-9,9-11,6-8,8-10",
     "0.079*2,0.072*2,0.062*2,0.107*2,0.087*2,0.089*2,0.079*2"},
    {"fly.py", "FlyDataset", "fly",
     "head,eyeL,eyeR,neck,thorax,abdomen,forelegR1..4,midlegR1..4,hindlegR1..4,forelegL1..4,midlegL1..4,"
     "hindlegL1..4,wingL,wingR",
     "1-2,6-18,7-19,8-20,9-21,10-22,11-23,12-24,13-25,14-26,15-27,16-28,17-29,30-31",
     "1-0,2-0,3-0,4-3,5-4,7-6,8-7,9-8,11-10,12-11,13-12,15-14,16-15,17-16,19-18,20-19,21-20,"
     "23-22,24-23,25-24,27-26,28-27,29-28,30-3,31-3",
     ""},
    {"freihand2d.py", "FreiHandDataset", "freihand",
     "wrist,thumb1..4,forefinger1..4,middle_finger1..4,ring_finger1..4,pinky_finger1..4",
     "",
     "0-1,1-2,2-3,3-4,0-5,5-6,6-7,7-8,0-9,9-10,10-11,11-12,0-13,13-14,14-15,15-16,0-17,17-18,"
     "18-19,19-20",
     ""},
    {"halpe.py", "HalpeDataset", "halpe",
     "nose,left_eye,right_eye,left_ear,right_ear,left_shoulder,right_shoulder,left_elbow,right_elbow,"
     "left_wrist,right_wrist,left_hip,right_hip,left_knee,right_knee,left_ankle,right_ankle,head,neck,"
     "hip,left_big_toe,right_big_toe,left_small_toe,right_small_toe,left_heel,right_heel,face-0..67,"
     "left_hand_root,left_thumb1..4,left_forefinger1..4,left_middle_finger1..4,left_ring_finger1..4,"
     "left_pinky_finger1..4,right_hand_root,right_thumb1..4,right_forefinger1..4,right_middle_finger1..4,"
     "right_ring_finger1..4,right_pinky_finger1..4",
     "1-2,3-4,5-6,7-8,9-10,11-12,13-14,15-16,20-21,22-23,24-25,26-42,27-41,28-40,29-39,30-38,"
     "31-37,32-36,33-35,43-52,44-51,45-50,46-49,47-48,57-61,58-60,62-71,63-70,64-69,65-68,66-73,"
     "67-72,74-80,75-79,76-78,81-85,82-84,86-90,87-89,91-93,94-115,95-116,96-117,97-118,98-119,"
     "99-120,100-121,101-122,102-123,103-124,104-125,105-126,106-127,107-128,108-129,109-130,110-131,"
     "111-132,112-133,113-134,114-135",
     "15-13,13-11,11-19,16-14,14-12,12-19,17-18,18-19,18-5,5-7,7-9,18-6,6-8,8-10,1-2,0-1,0-2,1-3,"
     "2-4,3-5,4-6,15-20,15-22,15-24,16-21,16-23,16-25,9-95,95-96,96-97,97-98,9-99,99-100,100-101,"
     "101-102,9-103,103-104,104-105,105-106,9-107,107-108,108-109,109-110,9-111,111-112,112-113,"
     "113-114,10-116,116-117,117-118,118-119,10-120,120-121,121-122,122-123,10-124,124-125,125-126,"
     "126-127,10-128,128-129,129-130,130-131,10-132,132-133,133-134,134-135",
     "0.026,0.025*2,0.035*2,0.079*2,0.072*2,0.062*2,0.107*2,0.087*2,0.089*2,0.08*3,0.089*6,0.015*110"},
    {"halpe26.py", "", "halpe26",
     "nose,left_eye,right_eye,left_ear,right_ear,left_shoulder,right_shoulder,left_elbow,right_elbow,"
     "left_wrist,right_wrist,left_hip,right_hip,left_knee,right_knee,left_ankle,right_ankle,head,neck,"
     "hip,left_big_toe,right_big_toe,left_small_toe,right_small_toe,left_heel,right_heel",
     "1-2,3-4,5-6,7-8,9-10,11-12,13-14,15-16,20-21,22-23,24-25",
     "15-13,13-11,11-19,16-14,14-12,12-19,17-18,18-19,18-5,5-7,7-9,18-6,6-8,8-10,1-2,0-1,0-2,1-3,"
     "2-4,3-5,4-6,15-20,15-22,15-24,16-21,16-23,16-25",
     "0.026,0.025*2,0.035*2,0.079*2,0.072*2,0.062*2,0.107*2,0.087*2,0.089*2,0.026*2,0.066,0.079*6"},
    {"horse10.py", "Horse10Dataset", "horse10",
     "Nose,Eye,Nearknee,Nearfrontfetlock,Nearfrontfoot,Offknee,Offfrontfetlock,Offfrontfoot,Shoulder,"
     "Midshoulder,Elbow,Girth,Wither,Nearhindhock,Nearhindfetlock,Nearhindfoot,Hip,Stifle,Offhindhock,"
     "Offhindfetlock,Offhindfoot,Ischium",
     "",
     "0-1,1-12,12-16,16-21,21-17,17-11,11-10,10-8,8-9,9-12,2-3,3-4,5-6,6-7,13-14,14-15,18-19,"
     "19-20",
     ""},
    {"humanart.py", "HumanArtDataset", "Human-Art",
     "nose,left_eye,right_eye,left_ear,right_ear,left_shoulder,right_shoulder,left_elbow,right_elbow,"
     "left_wrist,right_wrist,left_hip,right_hip,left_knee,right_knee,left_ankle,right_ankle",
     "1-2,3-4,5-6,7-8,9-10,11-12,13-14,15-16",
     "15-13,13-11,16-14,14-12,11-12,5-11,6-12,5-6,5-7,6-8,7-9,8-10,1-2,0-1,0-2,1-3,2-4,3-5,4-6",
     "0.026,0.025*2,0.035*2,0.079*2,0.072*2,0.062*2,0.107*2,0.087*2,0.089*2"},
    {"humanart21.py", "HumanArt21Dataset", "Human-Art",
     "nose,left_eye,right_eye,left_ear,right_ear,left_shoulder,right_shoulder,left_elbow,right_elbow,"
     "left_wrist,right_wrist,left_hip,right_hip,left_knee,right_knee,left_ankle,right_ankle,left_finger,"
     "right_finger,left_toe,right_toe",
     "1-2,3-4,5-6,7-8,9-10,11-12,13-14,15-16,17-18,19-20",
     "15-13,13-11,16-14,14-12,11-12,5-11,6-12,5-6,5-7,6-8,7-9,8-10,1-2,0-1,0-2,1-3,2-4,3-5,4-6,"
     "15-19,16-20,9-17,10-18",
     "0.026,0.025*2,0.035*2,0.079*2,0.072*2,0.062*2,0.107*2,0.087*2,0.089*6"},
    {"humanart_aic.py", "", "humanart",
     "nose,left_eye,right_eye,left_ear,right_ear,left_shoulder,right_shoulder,left_elbow,right_elbow,"
     "left_wrist,right_wrist,left_hip,right_hip,left_knee,right_knee,left_ankle,right_ankle,head_top,neck",
     "1-2,3-4,5-6,7-8,9-10,11-12,13-14,15-16",
     "15-13,13-11,16-14,14-12,11-12,5-11,6-12,5-6,5-7,6-8,7-9,8-10,1-2,0-1,0-2,1-3,2-4,3-5,4-6,"
     "17-18",
     "0.026,0.025*2,0.035*2,0.079*2,0.072*2,0.062*2,0.107*2,0.087*2,0.089*2,0.026*2"},
    {"interhand2d.py", "", "interhand2d",
     "thumb4,thumb3,thumb2,thumb1,forefinger4,forefinger3,forefinger2,forefinger1,middle_finger4,"
     "middle_finger3,middle_finger2,middle_finger1,ring_finger4,ring_finger3,ring_finger2,ring_finger1,"
     "pinky_finger4,pinky_finger3,pinky_finger2,pinky_finger1,wrist",
     "",
     "20-3,3-2,2-1,1-0,20-7,7-6,6-5,5-4,20-11,11-10,10-9,9-8,20-15,15-14,14-13,13-12,20-19,19-18,"
     "18-17,17-16",
     ""},
    {"interhand3d.py", "InterHand2DDoubleDataset", "interhand3d",
     "right_thumb4,right_thumb3,right_thumb2,right_thumb1,right_forefinger4,right_forefinger3,"
     "right_forefinger2,right_forefinger1,right_middle_finger4,right_middle_finger3,right_middle_finger2,"
     "right_middle_finger1,right_ring_finger4,right_ring_finger3,right_ring_finger2,right_ring_finger1,"
     "right_pinky_finger4,right_pinky_finger3,right_pinky_finger2,right_pinky_finger1,right_wrist,"
     "left_thumb4,left_thumb3,left_thumb2,left_thumb1,left_forefinger4,left_forefinger3,left_forefinger2,"
     "left_forefinger1,left_middle_finger4,left_middle_finger3,left_middle_finger2,left_middle_finger1,"
     "left_ring_finger4,left_ring_finger3,left_ring_finger2,left_ring_finger1,left_pinky_finger4,"
     "left_pinky_finger3,left_pinky_finger2,left_pinky_finger1,left_wrist",
     "0-21,1-22,2-23,3-24,4-25,5-26,6-27,7-28,8-29,9-30,10-31,11-32,12-33,13-34,14-35,15-36,16-37,"
     "17-38,18-39,19-40,20-41",
     "20-3,3-2,2-1,1-0,20-7,7-6,6-5,5-4,20-11,11-10,10-9,9-8,20-15,15-14,14-13,13-12,20-19,19-18,"
     "18-17,17-16,41-24,24-23,23-22,22-21,41-28,28-27,27-26,26-25,41-32,32-31,31-30,30-29,41-36,"
     "36-35,35-34,34-33,41-40,40-39,39-38,38-37",
     ""},
    {"jhmdb.py", "JhmdbDataset", "jhmdb",
     "neck,belly,head,right_shoulder,left_shoulder,right_hip,left_hip,right_elbow,left_elbow,right_knee,"
     "left_knee,right_wrist,left_wrist,right_ankle,left_ankle",
     "3-4,5-6,7-8,9-10,11-12,13-14",
     "13-9,9-5,5-1,1-6,6-10,10-14,1-0,0-2,0-3,3-7,7-11,0-4,4-8,8-12",
     "0.025,0.107,0.025,0.079*2,0.107*2,0.072*2,0.087*2,0.062*2,0.089*2"},
    {"lapa.py", "LapaDataset", "lapa",
     "kpt-0..105",
     "0-32,1-31,2-30,3-29,4-28,5-27,6-26,7-25,8-24,9-23,10-22,11-21,12-20,13-19,14-18,15-17,33-46,"
     "34-45,35-44,36-43,37-42,38-50,39-49,40-48,41-47,55-65,56-64,57-63,58-62,59-61,66-79,67-78,"
     "68-77,69-76,70-75,71-82,72-81,73-80,74-83,84-90,85-89,86-88,91-95,92-94,96-100,97-99,101-103,"
     "104-105",
     "",
     ""},
    {"locust.py", "LocustDataset", "locust",
     "head,neck,thorax,abdomen1,abdomen2,anttipL,antbaseL,eyeL,forelegL1..4,midlegL1..4,hindlegL1..4,"
     "anttipR,antbaseR,eyeR,forelegR1..4,midlegR1..4,hindlegR1..4",
     "5-20,6-21,7-22,8-23,9-24,10-25,11-26,12-27,13-28,14-29,15-30,16-31,17-32,18-33,19-34",
     "1-0,2-1,3-2,4-3,6-5,7-6,9-8,10-9,11-10,13-12,14-13,15-14,17-16,18-17,19-18,21-20,22-21,"
     "24-23,25-24,26-25,28-27,29-28,30-29,32-31,33-32,34-33",
     ""},
    {"macaque.py", "MacaqueDataset", "macaque",
     "nose,left_eye,right_eye,left_ear,right_ear,left_shoulder,right_shoulder,left_elbow,right_elbow,"
     "left_wrist,right_wrist,left_hip,right_hip,left_knee,right_knee,left_ankle,right_ankle",
     "1-2,3-4,5-6,7-8,9-10,11-12,13-14,15-16",
     "15-13,13-11,16-14,14-12,11-12,5-11,6-12,5-6,5-7,6-8,7-9,8-10,1-2,0-1,0-2,1-3,2-4,3-5,4-6",
     "0.026,0.025*2,0.035*2,0.079*2,0.072*2,0.062*2,0.107*2,0.087*2,0.089*2"},
    {"mhp.py", "MhpDataset", "mhp",
     "right_ankle,right_knee,right_hip,left_hip,left_knee,left_ankle,pelvis,thorax,upper_neck,head_top,"
     "right_wrist,right_elbow,right_shoulder,left_shoulder,left_elbow,left_wrist",
     "0-5,1-4,2-3,10-15,11-14,12-13",
     "0-1,1-2,2-6,6-3,3-4,4-5,6-7,7-8,8-9,8-12,12-11,11-10,8-13,13-14,14-15",
     "0.089,0.083,0.107*2,0.083,0.089,0.026*4,0.062,0.072,0.179*2,0.072,0.062"},
    {"mpii.py", "MpiiDataset", "mpii",
     "right_ankle,right_knee,right_hip,left_hip,left_knee,left_ankle,pelvis,thorax,upper_neck,head_top,"
     "right_wrist,right_elbow,right_shoulder,left_shoulder,left_elbow,left_wrist",
     "0-5,1-4,2-3,10-15,11-14,12-13",
     "0-1,1-2,2-6,6-3,3-4,4-5,6-7,7-8,8-9,8-12,12-11,11-10,8-13,13-14,14-15",
     "0.089,0.083,0.107*2,0.083,0.089,0.026*4,0.062,0.072,0.179*2,0.072,0.062"},
    {"ochuman.py", "OCHumanDataset", "ochuman",
     "nose,left_eye,right_eye,left_ear,right_ear,left_shoulder,right_shoulder,left_elbow,right_elbow,"
     "left_wrist,right_wrist,left_hip,right_hip,left_knee,right_knee,left_ankle,right_ankle",
     "1-2,3-4,5-6,7-8,9-10,11-12,13-14,15-16",
     "15-13,13-11,16-14,14-12,11-12,5-11,6-12,5-6,5-7,6-8,7-9,8-10,1-2,0-1,0-2,1-3,2-4,3-5,4-6",
     "0.026,0.025*2,0.035*2,0.079*2,0.072*2,0.062*2,0.107*2,0.087*2,0.089*2"},
    {"onehand10k.py", "OneHand10KDataset", "onehand10k",
     "wrist,thumb1..4,forefinger1..4,middle_finger1..4,ring_finger1..4,pinky_finger1..4",
     "",
     "0-1,1-2,2-3,3-4,0-5,5-6,6-7,7-8,0-9,9-10,10-11,11-12,0-13,13-14,14-15,15-16,0-17,17-18,"
     "18-19,19-20",
     ""},
    {"panoptic_hand2d.py", "PanopticHand2DDataset", "panoptic_hand2d",
     "wrist,thumb1..4,forefinger1..4,middle_finger1..4,ring_finger1..4,pinky_finger1..4",
     "",
     "0-1,1-2,2-3,3-4,0-5,5-6,6-7,7-8,0-9,9-10,10-11,11-12,0-13,13-14,14-15,15-16,0-17,17-18,"
     "18-19,19-20",
     ""},
    {"posetrack18.py", "PoseTrack18Dataset", "posetrack18",
     "nose,head_bottom,head_top,left_ear,right_ear,left_shoulder,right_shoulder,left_elbow,right_elbow,"
     "left_wrist,right_wrist,left_hip,right_hip,left_knee,right_knee,left_ankle,right_ankle",
     "3-4,5-6,7-8,9-10,11-12,13-14,15-16",
     "15-13,13-11,16-14,14-12,11-12,5-11,6-12,5-6,5-7,6-8,7-9,8-10,0-1,0-2,1-5,1-6",
     "0.026,0.025*2,0.035*2,0.079*2,0.072*2,0.062*2,0.107*2,0.087*2,0.089*2"},
    {"rhd2d.py", "Rhd2DDataset", "rhd2d",
     "wrist,thumb4,thumb3,thumb2,thumb1,forefinger4,forefinger3,forefinger2,forefinger1,middle_finger4,"
     "middle_finger3,middle_finger2,middle_finger1,ring_finger4,ring_finger3,ring_finger2,ring_finger1,"
     "pinky_finger4,pinky_finger3,pinky_finger2,pinky_finger1",
     "",
     "0-4,4-3,3-2,2-1,0-8,8-7,7-6,6-5,0-12,12-11,11-10,10-9,0-16,16-15,15-14,14-13,0-20,20-19,"
     "19-18,18-17",
     ""},
    {"ubody2d.py", "UBody2dDataset", "ubody2d",
     "nose,left_eye,right_eye,left_ear,right_ear,left_shoulder,right_shoulder,left_elbow,right_elbow,"
     "left_wrist,right_wrist,left_hip,right_hip,left_knee,right_knee,left_ankle,right_ankle,left_big_toe,"
     "left_small_toe,left_heel,right_big_toe,right_small_toe,right_heel,face-0..67,left_hand_root,"
     "left_thumb1..4,left_forefinger1..4,left_middle_finger1..4,left_ring_finger1..4,left_pinky_finger1..4,"
     "right_hand_root,right_thumb1..4,right_forefinger1..4,right_middle_finger1..4,right_ring_finger1..4,"
     "right_pinky_finger1..4",
     "1-2,3-4,5-6,7-8,9-10,11-12,13-14,15-16,17-20,18-21,19-22,23-39,24-38,25-37,26-36,27-35,"
     "28-34,29-33,30-32,40-49,41-48,42-47,43-46,44-45,54-58,55-57,59-68,60-67,61-66,62-65,63-70,"
     "64-69,71-77,72-76,73-75,78-82,79-81,83-87,84-86,88-90,91-112,92-113,93-114,94-115,95-116,"
     "96-117,97-118,98-119,99-120,100-121,101-122,102-123,103-124,104-125,105-126,106-127,107-128,"
     "108-129,109-130,110-131,111-132",
     "15-13,13-11,16-14,14-12,11-12,5-11,6-12,5-6,5-7,6-8,7-9,8-10,1-2,0-1,0-2,1-3,2-4,3-5,4-6,"
     "15-17,15-18,15-19,16-20,16-21,16-22,91-92,92-93,93-94,94-95,91-96,96-97,97-98,98-99,91-100,"
     "100-101,101-102,102-103,91-104,104-105,105-106,106-107,91-108,108-109,109-110,110-111,112-113,"
     "113-114,114-115,115-116,112-117,117-118,118-119,119-120,112-121,121-122,122-123,123-124,112-125,"
     "125-126,126-127,127-128,112-129,129-130,130-131,131-132",
     "0.026,0.025*2,0.035*2,0.079*2,0.072*2,0.062*2,0.107*2,0.087*2,0.089*2,0.068,0.066*2,0.092,"
     "0.094*2,0.042,0.043,0.044,0.043,0.04,0.035,0.031,0.025,0.02,0.023,0.029,0.032,0.037,0.038,"
     "0.043,0.041,0.045,0.013,0.012,0.011*2,0.012*2,0.011*2,0.013,0.015,0.009,0.007*3,0.012,0.009,"
     "0.008,0.016,0.01,0.017,0.011,0.009,0.011,0.009,0.007,0.013,0.008,0.011,0.012,0.01,0.034,"
     "0.008*2,0.009,0.008*2,0.007,0.01,0.008,0.009*3,0.007*2,0.008,0.011,0.008*3,0.01,0.008,0.029,"
     "0.022,0.035,0.037,0.047,0.026,0.025,0.024,0.035,0.018,0.024,0.022,0.026,0.017,0.021*2,0.032,"
     "0.02,0.019,0.022,0.031,0.029,0.022,0.035,0.037,0.047,0.026,0.025,0.024,0.035,0.018,0.024,"
     "0.022,0.026,0.017,0.021*2,0.032,0.02,0.019,0.022,0.031"},
    {"wflw.py", "WFLWDataset", "wflw",
     "kpt-0..97",
     "0-32,1-31,2-30,3-29,4-28,5-27,6-26,7-25,8-24,9-23,10-22,11-21,12-20,13-19,14-18,15-17,33-46,"
     "34-45,35-44,36-43,37-42,38-50,39-49,40-48,41-47,55-59,56-58,60-72,61-71,62-70,63-69,64-68,"
     "65-75,66-74,67-73,76-82,77-81,78-80,83-87,84-86,88-92,89-91,93-95,96-97",
     "",
     ""},
    {"zebra.py", "ZebraDataset", "zebra",
     "snout,head,neck,forelegL1,forelegR1,hindlegL1,hindlegR1,tailbase,tailtip",
     "3-4,5-6",
     "1-0,2-1,3-2,4-2,5-7,6-7,7-2,8-7",
     ""},
};
// clang-format on

}  // namespace

std::span<const PoseDataset> pose_datasets() { return kPoseDatasets; }

}  // namespace slipway::package
