/**
 * Parts of a workbook that name people and other machines: comments, threads, revisions of a shared workbook, pivot caches,
 * connections, external links (ISO 29500-1 sections 18.7, 18.10, 18.11, 18.13, 18.14; MS-XLSX 2.6.205).
 */
import { addLink, type Distinct } from "../distinct.ts";
import type { Draft } from "../draft.ts";
import type { XmlAttributes, XmlHandlers } from "../xml-events.ts";
import { falselyUtc } from "./docx-text.ts";
import { FLUSH_CHARS } from "./xlsx-text.ts";

export interface PartReader {
  readonly handlers: XmlHandlers;
  readonly finish: () => void;
}

/** comments1.xml: authors once, then the comments. */
export function sheetCommentsReader(part: string, draft: Draft, distinct: Distinct): PartReader {
  let text = "";
  let author: string | null = null;
  let inText = false;
  let phonetic = 0;
  return {
    handlers: {
      open: (name) => {
        if (name === "author") author = "";
        if (name === "rPh") phonetic++;
        if (name === "t") inText = phonetic === 0;
        return draft.hasRoom() ? undefined : "stop";
      },
      text: (piece) => {
        if (author !== null) author += piece;
        else if (inText) text += piece;
      },
      close: (name) => {
        if (name === "author" && author !== null) {
          // "tc={…}" stands for a thread, whose people are listed elsewhere
          if (!author.startsWith("tc={")) distinct.value("commentby", author, `${part} author`);
          author = null;
        }
        if (name === "rPh") phonetic--;
        if (name === "t") inText = false;
        if (name === "comment") text += "\n";
      },
    },
    finish: () => {
      draft.feature("comments");
      draft.text("comments", text);
    },
  };
}

/** threadedComment1.xml and persons/person.xml: the text of a thread, its times (UTC here), everyone in it. */
export function threadsReader(
  part: string,
  persons: Map<string, string>,
  draft: Draft,
  distinct: Distinct,
): PartReader {
  let text = "";
  let inText = false;
  return {
    handlers: {
      open: (name, attributes) => {
        if (name === "person") {
          distinct.value("people", attributes.get("displayName") ?? "", `${part} displayName`);
          distinct.value("people", attributes.get("userId") ?? "", `${part} userId`);
          persons.set(attributes.get("id") ?? "", attributes.get("displayName") ?? "");
        }
        if (name === "threadedComment") {
          const author = persons.get(attributes.get("personId") ?? "") ?? "";
          distinct.value("commentby", author, `${part} personId`);
          const date = attributes.get("dT") ?? "";
          distinct.time("changedat", date, falselyUtc(date), `${part} dT`);
        }
        inText = name === "text";
        return undefined;
      },
      text: (piece) => {
        if (inText) text += piece;
      },
      close: (name) => {
        inText = false;
        if (name === "threadedComment") text += "\n";
      },
    },
    finish: () => {
      if (text.trim() !== "") draft.feature("comments");
      draft.text("comments", text);
    },
  };
}

/** Log of a shared workbook and its list of users: who saved when. */
function sharedLog(
  name: string,
  attributes: XmlAttributes,
  part: string,
  distinct: Distinct,
): void {
  if (name === "header") {
    distinct.value("changedby", attributes.get("userName") ?? "", `${part} header userName`);
    const date = attributes.get("dateTime") ?? "";
    distinct.time("changedat", date, falselyUtc(date), `${part} header dateTime`);
  }
  if (name === "userInfo") {
    distinct.value("people", attributes.get("name") ?? "", `${part} userInfo name`);
  }
}

/** Revision log parts of a shared workbook (roots `headers`, `users`). */
export function sharedLogReader(part: string, draft: Draft, distinct: Distinct): PartReader {
  return {
    handlers: {
      open: (name, attributes) => {
        if (name === "header") draft.feature("tracked-changes");
        sharedLog(name, attributes, part, distinct);
        return undefined;
      },
    },
    finish: () => {},
  };
}

/** Pivot caches keep values of source sheets that may be gone, and who refreshed them. */
export function pivotReader(part: string, draft: Draft, distinct: Distinct): PartReader {
  let text = "";
  return {
    handlers: {
      open: (name, attributes) => {
        if (name === "pivotCacheDefinition") {
          distinct.value("people", attributes.get("refreshedBy") ?? "", `${part} refreshedBy`);
        } else if (name === "worksheetSource") {
          distinct.value(
            "other",
            attributes.get("name") ?? attributes.get("sheet") ?? "",
            `${part} ${name}`,
          );
        }
        if (name === "s" || name === "n" || name === "d" || name === "cacheField") {
          const value = attributes.get(name === "cacheField" ? "name" : "v") ?? "";
          if (value !== "") text += `${value}\n`;
          if (text.length > FLUSH_CHARS) {
            draft.text("pivot cache", text);
            text = "";
          }
        }
        return draft.hasRoom() ? undefined : "stop";
      },
    },
    finish: () => draft.text("pivot cache", text),
  };
}

const CONNECTION_KEYS = [
  "connection",
  "command",
  "sourceFile",
  "url",
  "odcFile",
  "description",
] as const;

/** connections.xml: where the data come from. Connection strings may hold user names; they are shown as stored. */
export function connectionsReader(part: string, draft: Draft, distinct: Distinct): PartReader {
  return {
    handlers: {
      open: (name, attributes) => {
        if (name === "connections") return undefined;
        draft.feature("external-links");
        for (const key of CONNECTION_KEYS) {
          const value = attributes.get(key);
          if (value !== undefined) addLink(distinct, value, `${part} ${name} ${key}`);
        }
        return undefined;
      },
    },
    finish: () => {},
  };
}

/** externalLink1.xml: names and cached cells of another workbook. */
export function externalLinkReader(part: string, draft: Draft, distinct: Distinct): PartReader {
  let text = "";
  let inValue = false;
  return {
    handlers: {
      open: (name, attributes) => {
        if (name === "sheetName") {
          distinct.value("sheet", attributes.get("val") ?? "", `${part} sheetName`);
        }
        if (name === "ddeLink") {
          draft.feature("dde");
          const target = `${attributes.get("ddeService") ?? ""}|${attributes.get("ddeTopic") ?? ""}`;
          distinct.value("link", target, `${part} ddeLink`);
        }
        inValue = name === "v";
        return draft.hasRoom() ? undefined : "stop";
      },
      text: (piece) => {
        if (inValue && text.length < FLUSH_CHARS) text += piece;
      },
      close: (name) => {
        inValue = false;
        if (name === "cell") text += "\t";
        if (name === "row") text += "\n";
      },
    },
    finish: () => draft.text("external link", text),
  };
}
