/**
 * Small changes of a source file that its tests should notice: a comparison one step off, a condition that always or never holds, a number one
 * more or less. Found in the syntax tree, so that nothing in a type, a comment or an import is touched.
 */
import { parseSync } from "rolldown/utils";

/** What an operator turns into; `+` only where no text is joined. */
const OPERATORS = new Map([
  ["<", "<="],
  ["<=", "<"],
  [">", ">="],
  [">=", ">"],
  ["===", "!=="],
  ["!==", "==="],
  ["+", "-"],
  ["-", "+"],
  ["*", "/"],
  ["/", "*"],
  ["%", "*"],
  ["<<", ">>"],
  [">>", "<<"],
  ["&&", "||"],
  ["||", "&&"],
]);

/** Types say nothing at run time; what stands in a thrown error is words for a person. */
const isSkipped = ({ type }) =>
  (type.startsWith("TS") && !/^TS(AsExpression|NonNull|Satisfies)/.test(type)) ||
  type === "ImportDeclaration" ||
  type === "ThrowStatement";

const isText = (node) =>
  node.type === "TemplateLiteral" || (node.type === "Literal" && typeof node.value === "string");

/** `a + "b" + c` joins text at every plus. */
const joinsText = (node) =>
  isText(node) ||
  (node.type === "BinaryExpression" &&
    node.operator === "+" &&
    (joinsText(node.left) || joinsText(node.right)));

function operatorChange(node, source) {
  const becomes = OPERATORS.get(node.operator);
  if (becomes === undefined || (node.operator === "+" && joinsText(node))) return [];
  const at = source.indexOf(node.operator, node.left.end);
  if (at < 0 || at >= node.right.start) return [];
  return [{ start: at, end: at + node.operator.length, becomes }];
}

function numberChanges({ start, end, value }) {
  const around = value === 0 ? [1] : [value + 1, value - 1];
  return Number.isSafeInteger(value)
    ? around.map((next) => ({ start, end, becomes: String(next) }))
    : [{ start, end, becomes: String(value * 1.05) }];
}

const always = ({ start, end }) =>
  ["true", "false"].map((becomes) => ({ start, end, becomes: `(${becomes})` }));

function changesOf(node, source) {
  switch (node.type) {
    case "BinaryExpression":
    case "LogicalExpression":
      return operatorChange(node, source);
    case "UnaryExpression":
      return node.operator === "!" ? [{ start: node.start, end: node.start + 1, becomes: "" }] : [];
    case "IfStatement":
    case "ConditionalExpression":
      return always(node.test);
    case "Literal":
      if (typeof node.value === "number") return numberChanges(node);
      if (typeof node.value === "boolean")
        return [{ start: node.start, end: node.end, becomes: String(!node.value) }];
      return [];
    default:
      return [];
  }
}

function* nodesOf(node) {
  if (isSkipped(node)) return;
  yield node;
  for (const [name, value] of Object.entries(node)) {
    if (name === "typeAnnotation" || name === "returnType") continue;
    for (const child of Array.isArray(value) ? value : [value])
      if (child !== null && typeof child === "object" && typeof child.type === "string")
        yield* nodesOf(child);
  }
}

/** Every change of a file in the order of the text: `{path, line, start, end, was, becomes}`. */
export function mutantsOf(path, source) {
  const { program, errors } = parseSync(path, source);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0].message}`);
  const found = [...nodesOf(program)].flatMap((node) => changesOf(node, source));
  return found
    .map((change) => ({
      path,
      line: source.slice(0, change.start).split("\n").length,
      ...change,
      was: source.slice(change.start, change.end),
    }))
    .sort((a, b) => a.start - b.start || (a.becomes < b.becomes ? -1 : 1));
}

/** The file with one change made. */
export function mutated(source, { start, end, becomes }) {
  return source.slice(0, start) + becomes + source.slice(end);
}
