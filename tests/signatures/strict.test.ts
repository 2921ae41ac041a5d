/** Signatures to the letter of their RFCs: crafted DKIM mail that must not be verified, cautions, DomainKeys, ARC, S/MIME, forms of key files. */
import { execFileSync } from "node:child_process";
import { createHash, createPublicKey, generateKeyPairSync, sign } from "node:crypto";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { arcChain } from "../../src/signatures/arc.ts";
import { readKeys } from "../../src/signatures/key-file.ts";
import { verifySignatures } from "../../src/signatures/verify.ts";
import { itWith } from "../support/corpora.ts";
import { testFolder } from "../support/custody.ts";

const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 1024 });
const P = publicKey.export({ format: "der", type: "spki" }).toString("base64");
const NOTHING = { fromDomain: "", receivedAt: null, sentAt: Date.UTC(2017, 0, 2, 10) };
const HEADERS =
  "From: anna@example.org\r\nTo: bob@example.net\r\nSubject: budget\r\nDate: Mon, 2 Jan 2017 10:00:00 +0000\r\n";
const BODY = "Dear Bob,\r\nthe sum is 1,200.\r\n";

/** A mail signed simple/simple with the given tags in front of `bh=`. */
function signed(tags: string, front = ""): string {
  const bh = createHash("sha256").update(BODY).digest("base64");
  const head = `DKIM-Signature: ${tags}; d=example.org; s=s; h=from:to:subject:date; bh=${bh}; b=`;
  const b = sign("sha256", Buffer.from(HEADERS + head), privateKey).toString("base64");
  return `${front}${head}${b}\r\n${HEADERS}\r\n${BODY}`;
}

const read = (text: string, record = `v=DKIM1; p=${P}`) =>
  verifySignatures(
    Buffer.from(text, "latin1"),
    readKeys(`s._domainkey.example.org\t${record}`).keys,
    NOTHING,
  );
const first = (text: string, record?: string) => read(text, record)[0];

describe("a signature that breaks RFC 6376", () => {
  const GOOD = "v=1; a=rsa-sha256";
  it.each([
    ["v=5", "v=5; a=rsa-sha256", "only version 1"],
    ["no v=", "a=rsa-sha256", "no v="],
    ["i= outside d=", `${GOOD}; i=x@example.net`, "not example.org or below"],
    ["i= that only ends alike", `${GOOD}; i=x@badexample.org`, "not example.org or below"],
    ["i= without @", `${GOOD}; i=example.org`, "not an address"],
    ["x= before t=", `${GOOD}; t=1483351200; x=1483351100`, "not later than"],
    ["t= that is no time", `${GOOD}; t=now`, "not a time"],
    ["an unknown q=", `${GOOD}; q=http`, "no way to find"],
    ["an empty tag", `${GOOD}; `, "tags cannot be read"],
  ])("with %s is unreadable, with the reason", (_, tags, reason) => {
    const reading = first(signed(tags));
    expect(reading?.state).toBe("unreadable");
    expect(reading?.reason).toContain(reason);
  });

  it.each([
    ["t=s and i= below d=", `v=DKIM1; t=s; p=${P}`, "t=s"],
    ["h= without the digest", `v=DKIM1; h=sha1; p=${P}`, "only for sha1"],
    ["s= of another service", `v=DKIM1; s=chat; p=${P}`, "not for mail"],
    ["an empty p=", "v=DKIM1; p=", "revoked"],
  ])("by a key with %s is not verified", (_, record, reason) => {
    const reading = first(signed(`${GOOD}; i=x@sub.example.org`), record);
    expect(reading?.state).toBe("key-forbids");
    expect(reading?.reason).toContain(reason);
  });

  it("by a key of another version, or with v= not first, has no key", () => {
    for (const record of [`v=DKIM3; p=${P}`, `p=${P}; v=DKIM1`])
      expect(first(signed(GOOD), record)?.state).toBe("key-unknown");
  });

  it("is verified where it keeps the rules: i= below d=, q=, h= and s= that allow it", () => {
    const record = `v=DKIM1; t=y; h=sha1:sha256; s=email; p=${P}`;
    const tags = `${GOOD}; i=x@sub.example.org; q=dns/txt; t=1483351200; x=1483351300`;
    expect(first(signed(tags), record)?.state).toBe("verified");
  });

  it.each(["Subject", "Date", "To", "From"])("has a caution when a second %s is shown", (name) => {
    const reading = first(signed(GOOD, `${name}: something else\r\n`));
    expect(reading?.state).toBe("verified");
    expect(reading?.cautions).toContain(`${name.toLowerCase()}-twice`);
    expect(first(signed(GOOD))?.cautions).toEqual([]);
  });

  it("has a caution when it was made long before the Date", () => {
    expect(first(signed(`${GOOD}; t=1482351200`))?.cautions).toEqual(["signed-before-date"]);
  });
});

