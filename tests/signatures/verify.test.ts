/** DKIM signatures: real signed mail with known outcomes, mail signed here by a second implementation, and what one changed byte does. */
import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalBody, withCrlf } from "../../src/signatures/canonical.ts";
import { readKeys } from "../../src/signatures/key-file.ts";
import { readTags } from "../../src/signatures/tags.ts";
import { messageState, verifySignatures } from "../../src/signatures/verify.ts";
import { corpusPath, itWith } from "../support/corpora.ts";

const NOTHING = { fromDomain: "", receivedAt: null, sentAt: null };
const rsa = generateKeyPairSync("rsa", { modulusLength: 1024 });
const short = generateKeyPairSync("rsa", { modulusLength: 512 });
const edwards = generateKeyPairSync("ed25519");

const base64Of = (key: KeyObject): string => {
  const der = key.export({ format: "der", type: "spki" });
  return (key.asymmetricKeyType === "ed25519" ? der.subarray(-32) : der).toString("base64");
};
const { keys } = readKeys(
  [
    `s._domainkey.example.org v=DKIM1; k=rsa; p=${base64Of(rsa.publicKey)}`,
    `short._domainkey.example.org v=DKIM1; t=y:s; p=${base64Of(short.publicKey)}`,
    `ed._domainkey.example.org. 300 IN TXT "v=DKIM1; k=ed25519; " "p=${base64Of(edwards.publicKey)}"`,
  ].join("\n"),
);

interface Mail {
  readonly headers: readonly string[];
  readonly body: string;
}
const MAIL: Mail = {
  headers: [
    "Received: from a by b; Mon, 2 Jan 2017 10:00:01 +0000",
    "From: Anna Weber <anna@example.org>",
    "To: bob@example.net",
    "Subject: The  budget\r\n of\tthis year",
    "Date: Mon, 2 Jan 2017 10:00:00 +0000",
  ],
  body: "Dear Bob,\r\n\r\nthe  sum is 1,200.  \r\nFrom now on\tmore.\r\n\r\n\r\n",
};

/** Signs as the RFC says, by regular expressions over strings: shares nothing with the code under test. */
function signed(
  mail: Mail,
  options: {
    readonly form?: string;
    readonly names?: readonly string[];
    readonly algorithm?: string;
    readonly selector?: string;
    readonly key?: KeyObject;
    readonly more?: string;
    readonly length?: number;
  } = {},
): string {
  const { form = "relaxed/relaxed", names = ["from", "to", "subject", "date"] } = options;
  const { algorithm = "rsa-sha256", selector = "s", key = rsa.privateKey, more = "" } = options;
  const [headerForm, bodyForm] = form.split("/");
  const relax = (header: string): string => {
    const [, name = "", value = ""] = /^([^:]*):(.*)$/s.exec(header) ?? [];
    return `${name.trim().toLowerCase()}:${value
      .replace(/\r\n/g, "")
      .replace(/[ \t]+/g, " ")
      .trim()}`;
  };
  const one = (header: string): string => (headerForm === "relaxed" ? relax(header) : header);
  const lines =
    bodyForm === "relaxed"
      ? mail.body
          .replace(/[ \t]+/g, " ")
          .replace(/ \r\n/g, "\r\n")
          .replace(/ $/, "")
      : mail.body;
  const trimmed = lines.replace(/(?:\r\n)+$/, "");
  const body = trimmed === "" && bodyForm === "relaxed" ? "" : `${trimmed}\r\n`;
  const part = options.length === undefined ? body : body.slice(0, options.length);
  const hash = algorithm.endsWith("sha1") ? "sha1" : "sha256";
  const bh = createHash(hash).update(part, "latin1").digest("base64");
  const head = `DKIM-Signature: v=1; a=${algorithm}; c=${form}; d=example.org; s=${selector};\r\n\th=${names.join(":")}; bh=${bh};${more}\r\n\tb=`;
  const left = [...mail.headers];
  const chosen = names.flatMap((name) => {
    const at = left.findLastIndex((header) => header.toLowerCase().startsWith(`${name}:`));
    return at < 0 ? [] : left.splice(at, 1);
  });
  const data = Buffer.from([...chosen, head].map(one).join("\r\n"), "latin1");
  const value = algorithm.startsWith("ed25519")
    ? sign(null, createHash("sha256").update(data).digest(), key)
    : sign(hash, data, key);
  const folded = value.toString("base64").replace(/(.{40})/g, "$1\r\n\t ");
  return [`${head}${folded}`, ...mail.headers, "", mail.body].join("\r\n");
}

const states = (text: string, context = NOTHING) =>
  verifySignatures(Buffer.from(text, "latin1"), keys, context);
const stateOf = (text: string): string => messageState(states(text));

