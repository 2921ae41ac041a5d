/** The values of the text fields of a stored document, as they were indexed. Pure: who calls says where text, headers and metadata come from. */
import type { StoredDocument } from "../catalog/stored-rows.ts";
import type { Address } from "../model/message.ts";
import type { MetadataValue } from "../model/metadata.ts";
import { splitPlaces } from "../text-places.ts";

/** The columns of a stored document that values are read from. */
export type ValuedDocument = Pick<StoredDocument, "kind" | "name" | "envelope">;

/** What is stored of a document beside its row; each is asked for only when a field needs it. */
export interface DocumentParts {
  readonly text: () => string;
  readonly headers: () => readonly (readonly [string, string])[];
  readonly metadata: () => readonly Pick<MetadataValue, "field" | "text" | "state">[];
}

/** As the index has it: name, then address. */
const written = ({ name, address }: Address): string =>
  name === "" ? address : `${name} ${address}`;

const filled = (values: readonly string[]): string[] => values.filter((value) => value !== "");

/** Values of fields that the document's row holds. */
function rowValues({ envelope, name }: ValuedDocument, field: string): string[] {
  switch (field) {
    case "subject":
      return filled([envelope?.subject ?? ""]);
    case "from":
      return envelope?.from.map(written) ?? [];
    case "to":
      return envelope === null
        ? []
        : [...envelope.to, ...envelope.cc, ...envelope.bcc].map(written);
    case "cc":
      return envelope?.cc.map(written) ?? [];
    case "bcc":
      return envelope?.bcc.map(written) ?? [];
    default:
      return filled([name]);
  }
}

const ROW_FIELDS = new Set(["subject", "from", "to", "cc", "bcc", "filename"]);

/** The values of one text field in the order indexed, e.g. `["Anna Weber anna@example.org"]` for "from"; empty when the field is. */
export function valuesIn(
  document: ValuedDocument,
  field: string,
  parts: DocumentParts,
): readonly string[] {
  if (ROW_FIELDS.has(field)) return rowValues(document, field);
  switch (field) {
    case "body":
      return document.kind === "message" ? filled([parts.text()]) : [];
    case "attachment":
      if (document.kind === "message") return [];
      return splitPlaces(parts.text()).map((block) => block.text);
    case "mailer":
      return parts
        .headers()
        .flatMap(([name, value]) => (name === "x-mailer" || name === "user-agent" ? [value] : []));
    default:
      return parts
        .metadata()
        .flatMap((value) =>
          value.field === field && value.state === "present" ? [value.text] : [],
        );
  }
}