describe("a DomainKey-Signature", () => {
  const mail = (form: string, body = BODY): string => {
    const head = `DomainKey-Signature: a=rsa-sha1; q=dns; c=${form}; d=example.org; s=s; h=from:subject; b=`;
    const chosen = HEADERS.split("\r\n").filter((line) => /^(?:From|Subject):/.test(line));
    const blank = (text: string): string => (form === "nofws" ? text.replace(/[ \t]/g, "") : text);
    const data = `${chosen.map((line) => `${blank(line)}\r\n`).join("")}\r\n${blank(BODY)}`;
    const b = sign("sha1", Buffer.from(data), privateKey).toString("base64");
    return `${head}${b}\r\n${HEADERS}\r\n${body}`;
  };
  it.each(["simple", "nofws"])(
    "of form %s is verified, differs when changed, is unchecked without key",
    (form) => {
      expect(first(mail(form))?.state).toBe("verified");
      expect(first(mail(form, BODY.replace("1,200", "1,300")))?.state).toBe("differs");
      expect(first(mail(form), "nothing")?.state).toBe("unchecked");
    },
  );
});

/** Seals the mail with one set more. */
function sealed(text: string, number: number): string {
  const body = text.slice(text.indexOf("\r\n\r\n") + 4);
  const bh = createHash("sha256").update(body).digest("base64");
  const from = /^From: .*\r\n/m.exec(text)?.[0] ?? "";
  const results = `ARC-Authentication-Results: i=${number}; mx.example.org; dkim=pass\r\n`;
  const ams = `ARC-Message-Signature: i=${number}; a=rsa-sha256; c=simple/simple; d=example.org; s=s; h=from; bh=${bh}; b=`;
  const message = `${ams}${sign("sha256", Buffer.from(from + ams), privateKey).toString("base64")}\r\n`;
  const seal = `ARC-Seal: i=${number}; a=rsa-sha256; cv=${number === 1 ? "none" : "pass"}; d=example.org; s=s; b=`;
  const relaxed = (header: string): string =>
    header.replace(/^([^:]*):\s*/, (_, name) => `${name.toLowerCase()}:`);
  const before = text.match(/^ARC-[^\r]*\r\n/gm) ?? [];
  // Newest first in the mail, oldest first in what is signed: results, message signature, seal of each set
  const sets = Array.from({ length: number - 1 }, (_, i) =>
    before
      .slice(-3 * (i + 1))
      .slice(0, 3)
      .reverse(),
  ).flat();
  const data = [...sets, results, message, seal].map(relaxed).join("");
  const b = sign("sha256", Buffer.from(data), privateKey).toString("base64");
  return `${seal}${b}\r\n${message}${results}${text}`;
}

describe("ARC seals", () => {
  const plain = `${HEADERS}\r\n${BODY}`;
  it("pass as a chain, fail when a set was changed or is missing, and never make a message signed", () => {
    const twice = sealed(sealed(plain, 1), 2);
    expect(arcChain(read(twice))).toBe("pass");
    expect(arcChain(read(twice.replace("i=1; mx.example.org", "i=1; mx.example.net")))).toBe(
      "fail",
    );
    expect(arcChain(read(twice.replace(/^ARC-Authentication-Results: i=1.*\r\n/m, "")))).toBe(
      "fail",
    );
    expect(arcChain(read(twice.replace("1,200", "1,300")))).toBe("fail");
    expect(arcChain(read(twice, "nothing"))).toBe("unknown");
    expect(arcChain(read(plain))).toBe("none");
  });
});

