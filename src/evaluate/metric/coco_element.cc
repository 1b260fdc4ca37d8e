// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluate/metric/coco_element.h"

namespace slipway::evaluate {

void note_odd(OddNumbers& odd, const CocoElement& element, const char* list, size_t index, std::optional<int64_t> id) {
  if (element.odd().empty() || odd.count++ > 0) return;
  odd.first = fmt::format("{}[{}]{}, '{}'", list, index, id ? fmt::format(" (id {})", *id) : "", element.odd());
}

std::optional<int64_t> id_of_element(JsonReader& in, JsonReader::Mark mark) {
  const JsonReader::Mark here = in.mark();
  in.rewind(mark);
  std::optional<int64_t> id;
  if (in.peek() == JsonReader::Kind::kObject) {
    in.object([&](std::string_view key) {
      if (key != "id" || in.peek() != JsonReader::Kind::kNumber) return in.skip();
      const JsonReader::Number number = in.number();
      if (number.is_whole) id = number.whole;
    });
  }
  in.rewind(here);
  return id;
}

std::string place_problem(const char* list, size_t index, const ElementProblem& problem) {
  const std::string place = fmt::format("{}[{}]", list, index);
  return (problem.key.empty() ? place : fmt::format("'{}' of {}", problem.key, place)) + " " + problem.text;
}

std::string describe_problem(const char* list, size_t index, std::optional<int64_t> id, const ElementProblem& problem) {
  return fmt::format("{}[{}]{}: {}{}", list, index, id ? fmt::format(" (id {})", *id) : "",
                     problem.key.empty() ? "" : "'" + problem.key + "' ", problem.text);
}

}  // namespace slipway::evaluate
