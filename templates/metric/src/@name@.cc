// The metric @Name@: on how many images a model finds as many instances as were annotated, in percent.
#include "slipway/extend/metric.h"

#include <fmt/format.h>

#include <algorithm>

namespace {

using namespace slipway::extend;

class @Name@ : public Metric {
 public:
  explicit @Name@(const Value& metric) : name_("@Name@"), prefix_(metric_prefix(metric, "@name@")) {
    check_metric_keys(metric, {"slack"});
    slack_ = metric.get("slack", 0);
  }

  const std::string& name() const override { return name_; }
  /// Before the first sample: what cannot be judged is refused here.
  void check(const Result& result, const GroundTruth&) const override {
    if (!std::holds_alternative<Instances>(result)) fail("@Name@ judges models that find instances");
  }
  /// Keeps what the computation needs of one sample; never the image.
  void add(const EvaluatedSample& sample) override {
    const auto found = static_cast<int64_t>(std::get<Instances>(sample.prediction).size());
    const auto annotated = static_cast<int64_t>(sample.truth.boxes.size());
    records_.push_back({sample.index, std::abs(found - annotated) <= slack_});
  }
  size_t size() const override { return records_.size(); }

  Outcome compute(const ComputeOptions&) override {
    sort_by_index(records_);  // the order of add() must not matter
    if (records_.empty()) fail("@Name@: there are no samples");
    int64_t right = 0;
    for (const Record& record : records_) right += record.right ? 1 : 0;
    Outcome outcome;
    outcome.metrics[prefix_ + "/right"] = 100.0 * static_cast<double>(right) / static_cast<double>(records_.size());
    return outcome;
  }

  /// For other processes of the same run.
  std::string serialise() const override {
    std::string bytes;
    for (const Record& record : records_) bytes += fmt::format("{} {}\n", record.index, record.right ? 1 : 0);
    return bytes;
  }
  void merge(std::string_view bytes) override {
    while (!bytes.empty()) {
      const size_t end = bytes.find('\n');
      if (end == std::string_view::npos) fail("@Name@ did not write these records");
      const std::string line(bytes.substr(0, end));
      records_.push_back({std::stoll(line), line.back() == '1'});
      bytes.remove_prefix(end + 1);
    }
  }

 private:
  struct Record {
    int64_t index = 0;
    bool right = false;
  };
  std::string name_, prefix_;
  int64_t slack_ = 0;
  std::vector<Record> records_;
};

const RegisterMetric k@Name@({"@library@.@Name@"},
                             [](const Value& metric, const DatasetInfo&) { return std::make_unique<@Name@>(metric); });

}  // namespace
