/**
 * PresentationML and DrawingML parts (ISO 29500-1 sections 19 to 21): slides in their order, notes, comments and their authors, text of
 * charts, diagrams and text boxes; names of masters and layouts.
 */

import type { Distinct } from "../distinct.ts";
import type { Draft } from "../draft.ts";
import type { XmlHandlers } from "../xml-events.ts";
import { languageOfBuiltIn } from "./app-language-names.ts";
import { falselyUtc } from "./docx-text.ts";
import type { Relationship } from "./office-package.ts";
import type { PartReader } from "./xlsx-people.ts";
import { FLUSH_CHARS } from "./xlsx-text.ts";

/** presentation.xml: normalised slide part -> number, from 1, in the order shown. */
export function presentationReader(
  relationships: readonly Relationship[],
  slides: Map<string, number>,
): XmlHandlers {
  const parts = new Map(relationships.map((relation) => [relation.id, relation.part]));
  return {
    open: (name, attributes) => {
      if (name !== "sldId") return undefined;
      // `id` and `r:id` share a local name and stand in any order
      for (const value of attributes.values()) {
        const part = parts.get(value);
        if (part !== undefined && !slides.has(part)) slides.set(part, slides.size + 1);
      }
      return undefined;
    },
  };
}

/** Root element -> place of the DrawingML text inside; null for slides, whose place is their number. */
const PLACES = new Map<string, string | null>([
  ["sld", null],
  ["notes", "notes"],
  ["chartSpace", "chart"],
  ["dataModel", "diagram"],
  ["wsDr", "drawing"],
  ["userShapes", "drawing"],
]);

/**
 * Handlers for any part whose text is `a:t` inside `a:p`; null when the root is none of them. Of a chart every `v` counts: cached labels, labels
 * written in the chart itself (`c:tx`, `c:strLit`), and the `pt` of charts since Office 2016 (`cx:strDim`), which hold their text directly.
 */
export function drawingReader(root: string, slidePlace: string, draft: Draft): PartReader | null {
  const known = PLACES.get(root);
  if (known === undefined) return null;
  const place = known ?? slidePlace;
  let text = "";
  let inText = false;
  let inPoint = false;
  const isChart = root === "chartSpace";
  let fallback = 0;
  const flush = (): void => {
    draft.text(place, text);
    text = "";
  };
  return {
    handlers: {
      open: (name, attributes, depth) => {
        if (name === "Fallback" && fallback === 0) fallback = depth;
        inPoint = isChart && name === "pt";
        inText = fallback === 0 && (name === "t" || inPoint || (isChart && name === "v"));
        if (name === "br") text += "\n";
        if (name === "sld" && attributes.get("show") === "0") draft.feature("hidden-slides");
        // alternative text of a picture is often all that names it
        if (name === "cNvPr" && fallback === 0) {
          const described = attributes.get("descr") ?? "";
          if (described !== "") text += `${described}\n`;
        }
        if (text.length > FLUSH_CHARS) flush();
        return draft.hasRoom() ? undefined : "stop";
      },
      text: (piece) => {
        // blanks between a point and its value are layout
        if (inText && !(inPoint && piece.trim() === "")) text += piece;
      },
      close: (name, depth) => {
        if (depth === fallback) fallback = 0;
        if (fallback === 0 && (name === "p" || (inText && name !== "t"))) text += "\n";
        else if (name === "tc") text += "\t";
        inText = false;
      },
    },
    finish: () => {
      if (root === "notes" && text.trim() !== "") draft.feature("notes");
      flush();
    },
  };
}

/** Comments of slides, old (`cm` with `text`) and new (DrawingML text), and both lists of their authors. */
export function slideCommentsReader(part: string, draft: Draft, distinct: Distinct): PartReader {
  let text = "";
  let inText = false;
  return {
    handlers: {
      open: (name, attributes) => {
        if (name === "cmAuthor" || name === "author") {
          distinct.value("commentby", attributes.get("name") ?? "", `${part} ${name} name`);
          distinct.value("people", attributes.get("userId") ?? "", `${part} ${name} userId`);
        }
        if (name === "cm" || name === "reply") {
          draft.feature("comments");
          const date = attributes.get("dt") ?? attributes.get("created") ?? "";
          if (date !== "") distinct.time("changedat", date, falselyUtc(date), `${part} ${name}`);
        }
        inText = name === "text" || name === "t";
        return undefined;
      },
      text: (piece) => {
        if (inText && text.length < FLUSH_CHARS) text += piece;
      },
      close: (name) => {
        inText = false;
        if (name === "cm" || name === "reply" || name === "p") text += "\n";
      },
    },
    finish: () => draft.text("comments", text),
  };
}

/** Name of a theme, slide master or layout: built-in ones betray the language of the interface. Stops after the name. */
export function masterNameReader(part: string, distinct: Distinct): XmlHandlers {
  return {
    open: (name, attributes, depth) => {
      const isTheme = depth === 1 && name === "theme";
      if (!isTheme && name !== "cSld") return depth > 3 ? "stop" : undefined;
      const called = attributes.get("name") ?? "";
      distinct.value("sheet", called, `${part} name`);
      const language = languageOfBuiltIn(called);
      if (language !== null) distinct.value("applang", language, `${part} name "${called}"`);
      return "stop";
    },
  };
}
