import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseQuery } from "../../src/query/parse-query.ts";
import { planQuery } from "../../src/query/plan.ts";
import { markFinder } from "../../src/search/shown/marks.ts";
import { snippetOf } from "../../src/search/shown/snippet.ts";

const CLOCK = { nowMs: 0, timeZone: "UTC" };

/** What is marked for a query in a text of a field, each in brackets. */
function marked(query: string, text: string, field = "body", length = 1000): string {
  const plan = planQuery(parseQuery(query).tree, { clock: CLOCK });
  const snippet = snippetOf(text, markFinder(plan, field)(text), length);
  let out = "";
  let at = 0;
  for (const { start, end } of snippet.marks) {
    out += `${snippet.text.slice(at, start)}[${snippet.text.slice(start, end)}]`;
    at = end;
  }
  const body = out + snippet.text.slice(at);
  return `${snippet.cutBefore ? "…" : ""}${body}${snippet.cutAfter ? "…" : ""}`;
}

describe("marks", () => {
  it.each([
    ["ete", "Un Été à Paris", "Un [Été] à Paris"],
    ["a -b", "a b", "[a] b"],
    ["a OR c", "a b c", "[a] b [c]"],
    ['"let me know"', "let me, or let me know", "let me, or [let] [me] [know]"],
    ['"know let"~1', "let me know", "[let] me [know]"],
    ["invoi*", "Invoices and voices", "[Invoices] and voices"],
    ["invoce~1", "an invoice", "an [invoice]"],
    ["INV-2041", "see INV-2041.", "see [INV]-[2041]."],
    ["/\\d{4}/", "in 2017 and 18", "in [2017] and 18"],
    ["subject:a", "a", "a"],
    ["date:2017 has:attachment", "2017", "2017"],
  ])("of %s in %j", (query, text, expected) => {
    expect(marked(query, text)).toBe(expected);
  });
});

describe("snippetOf", () => {
  it("takes the stretch with the most different clauses", () => {
    const filler = "lorem ipsum ".repeat(40);
    const text = `budget budget budget ${filler} the budget of March ${filler}`;
    expect(marked("budget march", text, "body", 60)).toContain("[budget] of [March]");
  });

  it("takes the beginning of a text without marks", () => {
    expect(marked("absent", "one two three four five", "body", 10)).toBe("one two…");
  });

  it("never marks outside its text or cuts a character in two", () => {
    const text = fc.string({
      unit: fc.constantFrom("a", "b ", "é", "😀", "\n", "\ud83d"),
      maxLength: 120,
    });
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 60 }), (body, length) => {
        const plan = planQuery(parseQuery("a é b").tree, { clock: CLOCK });
        const snippet = snippetOf(body, markFinder(plan, "body")(body), length);
        expect(body).toContain(snippet.text);
        let last = 0;
        for (const { start, end } of snippet.marks) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(snippet.text.length);
          last = end;
        }
      }),
    );
  });
});
