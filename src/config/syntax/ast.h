// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// Syntax trees. All nodes live in the arena of their load.
#pragma once

#include <cstdint>
#include <string_view>

#include "config/eval/object.h"
#include "config/syntax/arena.h"
#include "config/syntax/source.h"

namespace slipway::config {

enum class Operator : uint8_t {
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kFloorDivide,
  kModulo,
  kPower,
  kShiftLeft,
  kShiftRight,
  kAnd,
  kOr,
  kXor,
  kMatMul,  // binary
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
  kEqual,
  kNotEqual,
  kIn,
  kNotIn,
  kIs,
  kIsNot,  // comparing
  kNegative,
  kPositive,
  kInvert,
  kNot  // unary
};
std::string_view text_of(Operator op);

enum class ExprKind : uint8_t {
  kConstant,
  kName,
  kAttribute,
  kSubscript,
  kSlice,
  kCall,
  kUnary,
  kBinary,
  kBoolAnd,
  kBoolOr,
  kCompare,
  kConditional,
  kList,
  kTuple,
  kSet,
  kDict,
  kListComp,
  kSetComp,
  kDictComp,
  kGenerator,
  kLambda,
  kFString,
  kFormatted,
  kStarred,
  kNamed,
  kBaseVariable,  ///< {{_base_.a.b}} or {{_base_.a.b:default}}
  kUnsupported    ///< await, yield: an error only if it is evaluated
};

struct Expr;

/// An argument of a call: `value`, `name=value`, `*value` (stars 1), `**value` (stars 2).
struct Argument {
  StringObject* name;
  const Expr* value;
  Place place;
  uint8_t stars;
};
/// `key: value` of a dict; key is null for `**value`.
struct KeyValue {
  const Expr* key;
  const Expr* value;
};
/// `op right` of a chain of comparisons.
struct Comparison {
  Operator op;
  const Expr* right;
};
/// `for target in iterable if c1 if c2`
struct ForClause {
  const Expr* target;
  const Expr* iterable;
  Span<const Expr*> conditions;
};

struct Expr {
  ExprKind kind;
  Operator op{};
  char conversion = 0;  ///< of a formatted value: r, s, a or 0
  Place place{};
  Object* constant = nullptr;  ///< kConstant; in kAttribute, kName the name
  const Expr* a = nullptr;     ///< operand, object, callee, test, start
  const Expr* b = nullptr;     ///< right operand, index, then, stop, format spec
  const Expr* c = nullptr;     ///< else, step
  Span<const Expr*> items{};   ///< of displays, boolean operators, f-strings
  Span<Argument> arguments{};
  Span<KeyValue> pairs{};
  Span<Comparison> comparisons{};
  Span<ForClause> clauses{};
  const FunctionSyntax* function = nullptr;
  std::string_view text{};  ///< what is unsupported

  std::string_view name() const { return as_text(constant); }
};

enum class PatternKind : uint8_t {
  kAnything,  ///< `_`
  kCapture,   ///< a name
  kEqual,     ///< a literal or a dotted name: equal to `value`
  kSame,      ///< None, True or False
  kOr,        ///< any of `items`
  kAs,        ///< the one item, kept as `name`
  kSequence,  ///< a list, tuple or range of `items`
  kStar,      ///< within a sequence: the rest; `name` is null for `*_`
  kMapping,   ///< a dict with `keys` and `items`; `name` is that of `**rest`
  kClass,     ///< an object of the type `value`; at most one item, which the object itself has to match
};

/// What follows `case`.
struct Pattern {
  PatternKind kind;
  Place place{};
  StringObject* name = nullptr;  ///< null where there is none
  const Expr* value = nullptr;
  Span<const Expr*> keys{};
  Span<const Pattern*> items{};
};

struct Stmt;

struct MatchCase {
  const Pattern* pattern;
  const Expr* guard;  ///< null where there is none
  Span<const Stmt*> body;
};

enum class StmtKind : uint8_t {
  kExpr,
  kAssign,
  kAugmented,
  kDelete,
  kPass,
  kBreak,
  kContinue,
  kReturn,
  kIf,
  kFor,
  kWhile,
  kMatch,
  kFunction,
  kImport,
  kImportFrom,
  kWith,
  kAssert,
  kGlobal,
  kUnsupported
};

/// One name of an import.
struct Alias {
  std::string_view name;
  std::string_view as;  ///< empty where there is none
  Place place;
};

struct Stmt {
  StmtKind kind;
  Operator op{};
  Place place{};
  const Expr* target = nullptr;  ///< target of for and augmented assignment; context of with
  const Expr* value = nullptr;   ///< value, test, iterable, subject of match
  Span<const Expr*> targets{};   ///< of an assignment (a = b = value) or del
  Span<const Stmt*> body{};
  Span<const Stmt*> orelse{};
  Span<Alias> aliases{};
  Span<MatchCase> cases{};
  std::string_view text{};  ///< module of an import; what is unsupported
  uint32_t level = 0;       ///< dots of a relative import
  const FunctionSyntax* function = nullptr;
};

struct Parameter {
  StringObject* name;
  const Expr* default_value;  ///< null where there is none
  uint8_t stars;
  bool keyword_only;
};

struct FunctionSyntax {
  std::string_view name;
  Span<Parameter> parameters;
  Span<const Stmt*> body;
  const Expr* expression;        ///< of a lambda, else null
  std::string_view unsupported;  ///< "an async function", "a generator": an error when it is called
};

struct Module {
  Span<const Stmt*> body;
};

}  // namespace slipway::config
