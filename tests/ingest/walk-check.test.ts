/**
 * While indexing, the fast walk is compared with mailparser on a sample that depends on the mails alone; where they differ, the source goes on with mailparser, and
 * the index is the same whatever the number of workers. A header that only tests honour makes the fast walk lose all parts of a mail.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { WalkCheck } from "../../src/ingest/walk-check.ts";
import type { Sha256 } from "../../src/model/ids.ts";
import { scanHeaders } from "../../src/parse/header-scan.ts";
import { canonicalSha256 } from "../../src/split/message-bytes.ts";
import { leaksift, leaksiftEnds } from "../support/cli.ts";
import { ids, json, testFolder } from "../support/custody.ts";
import { mail, mbox } from "../support/small-dump.ts";

const home = testFolder("walks");
/** Faults are honoured; none is injected by name. */
const env = { LEAKSIFT_FAULT: "none" };

const faulty = (message: string): string =>
  message.replace("MIME-Version", "X-Leaksift-Fault: walk\r\nMIME-Version");

const idOf = (message: string): Sha256 => canonicalSha256(Buffer.from(message));
const isDrawn = (message: string): boolean =>
  Number.parseInt(idOf(message).slice(0, 8), 16) % 200 === 0;

const withFile = (number: number, tail = ""): string =>
  mail(number, {
    body: `word${number} ${tail}`,
    files: [
      [`note${number}.txt`, `content of note${number}`],
      ["filler.txt", "a ".repeat(8000)],
    ],
  });

/** A mail with a file that the fast walk gets wrong, and that is in the sample (or is not). */
function faultyMail(number: number, drawn: boolean): string {
  for (let tail = 0; ; tail++) {
    const message = faulty(withFile(number, `tail${tail}`));
    if (isDrawn(message) === drawn) return message;
  }
}

describe("which mails are compared", () => {
  const bytes = Buffer.from(mail(1, { files: [["a.txt", "a"]] }));
  const scan = scanHeaders(bytes);
  const id = (number: number): Sha256 =>
    number.toString(16).padStart(8, "0").padEnd(64, "0") as Sha256;
  const counted = (place: number, number: number, mails = 1) => {
    const check = new WalkCheck(false);
    check.begin({ sourceId: 1, place });
    for (let i = 0; i < mails; i++) check.splitFor(id(number), bytes)(scan);
    const { fast, compared } = check.take().counts;
    return { fast, compared };
  };

  it.each([
    [0, 1, 1],
    [49, 1, 1],
    [50, 1, 0],
    [50, 199, 0],
    [50, 200, 1],
    [50, 201, 0],
    [1_000_000, 400, 1],
  ])("record %i with id %i: %i", (place, number, compared) => {
    expect(counted(place, number)).toEqual({ fast: 1, compared });
  });

  it("are the first of a mailbox inside one of the first records, not all of it", () => {
    expect(counted(0, 1, 50)).toEqual({ fast: 50, compared: 50 });
    expect(counted(0, 1, 60)).toEqual({ fast: 60, compared: 50 });
  });

  it("none where mailparser is asked for, or is used since a difference", () => {
    const always = new WalkCheck(true);
    always.begin({ sourceId: 1, place: 0 });
    always.splitFor(id(1), bytes)(scan);
    expect(always.take().counts).toEqual({ fast: 0, compared: 0, different: 0, mailparserOnly: 1 });
    const since = new WalkCheck(false);
    since.restart([7]);
    for (const sourceId of [7, 8]) {
      since.begin({ sourceId, place: 0 });
      since.splitFor(id(1), bytes)(scan);
    }
    expect(since.take().counts).toEqual({ fast: 1, compared: 1, different: 0, mailparserOnly: 1 });
  });
});

describe("a mailbox on which the walks differ", () => {
  const [BEFORE, FIRST, BEHIND] = [125, 225, 560];
  // Twelve megabytes: several tasks, of which some are read before the difference is known
  const messages = Array.from({ length: 600 }, (_, i) => withFile(i));
  messages[FIRST] = faultyMail(FIRST, true);
  messages[BEFORE] = faultyMail(BEFORE, false);
  messages[BEHIND] = faultyMail(BEHIND, false);
  writeFileSync(join(home, "box.mbox"), mbox(messages));
  const index = (name: string, ...more: string[]) =>
    leaksift(["index", "box.mbox", "--index", name, "--memory", "2GB", ...more], {
      cwd: home,
      env,
    });
  const one = index("one", "--workers", "1");

  it("says so, and goes on with mailparser from the next record on", () => {
    expect(one.code, one.err).toBe(3);
    expect(one.out).toMatch(/ of 226 messages compared, 1 differed; mailparser alone split 374\./);
    const { problems } = json(home, 0, "problems", "--index", "one");
    expect(problems).toMatchObject([{ code: "walks-differ", severity: "partial" }]);
    expect(json(home, 0, "stats", "--index", "one")["walks"]).toMatchObject({
      fast: 226,
      different: 1,
      mailparserOnly: 374,
    });
    for (const [number, files] of [
      [BEFORE, 0],
      [FIRST, 1],
      [BEHIND, 1],
    ])
      expect(ids(home, `filename:note${number}`, "one"), String(number)).toHaveLength(files ?? 0);
  });

  it("gives the same index with any number of workers", () => {
    const dump = (name: string): string =>
      leaksiftEnds(0, ["dump", "--index", name], { cwd: home }).out;
    expect(index("many", "--workers", "4").code).toBe(3);
    expect(dump("many")).toBe(dump("one"));
  });

  it("gives back the files that mailparser found, and is verified", () => {
    const again = (...args: string[]) => leaksift([...args, "--index", "one"], { cwd: home, env });
    for (const number of [FIRST, BEHIND]) {
      const [id = ""] = ids(home, `filename:note${number}`, "one");
      expect(again("show", id, "--part", "1", "--raw").out).toBe(`content of note${number}`);
    }
    const verified = again("verify");
    expect(verified.out).toContain("1 differed");
    expect(verified.code, verified.out).toBe(0);
  });

  it("is as mailparser says everywhere when it is asked for", () => {
    const run = index("mailparser", "--parser", "mailparser");
    expect(run.code, run.err).toBe(0);
    expect(run.out).toContain("mailparser split 600 messages.");
    expect(ids(home, `filename:note${BEFORE}`, "mailparser")).toHaveLength(1);
  });
});
