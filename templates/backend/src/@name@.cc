// The backend '@name@' of deploy configs: backend_config=dict(type='@name@'). It hands models on to ONNX Runtime; put your own runtime
// in the place of `inner`.
#include "slipway/extend/backend.h"

#include <fstream>

namespace {

using namespace slipway::extend;
namespace fs = std::filesystem;

const Backend& inner() { return slipway::backend::get("onnxruntime"); }

/// A loaded model. One thread at a time calls run().
class @Name@Session : public Session {
 public:
  explicit @Name@Session(std::unique_ptr<Session> session) : session_(std::move(session)) {}
  const std::vector<TensorInfo>& inputs() const override { return session_->inputs(); }
  const std::vector<TensorInfo>& outputs() const override { return session_->outputs(); }
  std::vector<HostTensor> run(const std::vector<HostTensor>& inputs) override { return session_->run(inputs); }

 private:
  std::unique_ptr<Session> session_;
};

class @Name@ : public Backend {
 public:
  std::string_view name() const override { return "@name@"; }
  /// Where the runtime is missing: {false, "", "what to install"}.
  Availability availability() const override { return {true, "1.0", ""}; }
  /// What it can do; deploy configs, rewriters and the packaging read it.
  Capabilities capabilities() const override { return inner().capabilities(); }
  /// An ONNX file -> the files that a session needs, beside it.
  std::vector<fs::path> compile(const fs::path& model, const std::string&) const override {
    const fs::path own = fs::path(model).replace_extension(".@name@");
    fs::copy_file(model, own, fs::copy_options::overwrite_existing);
    return {own};
  }
  std::unique_ptr<Session> open(const std::vector<fs::path>& files, const SessionOptions& options) const override {
    check_device(options.device);  // "cpu" alone, unless overridden
    if (files.size() != 1) fail("@name@ wants one model file, got {}", files.size());
    return std::make_unique<@Name@Session>(inner().open(files, options));
  }
};

const RegisterBackend k@Name@(std::make_shared<@Name@>());

}  // namespace
