import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { SaxesParser } from "saxes";
import { describe, expect, it } from "vitest";
import { listZip } from "../../src/extract/archive/zip-members.ts";
import { archiveBudget, readZipMember } from "../../src/extract/archive/zip-read.ts";
import { readXml, rootName } from "../../src/extract/xml-events.ts";
import { corpusPath, itWith } from "../support/corpora.ts";

/** Events as lines: "<name values depth", ">name depth", text as it is. */
function events(xml: string | Uint8Array): { readonly lines: string[]; readonly code: string } {
  const lines: string[] = [];
  let text = "";
  const flush = (): void => {
    if (text !== "") lines.push(text);
    text = "";
  };
  const trouble = readXml(Buffer.from(xml), {
    open: (name, attributes, depth) => {
      flush();
      lines.push(`<${name} ${[...attributes.values()].join("|")} ${depth}`);
      return undefined;
    },
    close: (name, depth) => {
      flush();
      lines.push(`>${name} ${depth}`);
    },
    text: (piece) => {
      text += piece;
    },
  });
  flush();
  return { lines, code: trouble?.code ?? "" };
}

const local = (name: string): string => name.slice(name.indexOf(":") + 1);

/** The same lines from a validating parser; null when it finds the document wrong. */
function oracle(xml: string): string[] | null {
  const lines: string[] = [];
  let text = "";
  let depth = 0;
  let wrong = false;
  const parser = new SaxesParser<{ xmlns: false }>({ xmlns: false });
  const flush = (): void => {
    if (text !== "") lines.push(text);
    text = "";
  };
  const add = (piece: string): void => {
    if (depth > 0) text += piece;
  };
  parser.on("error", () => {
    wrong = true;
  });
  parser.on("doctype", (doctype) => {
    if (doctype.includes("[")) wrong = true;
  });
  parser.on("opentag", (tag) => {
    flush();
    depth++;
    const values = Object.entries(tag.attributes as Record<string, string>)
      .filter(([name]) => !name.startsWith("xmlns"))
      .map(([, value]) => value);
    lines.push(`<${local(tag.name)} ${values.join("|")} ${depth}`);
  });
  parser.on("closetag", (tag) => {
    flush();
    lines.push(`>${local(tag.name)} ${depth}`);
    depth--;
  });
  parser.on("text", add);
  parser.on("cdata", add);
  parser.write(xml).close();
  return wrong ? null : lines;
}

