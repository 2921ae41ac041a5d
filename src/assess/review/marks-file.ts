/** Marks as text: NDJSON for exchange between readers (nothing lost), and answers from a CSV made elsewhere. Pure; errors name the line. */
import { UserError } from "../../errors.ts";
import { ANSWERS, type Answer, type Mark } from "../../model/claim.ts";
import { isMark } from "./marks.ts";

/** First line of an exported file. */
interface Head {
  /** 2: marks have `pages`. 3: marks may have `viewing`. 4: marks may be signed. Files of earlier versions are read too. */
  readonly formatVersion: 1 | 2 | 3 | 4;
  readonly kind: "leaksift review marks";
  readonly claimId: string;
  readonly question: string;
}

/** One JSON object a line, the first says what it is; equal sets of marks give equal text. `stringify` escapes for terminals. */
export function marksText(
  claimId: string,
  question: string,
  marks: readonly Mark[],
  stringify: (value: unknown) => string,
): string {
  const head: Head = { formatVersion: 4, kind: "leaksift review marks", claimId, question };
  const ordered = [...marks].sort((a, b) => a.atMs - b.atMs || (a.markId < b.markId ? -1 : 1));
  return [head, ...ordered].map((line) => `${stringify(line)}\n`).join("");
}

/** Reads an exported file. Throws UserError naming the line when it is none, was changed, or answers another question. */
export function readMarks(name: string, text: string, question: string): Mark[] {
  const [head, ...lines] = text.split("\n").filter((line) => line.trim() !== "");
  const refuse = (line: number, why: string): never => {
    throw new UserError(`${name}:${line}: ${why}; nothing was merged.`);
  };
  const parse = (line: string, number: number): unknown => {
    try {
      return JSON.parse(line);
    } catch {
      return refuse(number, "not JSON, so the file was cut or is something else");
    }
  };
  const first = parse(head ?? "", 1) as Partial<Head> | null;
  const version = first?.formatVersion;
  if (first?.kind !== "leaksift review marks")
    refuse(1, `not a file made by "leaksift review export"`);
  if (version === undefined || ![1, 2, 3, 4].includes(version))
    refuse(1, "made by a newer leaksift; merge it with a program at least as new");
  return lines.map((line, i) => {
    const read = parse(line, i + 2);
    const mark = version === 1 && read !== null ? { ...(read as object), pages: [] } : read;
    if (!isMark(mark)) return refuse(i + 2, "not a mark, or one that was changed by hand");
    if (mark.question !== question)
      return refuse(i + 2, `answers another question than this claim asks (${first?.claimId})`);
    return mark;
  });
}

/** One row of a CSV of answers. */
export interface CsvAnswer {
  readonly line: number;
  /** As written: a whole content id or its beginning. */
  readonly id: string;
  readonly answer: Answer;
  /** "" when the file does not say. */
  readonly reader: string;
  readonly note: string;
  /** "all": everything it holds. */
  readonly parts: readonly number[] | "all";
  /** Decides a dispute instead of being a reading. */
  readonly isRuling: boolean;
}

/** Cells of a CSV text (RFC 4180) with the line each row begins on. A quote that is never closed gives a last row with what follows it. */
function csvRows(text: string): { line: number; cells: string[] }[] {
  const rows: { line: number; cells: string[] }[] = [];
  const CELL = /(?:"((?:[^"]|"")*)"?|([^",\r\n]*))(,|\r?\n|$)/gy;
  let line = 1;
  let row = { line, cells: [] as string[] };
  while (CELL.lastIndex < text.length) {
    const cell = CELL.exec(text);
    if (cell === null) throw new UserError(`line ${line}: a quote inside an unquoted cell.`);
    const [whole, quoted, plain, end] = cell;
    row.cells.push(quoted?.replaceAll('""', '"') ?? plain ?? "");
    line += whole.split("\n").length - 1;
    if (end === ",") continue;
    if (row.cells.some((value) => value !== "")) rows.push(row);
    row = { line, cells: [] };
  }
  if (row.cells.length > 0) rows.push(row);
  return rows;
}

function partsOf(cell: string): readonly number[] | "all" {
  if (cell.toLowerCase() === "all") return "all";
  return cell === "" ? [0] : cell.split(/[ ;]+/).map(Number);
}

const COLUMNS = ["id", "answer", "reader", "note", "parts", "ruling"];

/**
 * Answers of a CSV: a header line with `id`, `answer` (yes, no, unsure) and, if wanted, `reader`, `note`, `parts` ("0 2", or "all"), `ruling` (yes: decides a
 * dispute). Throws UserError naming the line.
 */
export function readCsvAnswers(name: string, text: string): CsvAnswer[] {
  const [head, ...rows] = csvRows(text.replace(/^\ufeff/, ""));
  const columns = head?.cells.map((cell) => cell.trim().toLowerCase()) ?? [];
  const fail = (line: number, why: string): never => {
    throw new UserError(`${name}:${line}: ${why} Nothing was imported.`);
  };
  const odd = columns.find((column) => !COLUMNS.includes(column));
  if (odd !== undefined)
    fail(1, `there is no column "${odd}"; the columns are ${COLUMNS.join(", ")}.`);
  for (const needed of ["id", "answer"])
    if (!columns.includes(needed)) fail(1, `the header line must name the column "${needed}".`);
  return rows.map(({ line, cells }) => {
    const cell = (column: string): string => (cells[columns.indexOf(column)] ?? "").trim();
    const id = cell("id").toLowerCase();
    if (!/^[0-9a-f]{8,64}$/.test(id)) fail(line, `"${id}" is not an id of 8 to 64 hex digits.`);
    const answer = ANSWERS.find((known) => known === cell("answer").toLowerCase());
    if (answer === undefined)
      return fail(line, `"${cell("answer")}" is not an answer. Answers are yes, no and unsure.`);
    const parts = partsOf(cell("parts"));
    if (
      parts !== "all" &&
      (parts.length > 1000 || parts.some((part) => !(part >= 0 && part % 1 === 0)))
    )
      fail(line, `parts are numbers with spaces between, 0 for the message itself, or "all".`);
    return {
      line,
      id,
      answer,
      reader: cell("reader").slice(0, 200),
      note: cell("note").slice(0, 100_000),
      parts,
      isRuling: cell("ruling").toLowerCase() === "yes",
    };
  });
}
