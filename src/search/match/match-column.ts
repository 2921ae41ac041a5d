/** Documents by the values of a number column. */
import type { ValueRange } from "../../query/plan-clause.ts";
import type { Column } from "../../segment/entries.ts";
import { COLUMN_FIELD_NUMBER } from "../../segment/format.ts";
import type { SegmentReader } from "../../segment/reader.ts";
import { roomFor, trimmed } from "../../segment/room.ts";
import type { DocSet } from "./doc-sets.ts";

function columnOf(reader: SegmentReader, field: string): Column {
  const number = COLUMN_FIELD_NUMBER.get(field);
  if (number === undefined) throw new Error(`no column: ${field}`);
  return reader.column(number);
}

/** Documents with any value in the column. Throws for a field without one: the plan is wrong. */
export const inColumn = (reader: SegmentReader, field: string): DocSet =>
  withoutRepeats(columnOf(reader, field).documents);

/** Documents with a value in the range. Throws for a field without a column. */
export function inRange(reader: SegmentReader, field: string, range: ValueRange): DocSet {
  const { documents, values } = columnOf(reader, field);
  const { low, high, lowInclusive, highInclusive } = range;
  const out = roomFor(documents.length + 1);
  let count = 0;
  for (let i = 0; i < documents.length; i++) {
    const value = values[i] as number;
    const fits =
      (lowInclusive ? value >= low : value > low) && (highInclusive ? value <= high : value < high);
    out[count] = documents[i] as number; // written over by the next unless it fits: no branch to guess
    count += fits ? 1 : 0;
  }
  return withoutRepeats(trimmed(out, count)); // a document may have several values
}

function withoutRepeats(documents: DocSet): DocSet {
  for (let i = 1; i < documents.length; i++)
    if (documents[i] === documents[i - 1])
      return documents.filter((document, at) => at === 0 || documents[at - 1] !== document);
  return documents;
}