describe("XML events", () => {
  it.each([
    ["elements, attributes, text", "<w:p a:b=\"1\" c='2'>x</w:p>", ["<p 1|2 1", "x", ">p 1"], ""],
    ["empty elements", "<a><b/></a>", ["<a  1", "<b  2", ">b 2", ">a 1"], ""],
    ["references", '<a b="&quot;&#65;">&lt;&#x41;&amp;</a>', ['<a "A 1', "<A&", ">a 1"], ""],
    ["CDATA and comments", "<a><!-- <b> -->x<![CDATA[<&>]]></a>", ["<a  1", "x<&>", ">a 1"], ""],
    ["line ends", "<a>1\r\n2\r3</a>", ["<a  1", "1\n2\n3", ">a 1"], ""],
    ["a bracket inside quotes", '<a b="x>y">z</a>', ["<a x>y 1", "z", ">a 1"], ""],
    ["a plain DOCTYPE", '<!DOCTYPE a PUBLIC "x" "y.dtd"><a/>', ["<a  1", ">a 1"], ""],
    [
      "a DOCTYPE with entities",
      '<!DOCTYPE a [<!ENTITY e "]>"><!-- ]> --><?p ]> ?>]><a>&e;</a>',
      ["<a  1", "&e;", ">a 1"],
      "xml-doctype",
    ],
    ["a DOCTYPE that never ends", '<!DOCTYPE a [<!ENTITY e "x><a>y</a>', [], "xml-doctype"],
    ["an unknown entity", "<a>&e;</a>", ["<a  1", "&e;", ">a 1"], ""],
    ["an end that is missing", "<a><b>x", ["<a  1", "<b  2", "x"], "xml-damaged"],
    ["a tag cut off", "<a>x<b c='", ["<a  1", "x"], "xml-damaged"],
    [
      "ends in the wrong order",
      "<a><b>x</a></b>",
      ["<a  1", "<b  2", "x", ">b 2", ">a 1"],
      "xml-damaged",
    ],
    ["nothing", "", [], "xml-damaged"],
    ["no XML", "just text", [], "xml-damaged"],
  ])("of %s", (_what, xml, lines, code) => {
    expect(events(xml)).toEqual({ lines, code });
  });

  it.each([
    ["UTF-16 with a mark", Buffer.from("\ufeff<a>ж</a>", "utf16le")],
    ["UTF-16 without one", Buffer.from("<a>ж</a>", "utf16le")],
    ["big-endian UTF-16", Buffer.from("\ufeff<a>ж</a>", "utf16le").swap16()],
    ["UTF-8 with a mark", Buffer.from("\ufeff<a>ж</a>")],
    [
      "a declared code page",
      Buffer.concat([
        Buffer.from('<?xml version="1.0" encoding="windows-1251"?><a>'),
        Buffer.from([0xe6]),
        Buffer.from("</a>"),
      ]),
    ],
    ["a declaration that is wrong", Buffer.from('<?xml version="1.0" encoding="UTF-16"?><a>ж</a>')],
  ])("in %s are decoded", (_what, bytes) => {
    expect(events(bytes)).toEqual({ lines: ["<a  1", "ж", ">a 1"], code: "" });
  });

  it("stop when a handler has seen enough", () => {
    expect(rootName(Buffer.from("<?xml?><!-- x --><w:document><broken"))).toBe("document");
    expect(rootName(Buffer.from("nothing"))).toBe("");
  });

  it("never throw and stay within the input, whatever the text", () => {
    const piece = fc.constantFrom(
      ..."<|>|</|/>|a|b:c|=|'|\"| |&|;|&lt;|#x41|<!--|-->|<![CDATA[|]]>|<?|?>|<!DOCTYPE|[|\n|ж".split(
        "|",
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const xml = pieces.join("");
        const { lines } = events(xml);
        expect(lines.length).toBeLessThanOrEqual(xml.length + 1);
      }),
      { numRuns: 3_000 },
    );
  });

  it("are those of a validating parser on well-formed documents", () => {
    const name = fc.constantFrom("a", "w:b", "x-y", "c.d");
    const text = fc.constantFrom(
      "",
      "plain",
      "a &amp; b",
      "&#1078;",
      "\r\n",
      "<![CDATA[<x>]]>",
      "<!-- c -->",
    );
    const attributes = fc.uniqueArray(fc.tuple(name, text), { selector: ([key]) => key });
    const { tree } = fc.letrec<{ tree: string }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        fc.constant("<a/>"),
        fc
          .tuple(name, attributes, text, fc.array(tie("tree"), { maxLength: 3 }))
          .map(([element, pairs, content, children]) => {
            const written = pairs
              .filter(([, value]) => !value.includes("<"))
              .map(([key, value]) => ` ${key}="${value}"`);
            return `<${element}${written.join("")}>${content}${children.join(content)}</${element}>`;
          }),
      ),
    }));
    fc.assert(
      fc.property(tree, (xml) => {
        expect(events(xml)).toEqual({ lines: oracle(xml), code: "" });
      }),
    );
  });
});

describe("on the documents", () => {
  itWith(
    { corpus: "documents" },
    "every XML part gives the events of a validating parser, or is wrong for both",
    async () => {
      const folder = corpusPath("documents", "docs");
      const paths = readdirSync(folder, { withFileTypes: true, recursive: true })
        .filter((entry) => entry.isFile() && /\.(?:doc|xls|ppt|od)[a-z]$/.test(entry.name))
        .map((entry) => join(entry.parentPath, entry.name))
        .sort();
      // a sixth of the files, always the same; all with LEAKSIFT_FULL
      const step = process.env["LEAKSIFT_FULL"] === "1" ? 1 : 6;
      let compared = 0;
      const differing: string[] = [];
      for (const path of paths.filter((_, at) => at % step === 0)) {
        const archive = readFileSync(path);
        const budget = archiveBudget(Number.MAX_SAFE_INTEGER);
        for (const member of listZip(archive).members) {
          if (!/\.(?:xml|rels|vml)$/i.test(member.name.text)) continue;
          const { bytes } = await readZipMember(archive, member, budget);
          if (bytes === null || bytes.length > 1_000_000 || bytes[0] !== 0x3c) continue;
          const expected = oracle(Buffer.from(bytes).toString("utf8"));
          const got = events(bytes);
          const agrees =
            expected === null ? got.code !== "" : got.lines.join("\n") === expected.join("\n");
          if (!agrees) differing.push(`${path} ${member.name.text}`);
          compared++;
        }
      }
      expect(differing).toEqual([]);
      expect(compared).toBeGreaterThan(1_000);
    },
  );
});