describe("S/MIME", () => {
  itWith({ tools: ["openssl"] }, "states a hash that fits the part it signs, or not", () => {
    const folder = mkdtempSync(join(testFolder("smime"), "t-"));
    const at = (name: string): string => join(folder, name);
    writeFileSync(at("part.txt"), "Content-Type: text/plain\r\n\r\nthe sum is 1,200\r\n");
    const openssl = (...args: string[]): void => {
      execFileSync("openssl", args, { cwd: folder, stdio: "ignore" });
    };
    openssl(
      "req",
      "-x509",
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-keyout",
      "k.pem",
      "-out",
      "c.pem",
      "-subj",
      "/CN=Anna",
      "-days",
      "2",
    );
    openssl(
      "cms",
      "-sign",
      "-in",
      "part.txt",
      "-binary",
      "-signer",
      "c.pem",
      "-inkey",
      "k.pem",
      "-out",
      "m.eml",
    );
    const mail = `From: anna@example.org\r\n${readFileSync(at("m.eml"), "latin1").replace(/\r?\n/g, "\r\n")}`;
    expect(read(mail)).toMatchObject([{ kind: "smime", state: "key-unknown" }]);
    expect(read(mail.replaceAll("\r\n", "\n"))[0]?.state).toBe("key-unknown");
    expect(read(mail.replace("1,200", "1,300"))[0]?.state).toBe("body-differs");
    expect(read(mail.replace(/MII[\s\S]*?\r\n\r\n/, "AAAA\r\n\r\n"))[0]?.state).toBe("unreadable");
  });
});

describe("key files", () => {
  const record = `v=DKIM1; p=${P}`;
  const half = record.length - 40;
  const name = "s._domainkey.example.org";
  it.each([
    ["a line", `${name} ${record}`],
    ["a table", `name\ttxt\tbits\n${name}\t${record}\t1024`],
    [
      "dig",
      `;; ANSWER SECTION:\n${name}.\t300\tIN\tTXT\t"${record.slice(0, half)}" "${record.slice(half)}"\n`,
    ],
    [
      "a zone file",
      `$ORIGIN example.org.\n$TTL 1h\ns._domainkey 1h IN TXT ( "v=DKIM1; " ; a comment\n  "p=${P.slice(0, 90)}"\n  "${P.slice(90)}" )\nwww IN A 192.0.2.1\n`,
    ],
    [
      "DNS over HTTPS",
      JSON.stringify({
        Status: 0,
        Answer: [
          {
            name: `${name}.`,
            type: 16,
            data: `"${record.slice(0, half)}" "${record.slice(half)}"`,
          },
        ],
      }),
    ],
    [
      "an archive",
      JSON.stringify([
        {
          domain: "example.org",
          selector: "s",
          value: record,
          firstSeenAt: "2016-01-02",
          lastSeenAt: "2019-03-04T00:00:00Z",
        },
      ]),
    ],
    ["an object a line", `{"name":"${name}","record":"${record}"}\n{"name":"x"}\n`],
    ["a map", JSON.stringify({ [name]: [record] })],
  ])("are read as %s", (_, text) => {
    const [key] = readKeys(text).keys.get(name) ?? [];
    expect(
      key?.key?.equals(createPublicKey(publicKey.export({ format: "pem", type: "spki" }))),
    ).toBe(true);
  });

  it("of an archive say when the selector was published", () => {
    const text = JSON.stringify([
      { domain: "example.org", selector: "s", value: record, firstSeenAt: "2016-01-02" },
    ]);
    expect(readKeys(text).keys.get(name)?.[0]?.seen).toEqual({
      from: Date.UTC(2016, 0, 2),
      to: null,
    });
  });
});
