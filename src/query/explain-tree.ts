/** Tree -> indented lines for `--explain`: how a query was read, in words. The text is the user's own, so nothing is escaped here. */
import { writeTimeRange } from "./dates.ts";
import { writeRegex } from "./lex.ts";
import { writeNumberRange } from "./numbers.ts";
import { printQuery } from "./print-query.ts";
import type { FieldName, LeafNode, QueryNode } from "./tree.ts";

const where = (field: FieldName): string => (field === null ? "" : ` in ${field}`);

function explainLeaf(node: LeafNode): string {
  switch (node.kind) {
    case "all":
      return "everything";
    case "term":
      return `${node.exact ? "exactly " : ""}word "${node.text}"${where(node.field)}`;
    case "pattern":
      return `pattern ${node.pattern}${where(node.field)}`;
    case "fuzzy":
      return `word "${node.text}" with up to ${node.distance} letters wrong${where(node.field)}`;
    case "name":
      return `name "${node.text}" in any spelling${where(node.field)}`;
    case "stem": {
      const language = node.language === null ? "any language known" : node.language;
      return `forms of "${node.text}" (${language})${where(node.field)}`;
    }
    case "phrase": {
      const words = printQuery({ ...node, field: null, slop: 0 });
      const how = node.slop === 0 ? "phrase" : `at most ${node.slop} other words among`;
      return `${how} ${words}${where(node.field)}`;
    }
    case "regex":
      return `expression ${writeRegex(node.source, node.flags)}${where(node.field)}`;
    case "timeRange":
      return `time ${node.field} ${writeTimeRange(node)}`;
    case "numberRange":
      return `number ${node.field} ${writeNumberRange(node)}`;
    case "presence":
      return `anything in ${node.field}`;
    case "script":
      return `letters of script ${node.script}${where(node.field)}`;
    case "between":
      return `between ${node.people.map(printQuery).join(" and ")}`;
    case "header":
      return `header ${printQuery(node).slice("header:".length)}`;
    case "saved":
      return `saved query ${node.name}`;
  }
}

/**
 * One line a node, two spaces a level:
 *
 *     AND
 *       word "invoice"
 *       NOT
 *         word "draft" in subject
 */
export function explainTree(node: QueryNode): string[] {
  const indented = (operands: readonly QueryNode[]): string[] =>
    operands.flatMap(explainTree).map((line) => `  ${line}`);
  switch (node.kind) {
    case "and":
      return ["AND", ...indented(node.operands)];
    case "or":
      return ["OR", ...indented(node.operands)];
    case "not":
      return ["NOT", ...indented([node.operand])];
    default:
      return [explainLeaf(node)];
  }
}
