/**
 * meta.xml of OpenDocument (ODF 1.3 part 3, section 4.3) -> metadata values. `initial-creator` made the document, `dc:creator` is
 * who saved it last: the words mislead, the fields do not.
 *
 * Times carry no zone: they are the clock of the machine.
 */
import type { Draft } from "../draft.ts";
import { parseIsoDate } from "../stated-time.ts";
import type { XmlAttributes } from "../xml-events.ts";
import type { OfficePackage } from "./office-package.ts";

const FIELDS = new Map<string, readonly [field: string, written: string]>([
  ["initial-creator", ["creator", "meta:initial-creator"]],
  ["creator", ["lastsavedby", "dc:creator"]],
  ["printed-by", ["people", "meta:printed-by"]],
  ["contributor", ["people", "dc:contributor"]],
  ["creation-date", ["created", "meta:creation-date"]],
  ["date", ["modified", "dc:date"]],
  ["print-date", ["printed", "meta:print-date"]],
  ["editing-cycles", ["revision", "meta:editing-cycles"]],
  ["editing-duration", ["editminutes", "meta:editing-duration"]],
  ["generator", ["app", "meta:generator"]],
  ["title", ["title", "dc:title"]],
  ["subject", ["docsubject", "dc:subject"]],
  ["description", ["keywords", "dc:description"]],
  ["keyword", ["keywords", "meta:keyword"]],
  ["language", ["other", "dc:language"]],
  ["publisher", ["company", "dc:publisher"]],
]);

const TIMES: ReadonlySet<string> = new Set(["created", "modified", "printed"]);

/** Minutes of an ISO 8601 duration "P1DT2H3M4.5S", null when it is none (years and months have no length). */
export function durationMinutes(text: string): number | null {
  const parts =
    /^\s*P(?:(\d{1,6})D)?(?:T(?:(\d{1,7})H)?(?:(\d{1,7})M)?(?:(\d{1,7}(?:\.\d{1,9})?)S)?)?\s*$/.exec(
      text,
    );
  if (parts === null) return null;
  const [, days = "0", hours = "0", minutes = "0", seconds = "0"] = parts;
  return Number(days) * 1440 + Number(hours) * 60 + Number(minutes) + Number(seconds) / 60;
}

function addValue(draft: Draft, field: string, text: string, source: string): void {
  if (TIMES.has(field)) {
    const time = parseIsoDate(text);
    draft.value(field, text.trim(), source, time === null ? {} : { time });
  } else if (field === "editminutes") {
    const minutes = durationMinutes(text);
    const whole = minutes === null ? null : Math.floor(minutes);
    draft.value(field, text.trim(), source, whole === null ? {} : { number: whole });
  } else if (field === "revision" && /^\s*\d{1,15}\s*$/.test(text)) {
    draft.value(field, text.trim(), source, { number: Number(text) });
  } else draft.value(field, text, source);
}

const COUNTS = ["page-count", "table-count"] as const;

/** Elements that say what they say in attributes. */
function addAttributes(draft: Draft, name: string, attributes: XmlAttributes, part: string): void {
  if (name === "template") {
    for (const key of ["title", "href"]) {
      const text = attributes.get(key) ?? "";
      if (text !== "")
        draft.value(key === "href" ? "link" : "template", text, `${part} meta:template ${key}`);
    }
    const date = attributes.get("date") ?? "";
    if (date !== "") draft.value("other", date, `${part} meta:template date`);
  }
  if (name === "document-statistic") {
    for (const key of COUNTS) {
      const text = attributes.get(key) ?? "";
      if (/^\d{1,9}$/.test(text) && key === "page-count") {
        draft.number("pages", Number(text), `${part} meta:${key}`);
      }
    }
  }
  if (name === "auto-reload" || name === "hyperlink-behaviour") {
    const href = attributes.get("href") ?? "";
    if (href !== "") draft.value("link", href, `${part} meta:${name}`);
  }
}

/** Reads meta.xml of the package. */
export async function addOdfMeta(part: string, parts: OfficePackage, draft: Draft): Promise<void> {
  let text = "";
  let userName = "";
  await parts.readXml(part, {
    open: (name, attributes) => {
      // OpenOffice 1 wraps its keywords in an element of their own
      if (name !== "keywords") text = "";
      if (name === "user-defined") userName = attributes.get("name") ?? "";
      addAttributes(draft, name, attributes, part);
      return undefined;
    },
    text: (piece) => {
      text += piece;
    },
    close: (name) => {
      const known = FIELDS.get(name);
      if (known !== undefined) addValue(draft, known[0], text, `${part} ${known[1]}`);
      if (name === "user-defined" && text.trim() !== "") {
        draft.value("other", text, `${part} meta:user-defined "${userName.slice(0, 200)}"`);
      }
      text = "";
    },
  });
}
