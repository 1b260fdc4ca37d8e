// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "sdk/top_down.h"

#include "base/error.h"

namespace slipway::sdk {

TopDown::TopDown(std::shared_ptr<Session> detector, std::shared_ptr<Session> pose, const TopDownSettings& settings)
    : detector_(std::move(detector)), pose_(std::move(pose)), settings_(settings) {
  const Model& finds = detector_->model();
  if (finds.pipeline().takes_boxes()) fail("{}: a top-down model needs boxes and finds none", finds.name());
  if (!pose_->model().pipeline().takes_boxes())
    fail("{}: the model takes whole images, so it cannot be the second of a pipeline", pose_->model().name());
  if (settings_.label >= 0) return;
  const std::optional<int64_t> person = finds.label_of("person");
  if (!person)
    fail("{}: deploy.json names no class 'person'; give the number of the class whose boxes are taken", finds.name());
  settings_.label = *person;
}

std::vector<std::vector<InputBox>> TopDown::detect(const std::vector<SessionInput>& images, float threshold,
                                                   int64_t label) {
  if (label < 0) label = settings_.label;
  std::vector<std::vector<InputBox>> boxes;
  for (const Result& result : detector_->run(images)) {
    if (!std::holds_alternative<Instances>(result)) fail("{}: the model finds no boxes", detector_->model().name());
    const auto& found = std::get<Instances>(result);
    std::vector<InputBox>& some = boxes.emplace_back();
    for (size_t i = 0; i < found.size(); ++i) {
      const auto& box = found.boxes[i];
      const bool wanted = found.labels.empty() || found.labels[i] == label;
      if (!wanted || found.scores[i] < threshold || !(box[2] > box[0] && box[3] > box[1])) continue;
      some.push_back({box, found.scores[i]});
      if (some.size() == settings_.max_boxes) break;
    }
  }
  return boxes;
}

std::vector<Result> TopDown::run(const std::vector<SessionInput>& images) {
  std::vector<std::vector<InputBox>> boxes = detect(images, settings_.score_threshold);
  std::vector<SessionInput> inputs = images;
  for (size_t i = 0; i < inputs.size(); ++i) inputs[i].boxes = std::move(boxes[i]);
  return pose_->run(inputs);
}

}  // namespace slipway::sdk
