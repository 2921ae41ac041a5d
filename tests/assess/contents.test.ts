/** What `assess` says of the contents: words that set the uncategorised rest apart, sums of money by what they are. On mail written for it. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Assessment } from "../../src/assess/assessment.ts";
import { leaksiftEnds } from "../support/cli.ts";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "leaksift-contents-")));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const mail = (n: number, sender: string, body: string): string =>
  [
    `From: ${sender} <${sender.toLowerCase()}@example.org>`,
    "To: Ben <ben@example.org>",
    `Subject: Number ${n}`,
    `Message-ID: <${n}@example.org>`,
    "Content-Type: text/plain; charset=utf-8",
    "",
    body,
    "",
  ].join("\r\n");

const CLAIM = `schema: leaksift-claim/1
id: contents
claim: All of it is banal.
kind: universal
population: {query: '*'}
categories: [{name: lunch, query: lunch}]
counterEvidence: {question: Is it?, queries: [{name: cash, query: offshore}]}
sample: {size: 5}
amounts: true
seed: {author: test}
`;

const ENGLISH = "We have been there and they will not be with you this time, as you know from us.";
const GERMAN = "Wir werden auch mit dem Zug kommen und nicht auf die anderen warten, oder sie bei";

/** 30 about lunch and 30 about the harbour, in English; 25 in German, none about lunch. */
function written(n: number): string {
  if (n < 30) return mail(n, `Anna${n % 5}`, `${ENGLISH} Lunch costs ${9 + (n % 7)} euros.`);
  if (n < 60) {
    const sender = `Carla${n % 5}`;
    const form = n % 5 === 0 ? "ticketform" : "";
    return mail(
      n,
      sender,
      `${ENGLISH} The harbour. Invoice of ${100 + n} euros. ${form} ${sender}`,
    );
  }
  return mail(n, `Dora${n % 5}`, `${GERMAN} Nummer ${n}.`);
}

describe("what assess says of the contents", () => {
  it("compares words within a language, leaves out one sender's and names; sorts amounts by what stands beside them", () => {
    mkdirSync(join(folder, "mails"));
    for (let n = 0; n < 85; n++) writeFileSync(join(folder, "mails", `${n}.eml`), written(n));
    const large = "Invoice of 9 000 euros, to be settled";
    writeFileSync(join(folder, "mails", "85.eml"), mail(85, "Emil", `${ENGLISH} ${large}`));
    const list = Array.from({ length: 30 }, (_, i) => `${1_000_000 + i} euros`).join(", ");
    writeFileSync(join(folder, "mails", "86.eml"), mail(86, "Emil", `${ENGLISH} Prices: ${list}`));
    writeFileSync(join(folder, "claim.yaml"), CLAIM);
    leaksiftEnds(0, ["index", "mails", "--index", "index"], { cwd: folder });
    const args = ["assess", "claim.yaml", "--index", "index"];
    const { out } = leaksiftEnds(0, [...args, "--json"], { cwd: folder });
    const { uncategorized, amounts } = JSON.parse(out) as Assessment;
    const [english, german] = uncategorized.languages;
    expect(english).toMatchObject({ language: "en", inside: 32, outside: 30 });
    const words = english?.terms.map(({ term }) => term);
    expect(words).toContain("harbour");
    expect(words).not.toContain("ticketform");
    expect(words?.filter((word) => word.startsWith("carla"))).toEqual([]);
    expect(german).toMatchObject({ language: "de", inside: 25, outside: 0, terms: [] });

    const [euros] = amounts;
    expect(euros?.lists).toEqual({ documents: 1, amounts: 30 });
    const byRole = new Map(euros?.roles.map((role) => [role.role, role]));
    expect(byRole.get("invoice")).toMatchObject({ amounts: 31, largest: 9000, outliers: 1 });
    expect(byRole.get("price")).toMatchObject({ documents: 30, outliers: 0 });
    expect(euros?.largest[0]).toMatchObject({ value: 9000, role: "invoice", outlier: true });
    expect(leaksiftEnds(0, args, { cwd: folder }).out).toContain("9 000 euros  outlier of invoice");
  });
});
