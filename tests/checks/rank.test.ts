/** Levels after combination: independent causes raise a level, one cause seen twice does not. */
import { describe, expect, it } from "vitest";
import { checkById } from "../../src/checks/engine/engine.ts";
import { type Hit, rank } from "../../src/checks/engine/rank.ts";

const hit = (id: string, rootId = 1): Hit => {
  const check = checkById(id);
  if (check === undefined) throw new Error(`no check ${id}`);
  return {
    check: id,
    level: check.level,
    lines: [check.line],
    cost: check.cost,
    rarity: 1,
    sentence: "",
    members: [{ docId: rootId, rootId }],
    isFinding: check.scope === "corpus",
  };
};
const levelOf = (...ids: readonly string[]): string | undefined =>
  rank(ids.map((id) => hit(id)))[0]?.level;

describe("two flags of one message", () => {
  it.each([
    [
      "a wrong Date seen by server and reply",
      "medium",
      ["date-after-first-hop", "reply-before-parent"],
    ],
    [
      "a wrong Date seen by server and weekday",
      "medium",
      ["date-after-first-hop", "date-weekday-wrong"],
    ],
    ["a wrong Date and a copied signature", "high", ["date-after-first-hop", "signature-shared"]],
    [
      "a wrong Date and a program that was not out",
      "high",
      ["date-after-first-hop", "program-newer-than-date"],
    ],
    ["a wrong Date and a pasted Received", "high", ["date-weekday-wrong", "queue-id-shared"]],
    [
      "a wrong Date seen by two servers",
      "medium",
      ["date-after-first-hop", "transport-clock-disagrees-with-date"],
    ],
    ["one flag", "medium", ["reply-before-parent"]],
  ])("of %s: %s", (_, level, ids) => {
    expect(levelOf(...ids)).toBe(level);
  });
});
