/** How flags of one cause are weighed: a check that one sender's clock sets off again and again says it of the clock. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { findIndex } from "../../src/catalog/index-folder.ts";
import { CatalogReader } from "../../src/catalog/read-catalog.ts";
import { gather } from "../../src/flags/gather.ts";
import { leaksiftEnds } from "../support/cli.ts";
import { testFolder } from "../support/custody.ts";

const home = testFolder("gather");

/** A mail that says it was sent two days after the first server stamped it. */
const ahead = (sender: string, number: number): string => `From: ${sender}
To: bob@example.net
Subject: Number ${number}
Date: Wed, ${8 + number} Mar 2017 09:00:00 +0000
Message-ID: <${sender.split("@")[0]}${number}@example.org>
Received: from mx.example.org by in.example.net with ESMTP id a${number}; Mon, ${6 + number} Mar 2017 08:59:00 +0000

Text ${number} of ${sender}.
`;

const MAILS: readonly (readonly [sender: string, count: number])[] = [
  ["two@example.org", 2],
  ["three@example.org", 3],
  ["four@example.org", 4],
  ["Cased@example.org", 1],
  ["CASED@EXAMPLE.ORG", 2],
];

/** Levels of the flags of the check by sender. */
function levelsBySender(): Record<string, string[]> {
  mkdirSync(join(home, "dump"));
  const mails = MAILS.flatMap(([sender, count]) => Array<string>(count).fill(sender));
  for (const [i, sender] of mails.entries())
    writeFileSync(join(home, "dump", `${i}.eml`), ahead(sender, i));
  leaksiftEnds(0, ["index", "dump", "--index", "ix"], { cwd: home });
  const catalog = new CatalogReader(findIndex(join(home, "ix"), undefined, home));
  try {
    const { ranked } = gather(catalog, [], {
      checks: ["date-after-first-hop"],
      level: "low",
      muted: new Set(),
      roots: null,
    });
    const levels: Record<string, string[]> = {};
    for (const { level, rootIds } of ranked) {
      const sender = catalog.document(rootIds[0] ?? -1).envelope?.from[0]?.address.toLowerCase();
      levels[sender ?? ""] = [...(levels[sender ?? ""] ?? []), level];
    }
    return levels;
  } finally {
    catalog.close();
  }
}

it("a Date after the first hop speaks of the sender's clock from three mails on, and of the mail below", () => {
  expect(levelsBySender()).toEqual({
    "two@example.org": ["medium", "medium"],
    "three@example.org": ["low", "low", "low"],
    "four@example.org": ["low", "low", "low", "low"],
    "cased@example.org": ["low", "low", "low"],
  });
});