describe("a signature", () => {
  it.each(["simple/simple", "simple/relaxed", "relaxed/simple", "relaxed/relaxed", "relaxed"])(
    "of form %s is verified, with CRLF and with LF line ends",
    (form) => {
      const whole = form.includes("/") ? form : `${form}/simple`;
      const text = signed(MAIL, { form: whole });
      expect(stateOf(text)).toBe("verified");
      expect(stateOf(text.replaceAll("\r\n", "\n"))).toBe("verified");
    },
  );

  it("by Ed25519 and by SHA-1 is verified, the latter with a caution", () => {
    expect(
      stateOf(
        signed(MAIL, { algorithm: "ed25519-sha256", selector: "ed", key: edwards.privateKey }),
      ),
    ).toBe("verified");
    const old = states(signed(MAIL, { algorithm: "rsa-sha1" }));
    expect(old[0]?.state).toBe("verified");
    expect(old[0]?.cautions).toContain("sha1");
  });

  it("differs by one changed byte of body or covered header, and by no other header", () => {
    const text = signed(MAIL);
    expect(stateOf(text.replace("1,200", "1,300"))).toBe("body-differs");
    expect(stateOf(text.replace("Anna Weber", "Anna Webex"))).toBe("headers-differ");
    expect(stateOf(text.replace("from a by b", "from c by d"))).toBe("verified");
    expect(stateOf(text.replace("The  budget", "The budget"))).toBe("verified");
    expect(
      stateOf(signed(MAIL, { form: "simple/simple" }).replace("The  budget", "The budget")),
    ).toBe("headers-differ");
  });

  it("says so when the key is not at hand", () => {
    const [reading] = verifySignatures(Buffer.from(signed(MAIL), "latin1"), new Map(), NOTHING);
    expect(reading?.state).toBe("key-unknown");
    expect(reading?.keyName).toBe("s._domainkey.example.org");
  });

  it.each([
    ["one byte less than the body", -1, "verified", 1],
    ["the body", 0, "verified", 0],
    ["one byte more than the body", 1, "body-differs", 0],
  ])("with l= of %s", (_what, more, state, uncovered) => {
    const whole = canonicalBody(Buffer.from(MAIL.body, "latin1"), "relaxed").length;
    const length = whole + more;
    const [found] = states(signed(MAIL, { length, more: ` l=${length};` }));
    expect(found?.state).toBe(state);
    expect(found?.cautions.filter((name) => name === "body-part-only")).toHaveLength(uncovered);
  });

  it("covers a body part only where l= says so, and what is added is a caution", () => {
    const text = signed(MAIL, { length: 20, more: " l=20;" });
    const [reading] = states(`${text}Pay to another account.\r\n`);
    expect(reading?.state).toBe("verified");
    expect(reading?.cautions).toContain("body-part-only");
    expect(stateOf(signed(MAIL, { more: " l=99999;" }))).toBe("body-differs");
  });

  it("speaks for the last From only: one put before it is a caution", () => {
    const text = signed(MAIL).replace("Received:", "From: eve@example.com\r\nReceived:");
    const [reading] = states(text);
    expect(reading?.state).toBe("verified");
    expect(reading?.cautions).toContain("from-twice");
    const over = signed(MAIL, { names: ["from", "from", "to"] });
    expect(states(over)[0]?.cautions).not.toContain("from-twice");
    expect(stateOf(over.replace("Received:", "From: eve@example.com\r\nReceived:"))).toBe(
      "headers-differ",
    );
  });

  it("has cautions for weak and test keys, other domains, expiry at arrival, uncovered headers", () => {
    const text = signed(MAIL, {
      selector: "short",
      key: short.privateKey,
      names: ["from"],
      more: " t=1483351200; x=1483437600;",
      form: "relaxed/simple",
    });
    const at = (day: string, fromDomain: string) =>
      verifySignatures(Buffer.from(text, "latin1"), keys, {
        fromDomain,
        receivedAt: Date.parse(day),
        sentAt: null,
      })[0];
    expect(at("2017-01-02", "mail.example.org")?.cautions).toEqual([
      "date-not-covered",
      "subject-not-covered",
      "weak-key",
      "test-key",
    ]);
    expect(at("2017-02-02", "example.com")?.cautions).toEqual(
      expect.arrayContaining(["other-domain", "expired"]),
    );
    expect(at("2017-01-02", "")?.signedAt).toBe(1483351200000);
  });

  it("is verified for random mails and differs after a random change (seeded)", () => {
    const line = fc.string({ unit: fc.constantFrom(..."aB1 \t.=\u00e9"), maxLength: 30 });
    const body = fc
      .array(line, { maxLength: 8 })
      .map((lines) => lines.map((l) => `${l}\r\n`).join(""));
    const form = fc.constantFrom(
      "simple/simple",
      "relaxed/relaxed",
      "simple/relaxed",
      "relaxed/simple",
    );
    fc.assert(
      fc.property(body, form, line, (text, c, subject) => {
        const mail = {
          headers: [...MAIL.headers.slice(0, 3), `Subject: x${subject}`, "Date: x"],
          body: text,
        };
        const whole = signed(mail, { form: c });
        return stateOf(whole) === "verified" && stateOf(`${whole}y\r\n`) === "body-differs";
      }),
      { seed: 20171127, numRuns: 150 },
    );
  });
});

