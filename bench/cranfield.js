/** The Cranfield collection (1,400 abstracts, 225 questions, judgments) as documents and as mails. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

const unescaped = (text) => text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");

const tagged = (xml, name) => {
  const found = new RegExp(`<${name}>([\\s\\S]*?)</${name}>`).exec(xml);
  return unescaped(found?.[1] ?? "").trim();
};

/** Documents, questions and judgments. Questions are numbered by their order: the judgments count so, not by <num>. */
export function readCranfield(folder) {
  const read = (name) => readFileSync(join(folder, name), "utf8");
  const documents = read("cran.all.1400.xml")
    .split(/<\/doc>/)
    .filter((xml) => xml.includes("<docno>"))
    .map((xml) => ({
      subject: tagged(xml, "title").replace(/\s+/g, " "),
      text: tagged(xml, "text"),
      name: tagged(xml, "docno"),
    }));
  const numberOf = new Map(documents.map(({ name }, number) => [name, number]));
  const questions = read("cran.qry.xml")
    .split("</top>")
    .filter((xml) => xml.includes("<title>"))
    .map((xml) => tagged(xml, "title").replace(/\s+/g, " "));
  const relevant = questions.map(() => new Set());
  for (const line of read("cranqrel.trec.txt").trim().split("\n")) {
    const [query, , name, degree] = line.trim().split(/\s+/);
    const number = numberOf.get(name);
    if (Number(degree) > 0 && number !== undefined) relevant[Number(query) - 1]?.add(number);
  }
  return { documents, questions, relevant };
}

/** An abstract as the bytes of a mail. */
export const emlOf = ({ subject, text }, number) =>
  `From: a@example.org\r\nTo: b@example.org\r\nSubject: ${subject.replace(/(.{1,60})(?: |$)/g, "$1\r\n ").trim()}\r\nMessage-ID: <${number}@example.org>\r\nDate: Thu, 1 Jan 2015 00:00:00 +0000\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${text}\r\n`;
