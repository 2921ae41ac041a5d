/** A survey of invented documents, for what is counted about a claim. Nothing is indexed. */
import { createHash } from "node:crypto";
import { type Frame, frameOf } from "../../src/assess/draw.ts";
import type { Survey } from "../../src/assess/survey.ts";

/** SHA-256 of the number: content id of the document with that docId. */
export const inventedId = (n: number): string =>
  createHash("sha256").update(String(n)).digest("hex");

/** `size` documents; the first `census` match the counter-evidence. docId and position are the number. */
export function inventedSurvey(size: number, census: number): Survey {
  const items = Array.from({ length: size }, (_, n) => ({
    docId: n,
    contentId: inventedId(n),
    copies: 1,
    sentAt: null,
    hasFiles: false,
    isBulk: false,
    flags: [],
    unreadParts: 0,
  }));
  const positions = items.map((_, n) => n);
  const members = positions.slice(0, census);
  const set = { name: "cash", description: "", members, terms: [{ term: "cash", members }] };
  return {
    items,
    families: size,
    population: positions,
    excluded: [],
    outside: 0,
    categories: [],
    counter: [set],
  };
}

/** The frame of a survey under a seed of its own. */
export const inventedFrame = (survey: Survey): Frame => frameOf(survey, inventedId(-1));