describe("hostile signatures", () => {
  it.each([
    ["no tags", "DKIM-Signature: nonsense"],
    ["a tag twice", "DKIM-Signature: v=1; a=rsa-sha256; a=rsa-sha1"],
    ["no From covered", signed(MAIL).replace("h=from:", "h=")],
    ["an unknown algorithm", signed(MAIL).replace("rsa-sha256", "rsa-md5")],
    ["an unknown form", signed(MAIL).replace("relaxed/relaxed", "loose")],
    ["a length that is none", signed(MAIL, { more: " l=-1;" })],
  ])("with %s are unreadable, with a reason", (_, text) => {
    const [reading] = states(
      text.includes("\r\n\r\n") ? text : `${text}\r\nFrom: a@b.example\r\n\r\nx\r\n`,
    );
    expect(reading?.state).toBe("unreadable");
    expect(reading?.reason).not.toBe("");
  });

  it("by the thousand are not all checked", () => {
    const many = `${"DKIM-Signature: v=1; a=rsa-sha256; b=x; bh=x; d=example.org; s=s; h=from\r\n".repeat(3000)}From: a@b.example\r\n\r\nx\r\n`;
    const readings = states(many);
    expect(readings.length).toBe(3000);
    expect(readings.filter(({ reason }) => reason.startsWith("only the first")).length).toBe(2980);
  });

  it("names of tags are taken as they stand", () => {
    expect(readTags("v=1; __proto__=x")).toBe(null);
    expect(readTags(" a = b ; c=d=e;")).toEqual(
      new Map([
        ["a", "b"],
        ["c", "d=e"],
      ]),
    );
  });
});

describe("canonical bodies", () => {
  it.each([
    ["", "\r\n", ""],
    ["\r\n\r\n", "\r\n", ""],
    ["a", "a\r\n", "a\r\n"],
    [" a \t b \r\n \r\n\r\n", " a \t b \r\n \r\n", " a b\r\n"],
    ["a\rb \r", "a\rb \r\r\n", "a\rb \r\r\n"],
  ])("of %j", (body, simple, relaxed) => {
    const form = (name: "simple" | "relaxed"): string =>
      canonicalBody(Buffer.from(body, "latin1"), name).toString("latin1");
    expect([form("simple"), form("relaxed")]).toEqual([simple, relaxed]);
  });

  it("have CRLF line ends, whatever the ends were", () => {
    expect(withCrlf(Buffer.from("\na\r\nb\n\r\nc")).toString()).toBe("\r\na\r\nb\r\n\r\nc");
  });
});

describe("key files", () => {
  it("say what is no key, and pass over what is no key record", () => {
    const { keys: read, problems } = readKeys(
      "# kept 2017\n_dmarc.example.org v=DMARC1\na._domainkey.example.org v=DKIM1; p=\nb._domainkey.example.org v=DKIM1; p=AAAA\nc._domainkey.example.org k=dsa; p=AAAA\n",
    );
    expect([...read.keys()]).toEqual(["a._domainkey.example.org"]);
    expect(problems.map(({ line }) => line)).toEqual([4, 5]);
  });
});

describe("real signed mail", () => {
  itWith({ corpus: "labelled" }, "has the known outcome for every one of 658 signatures", () => {
    const table = (name: string): string[][] =>
      readFileSync(corpusPath("torture", `truth/${name}`), "utf8")
        .trim()
        .split("\n")
        .slice(1)
        .map((line) => line.split("\t"));
    const { keys: known } = readKeys(
      readFileSync(corpusPath("torture", "truth/dkim_recovered.dns.tsv"), "utf8"),
    );
    const rows = table("dkim_recovered.tsv");
    const wrong = rows.filter(([file = "", , , index = "", expected, , reason]) => {
      const mail = readFileSync(corpusPath("labelled", `labelled/dkim/recovered-keys/${file}`));
      const state = verifySignatures(mail, known, NOTHING)[Number(index)]?.state;
      const wanted =
        expected === "pass"
          ? "verified"
          : reason === "body-hash"
            ? "body-differs"
            : "headers-differ";
      return state !== wanted;
    });
    expect(wrong).toEqual([]);
    expect(rows.length).toBe(658);
  });

  itWith({ corpus: "torture" }, "of another project's tests has their outcome", () => {
    const { keys: known } = readKeys(
      readFileSync(corpusPath("torture", "truth/dns_txt_fixtures.tsv"), "utf8"),
    );
    expect(known.size).toBeGreaterThan(10);
    const of = (name: string) =>
      verifySignatures(
        readFileSync(corpusPath("torture", `torture/dkim-blaze/test/${name}`)),
        known,
        NOTHING,
      );
    // The table says "fail" for 004; its receiver noted dkim=pass, and a signature that fits its key is no accident
    for (const name of ["001.mail", "002.mail", "003.mail", "004.mail"])
      expect(of(name).map(({ state }) => state)).toContain("verified");
  });
});
