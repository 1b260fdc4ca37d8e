// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "checkpoint/pickle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ctime>

#include "checkpoint/plain_data.h"
#include "checkpoint/test_archive.h"

namespace slipway::checkpoint {
namespace {

using nlohmann::json;
using testing::archive;
using testing::error_of;
using testing::global;
using ::testing::HasSubstr;
using testing::le;
using testing::pickle;
using testing::text;
using namespace std::string_literals;

Pickle parse(const std::string& bytes) {
  return Pickle(std::as_bytes(std::span(bytes.data(), bytes.size())), "data.pkl");
}
json value_of(const std::string& bytes) {
  const Pickle result = parse(bytes);
  return plain_data(result, result.root());
}
std::string parse_error(const std::string& bytes) {
  try {
    parse(bytes);
  } catch (const Error& error) {
    return error.what();
  }
  return "parsed";
}
std::string repeat(const std::string& piece, size_t count) {
  std::string result;
  result.reserve(piece.size() * count);
  for (size_t i = 0; i < count; ++i) result += piece;
  return result;
}

TEST(Pickle, Protocol0) {
  // pickle.dumps([1, 2**70, -3, 1.5, True, None, 'a\n\u20ac', (1,), {'k': []}], 0) and a Python 2 string.
  EXPECT_EQ(value_of("(lp0\nI1\naL1180591620717411303424L\naL-3L\naF1.5\naI01\naNaVa\\u000a\\u20ac\np1\na(I1\ntp2\na("
                     "dp3\nVk\np4\n(lp5\nsa."),
            json::parse(R"([1, "...", -3, 1.5, true, null, "a\n€", [1], {"k": []}])"));
  EXPECT_EQ(value_of("S'it\\'s \\x41\\n'\n."), "it's A\n");
  EXPECT_EQ(value_of("(Vx\nVy\nd."), json({{"x", "y"}}));
  EXPECT_EQ(value_of("Va\np0\n0g0\n."), "a");
}

TEST(Pickle, BinaryNumbersAndTexts) {
  EXPECT_EQ(value_of("\x80\x04(K\xffM\xff\xffJ\xfe\xff\xff\xffG\x3f\xf8\0\0\0\0\0\0\x88\x89Nl."s),
            json::parse("[255, 65535, -2, 1.5, true, false, null]"));
  EXPECT_EQ(value_of("(\x8a\x01\xff\x8a\0\x8a\x02\0\x80\x8b\x03\0\0\0\x01\0\0l."s), json::parse("[-1, 0, -32768, 1]"));
  EXPECT_EQ(value_of("\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f."s), int64_t{0x7FFFFFFFFFFFFFFF});
  EXPECT_EQ(value_of("(U\x01"
                     "aT\x01\0\0\0bX\x01\0\0\0c\x8c\x01"
                     "d\x8d\x01\0\0\0\0\0\0\0e"
                     "C\x01"
                     "fB\x01\0\0\0g\x8e\x01\0\0\0\0\0\0\0h\x96\x01\0\0\0\0\0\0\0il."s),
            json::parse(R"(["a", "b", "c", "d", "e", "f", "g", "h", "i"])"));
}

TEST(Pickle, ContainersStackAndMemo) {
  EXPECT_EQ(value_of("(K\x01\x85K\x01K\x02\x86K\x01K\x02K\x03\x87)]}\x8f(K\x07\x91l."s),
            json::parse("[[1], [1, 2], [1, 2, 3], [], [], {}, [], [7]]"));
  EXPECT_EQ(value_of("\x8f(K\x01K\x02\x90."), json::parse("[1, 2]"));
  EXPECT_EQ(value_of("](K\x01K\x02"
                     "eK\x03"
                     "a."),
            json::parse("[1, 2, 3]"));
  EXPECT_EQ(value_of("}(X\x01\0\0\0aK\x01uX\x01\0\0\0aK\x02s."s), json::parse(R"({"a": 2})"));
  EXPECT_EQ(value_of("K\x01K\x02"
                     "0."),
            1);
  EXPECT_EQ(value_of("K\x01(K\x02K\x03"
                     "1."),
            1);
  EXPECT_EQ(value_of("K\x05"
                     "2\x86."),
            json::parse("[5, 5]"));
  EXPECT_EQ(value_of("K\x05q\x01r\x02\0\0\0\x94(h\x01j\x02\0\0\0h\x03l."s), json::parse("[5, 5, 5]"));
  EXPECT_EQ(value_of("\x80\x04\x95\x02\0\0\0\0\0\0\0N."s), nullptr);
}

TEST(Pickle, EveryWayToMakeAnObjectIsInert) {
  const std::string name = "my.pkg.Thing";
  EXPECT_EQ(value_of(global("my.pkg", "Thing") + ")R."), name);
  EXPECT_EQ(value_of(global("my.pkg", "Thing") + ")\x81."), name);
  EXPECT_EQ(value_of(global("my.pkg", "Thing") + ")}\x92}b."), name);
  EXPECT_EQ(value_of("(imy.pkg\nThing\n."), name);
  EXPECT_EQ(value_of("(" + global("my.pkg", "Thing") + "K\x01o."), name);
  EXPECT_EQ(value_of(text("my.pkg") + text("Thing") + "\x93)R."), name);
  EXPECT_EQ(value_of(global("copy_reg", "_reconstructor") + "(" + global("my.pkg", "Thing") +
                     global("__builtin__", "object") + "NtR."),
            name);
  EXPECT_EQ(value_of("\x82\x05."s), "copyreg.extension_5");
  EXPECT_EQ(value_of(global("__builtin__", "getattr") + "(" + global("my.pkg", "Thing") + text("mean") + "tR."),
            name + ".mean");
  EXPECT_EQ(value_of(global("my.pkg", "Thing") + ")R(" + text("a") + "K\x01u."), json({{"a", 1}}));
}

TEST(Pickle, SelfReferenceEndsInDots) {
  const json value = value_of(
      "]q\x01h\x01"
      "a.");
  EXPECT_THAT(value.dump(), HasSubstr("\"...\""));
}

struct Hostile {
  const char* callable;
  std::string pickle;
};
class RefusedPickle : public ::testing::TestWithParam<Hostile> {};

TEST_P(RefusedPickle, IsNamedAndNotRun) {
  const testing::TemporaryFolder folder;
  const std::filesystem::path marker = folder / "marker";
  std::string bytes = GetParam().pickle;
  for (size_t at; (at = bytes.find("MARKER")) != std::string::npos;) bytes.replace(at, 6, marker.string());
  for (const std::string& file : {archive(bytes), bytes}) {  // as torch.save writes it, and as pickle.dump does
    const std::string message = error_of(file);
    EXPECT_THAT(message, HasSubstr(fmt::format("checkpoint a.pth: it tries to call {} when", GetParam().callable)));
    EXPECT_THAT(message, HasSubstr("it was not run; do not use this file"));
  }
  EXPECT_FALSE(std::filesystem::exists(marker));
}

/// Calls `callable` with a shell command that would leave a file behind.
std::string attack(const std::string& callable) { return "\x80\x02" + callable + "Vtouch MARKER\n\x85R."; }
std::string attack(const char* module, const char* name) { return attack(global(module, name)); }

INSTANTIATE_TEST_SUITE_P(
    Calls, RefusedPickle,
    ::testing::Values(
        Hostile{"os.system", attack("os", "system")}, Hostile{"os.system (posix.system)", attack("posix", "system")},
        Hostile{"os.system (nt.system)", attack("nt", "system")},
        Hostile{"subprocess.Popen", attack("subprocess", "Popen")},
        Hostile{"subprocess.Popen", attack("commands", "Popen")},  // Python's own name for it in protocol 2 and below
        Hostile{"subprocess.check_output", attack("subprocess", "check_output")},
        Hostile{"builtins.eval", attack("__builtin__", "eval")}, Hostile{"builtins.exec", attack("builtins", "exec")},
        Hostile{"builtins.__import__", attack("__builtin__", "__import__")},
        Hostile{"builtins.open", attack("builtins", "open")}, Hostile{"runpy.run_path", attack("runpy", "run_path")},
        Hostile{"webbrowser.open", attack("webbrowser", "open")}, Hostile{"shutil.rmtree", attack("shutil", "rmtree")},
        Hostile{"socket.socket", attack("socket", "socket")}, Hostile{"pickle.loads", attack("pickle", "loads")},
        Hostile{"_pickle.loads", attack("_pickle", "loads")}, Hostile{"torch.load", attack("torch", "load")},
        Hostile{"torch.hub.load", attack("torch.hub", "load")},
        Hostile{"importlib.import_module", attack("importlib", "import_module")},
        Hostile{"ctypes.CDLL", attack("ctypes", "CDLL")}, Hostile{"marshal.loads", attack("marshal", "loads")},
        Hostile{"torch.serialization.os.system", attack("torch.serialization", "os.system")},
        Hostile{"numpy.load", attack("numpy", "load")}, Hostile{"types.FunctionType", attack("types", "FunctionType")},
        Hostile{"os.system", attack(text("os") + text("system") + "\x93")},  // STACK_GLOBAL
        Hostile{"os.path", attack(global("builtins", "getattr") + "(" + global("os", "path") + text("x") + "tR0" +
                                  global("os", "system"))},
        Hostile{"torch.os.system",
                attack(global("builtins", "getattr") + "(" + global("torch", "os") + text("system") + "tR")},
        Hostile{"builtins.getattr(..., '__globals__')",
                attack(global("builtins", "getattr") + "(" + global("my", "f") + text("__globals__") + "tR")},
        Hostile{"os.system", pickle("(Vtouch MARKER\nios\nsystem\n")},                                    // INST
        Hostile{"os.system", pickle("(" + global("os", "system") + "Vtouch MARKER\no")},                  // OBJ
        Hostile{"subprocess.Popen", pickle(global("subprocess", "Popen") + "Vtouch MARKER\n\x85\x81")},   // NEWOBJ
        Hostile{"subprocess.Popen", pickle(global("subprocess", "Popen") + "Vtouch MARKER\n\x85}\x92")},  // NEWOBJ_EX
        Hostile{"subprocess.Popen", pickle(global("copyreg", "__newobj__") + global("subprocess", "Popen") + "\x85R")},
        Hostile{"os.system", pickle(global("functools", "partial") + global("os", "system") + "\x85R)R")},
        Hostile{"os.system", pickle("}" + text("state_dict") + global("collections", "OrderedDict") + ")R(" +
                                    text("w") + global("os", "system") + "Vtouch MARKER\n\x85Rus")}),
    [](const auto& info) { return fmt::format("Case{}", info.index); });

TEST(RefusedPickle, NamesOfPython2AreTranslatedAsPythonDoes) {
  EXPECT_EQ(value_of("\x80\x02" + global("__builtin__", "long") + "."), "builtins.int");
  EXPECT_EQ(value_of(global("commands", "Popen") + "."), "subprocess.Popen");
  // From protocol 3 on, these are modules of the user's.
  EXPECT_EQ(value_of("\x80\x03" + global("commands", "Popen") + ")R."), "commands.Popen");
}

TEST(RefusedPickle, HarmlessNamesAreNotRefused) {
  for (const char* name :
       {"collections.OrderedDict", "mmpose.codecs.code.Thing", "mypackage.profile.Profile", "my.socket",
        "torch._utils._rebuild_tensor_v2", "numpy.core.multiarray.scalar", "builtins.getattr", "functools.partial",
        "mmengine.logging.history_buffer.HistoryBuffer", "pathlib.PosixPath", "datetime.datetime", "osmosis.system"})
    EXPECT_FALSE(is_dangerous(name)) << name;
  // Only named, never called: Python imports the module, and nothing more.
  EXPECT_EQ(value_of(global("os", "system") + "."), "os.system");
}

/// Each must be an Error, or load, within a second and without much memory.
TEST(PickleBomb, EndsAtOnce) {
  const std::string many = "(" + repeat("N", 100'000) + "tq\x01";
  const std::pair<const char*, std::string> bombs[] = {
      {"length of BINUNICODE", "X\xff\xff\xff\xff"s},
      {"length of BINUNICODE8", "\x8d\xff\xff\xff\xff\xff\xff\xff\xff"s},
      {"length of BINBYTES", "B\xff\xff\xff\xff"s},
      {"length of BYTEARRAY8", "\x96\xff\xff\xff\xff\xff\xff\xff\x7f"s},
      {"length of LONG4", "\x8b\xff\xff\xff\x7f"s},
      {"length of FRAME", "\x95\xff\xff\xff\xff\xff\xff\xff\xff."s},
      {"memo index", "Nr\xff\xff\xff\xff."s},
      {"memo index of PUT", "Np18446744073709551615\n."},
      {"memo index of GET", "g18446744073709551615\n."},
      {"deep lists", repeat("]", 2'000'000) + repeat("a", 1'999'999) + "."},
      {"deep tuples", "N" + repeat("\x85", 2'000'000) + "."},
      {"deep marks", repeat("(", 5'000'000) + "."},
      {"endless", repeat("N0", 6'000'000) + "."},
      {"shared ten ways", "]q\x01" + repeat("](" + repeat("h\x01", 10) + "eq\x01", 60) + "."},
      {"shared dicts", "}q\x01" + repeat("}(" + text("a") + "h\x01" + text("b") + "h\x01uq\x01", 60) + "."},
      {"set of a large tuple", many + repeat(global("builtins", "list") + "h\x01\x85R0", 100'000) + "."},
      {"call with a large tuple", many + global("a", "b") + "q\x02" + "0" + repeat("h\x02h\x01R0", 500'000) + "."},
      {"dict of pairs", "](" + repeat("NN\x86", 100'000) + "e\x85q\x01" + global("collections", "OrderedDict") +
                            "q\x02" + "0" + repeat("h\x02h\x01R0", 100'000) + "."},
      {"copyreg of itself",
       "(" + repeat(global("copyreg", "__newobj__"), 50'000) + "tq\x01" + global("copyreg", "__newobj__") + "h\x01R."},
      {"chain of calls", global("a", "b") + repeat(")R", 2'000'000) + "."},
      {"chain of attributes",
       global("a", "b") + repeat("q\x01" + global("builtins", "getattr") + "h\x01" + text("x") + "\x86R", 5000) + "."},
      {"long names", repeat("c" + repeat("os.", 160) + "a\nb\n0", 3000) + "."},
      {"many classes",
       [] {
         std::string result;
         for (int i = 0; i < 200'000; ++i) result += "ca.b.c.d.e" + std::to_string(i) + "\nx\n0";
         return result + ".";
       }()},
      {"large text, often", text(std::string(1'000'000, 'x')) + "q\x01]" + "(" + repeat("h\x01", 500'000) + "e."},
      {"encoded text, often", text(std::string(1'000'000, 'x')) + "q\x01" + "0" + global("_codecs", "encode") +
                                  "q\x02" + "0(" + repeat("h\x02h\x01X\x06\0\0\0latin1\x86R"s, 5000) + "l."},
  };
  for (const auto& [what, bytes] : bombs) {
    const std::clock_t start = std::clock();  // of this process: others may keep the machine busy
    // As the meta of a checkpoint, so that it is converted as well.
    const std::string file = archive("}" + text("meta") + "}" + text("x") + bytes.substr(0, bytes.size() - 1) + "ss.");
    const std::string message = error_of(file);
    try {
      (void)value_of(bytes).dump().size();
    } catch (const Error&) {
    }
    const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    EXPECT_THAT(message, HasSubstr("checkpoint a.pth: ")) << what;
#if defined(__SANITIZE_ADDRESS__)
    EXPECT_LT(seconds, 30) << what;
#else
    EXPECT_LT(seconds, 2) << what;  // for both ways together
#endif
  }
}

TEST(Pickle, DamageIsPlaced) {
  EXPECT_EQ(parse_error("\x80\x02]K"), "data.pkl is damaged at byte 3: it needs 1 more bytes there, but has 0");
  EXPECT_THAT(parse_error(""), HasSubstr("byte 0"));
  EXPECT_THAT(parse_error("\x80\x09."), HasSubstr("protocol 9"));
  EXPECT_THAT(parse_error("a."), HasSubstr("a value is wanted"));
  EXPECT_THAT(parse_error("t."), HasSubstr("a mark is wanted"));
  EXPECT_THAT(parse_error("N(0t."), HasSubstr("a mark is wanted"));
  EXPECT_THAT(parse_error("N(R."), HasSubstr("a value is wanted"));
  EXPECT_THAT(parse_error("h\x05."), HasSubstr("value 5, which it has not defined"));
  EXPECT_THAT(parse_error("K\x01)R."), HasSubstr("it calls a int"));
  EXPECT_THAT(parse_error(global("a", "b") + "K\x01R."), HasSubstr("it calls with a int"));
  EXPECT_THAT(parse_error("K\x01K\x02"
                          "a."),
              HasSubstr("adds elements to a int"));
  EXPECT_THAT(parse_error("]K\x02K\x03s."), HasSubstr("sets keys of a list"));
  EXPECT_THAT(parse_error("}(K\x02u."), HasSubstr("a key has no value"));
  EXPECT_THAT(parse_error("Ixyz\n."), HasSubstr("'xyz' is no whole number"));
  EXPECT_THAT(parse_error("Fxyz\n."), HasSubstr("'xyz' is no number"));
  EXPECT_THAT(parse_error("Snoquotes\n."), HasSubstr("no quotes"));
  EXPECT_THAT(parse_error("V never ends"), HasSubstr("a line has no end"));
  EXPECT_THAT(parse_error("\xff."), HasSubstr("0xff is no pickle instruction"));
  EXPECT_THAT(parse_error("K\x01Q."), HasSubstr("outside data of an unknown sort (int)"));
  EXPECT_THAT(parse_error("Pxy\n."), HasSubstr("outside data of an unknown sort (str)"));
  EXPECT_THAT(parse_error("\x97."), HasSubstr("out of band"));
  EXPECT_THAT(parse_error("c\nx\n."), HasSubstr("a class has no name"));
  EXPECT_THAT(parse_error("NN\x93."), HasSubstr("the name of a class is no text"));
}

}  // namespace
}  // namespace slipway::checkpoint
