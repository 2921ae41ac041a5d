/** Word documents: paragraphs with rsids listed in settings.xml, tracked changes, comments, properties. */
import { wordLocal } from "../base/time.js";
import {
  appProperties,
  contentTypes,
  coreProperties,
  escapeXml,
  officePackage,
  part,
  relationships,
  rootRelationships,
  theme,
} from "./ooxml.js";

const NS =
  'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"';

/**
 * A document. A paragraph is a string or a list of runs: `"text"`, `{inserted, by, at}`, `{deleted, by, at}` or
 * `{commented, comment, by, at}`; times in ms UTC, written as Word does: local with a false Z.
 * `meta`: as for xlsx, plus revision, minutes, template, zone, rsids (list of 8 hex digits, the first is the root; empty for none),
 * picture (bytes of a JPEG that the document holds).
 */
export function docx(paragraphs, meta) {
  const comments = [];
  let changeId = 0;
  const seen = [];
  const run = (r) => {
    const text = (t) => `<w:t xml:space="preserve">${escapeXml(t)}</w:t>`;
    if (typeof r === "string") {
      seen.push(r);
      return `<w:r>${text(r)}</w:r>`;
    }
    const who = `w:author="${escapeXml(r.by)}" w:date="${wordLocal(r.at, meta.zone ?? "paris")}"`;
    if (r.inserted !== undefined) {
      seen.push(r.inserted);
      return `<w:ins w:id="${changeId++}" ${who}><w:r>${text(r.inserted)}</w:r></w:ins>`;
    }
    if (r.deleted !== undefined) {
      seen.push(r.deleted);
      return `<w:del w:id="${changeId++}" ${who}><w:r><w:delText xml:space="preserve">${escapeXml(r.deleted)}</w:delText></w:r></w:del>`;
    }
    const id = comments.length;
    seen.push(r.commented);
    comments.push({
      id,
      who,
      initials: r.by
        .split(" ")
        .map((w) => w[0])
        .join(""),
      text: r.comment,
    });
    return `<w:commentRangeStart w:id="${id}"/><w:r>${text(r.commented)}</w:r><w:commentRangeEnd w:id="${id}"/><w:r><w:commentReference w:id="${id}"/></w:r>`;
  };
  const lines = [];
  const body = paragraphs
    .map((p, i) => {
      const rsid = meta.rsids[(i * 7 + 1) % meta.rsids.length];
      const runs = (Array.isArray(p) ? p : [p]).map(run).join("");
      lines.push(seen.splice(0).join(""));
      const ids = rsid === undefined ? "" : ` w:rsidR="${rsid}" w:rsidRDefault="${meta.rsids[0]}"`;
      return `<w:p${ids}>${runs}</w:p>`;
    })
    .join("");
  const rsidList =
    meta.rsids.length === 0
      ? ""
      : `<w:rsids><w:rsidRoot w:val="${meta.rsids[0]}"/>${meta.rsids.map((id) => `<w:rsid w:val="${id}"/>`).join("")}</w:rsids>`;
  const changed = changeId > 0;
  const commentParts =
    comments.length === 0
      ? []
      : [
          part(
            "word/comments.xml",
            `<w:comments ${NS}>${comments.map((c) => `<w:comment w:id="${c.id}" ${c.who} w:initials="${c.initials}"><w:p><w:r><w:t>${escapeXml(c.text)}</w:t></w:r></w:p></w:comment>`).join("")}</w:comments>`,
          ),
        ];
  const text = [...lines, ...comments.map((c) => c.text)].join("\n");
  const words = lines.join(" ").split(/\s+/).length;
  const bytes = officePackage([
    contentTypes([
      ["word/document.xml", "officedocument.wordprocessingml.document.main"],
      ["word/styles.xml", "officedocument.wordprocessingml.styles"],
      ["word/settings.xml", "officedocument.wordprocessingml.settings"],
      ["word/theme/theme1.xml", "officedocument.theme"],
      ...(comments.length > 0
        ? [["word/comments.xml", "officedocument.wordprocessingml.comments"]]
        : []),
      ["docProps/core.xml", "package.core-properties"],
      ["docProps/app.xml", "officedocument.extended-properties"],
    ]),
    rootRelationships("word/document.xml"),
    relationships("word/_rels/document.xml.rels", [
      ["styles", "styles.xml"],
      ["settings", "settings.xml"],
      ["theme", "theme/theme1.xml"],
      ...(comments.length > 0 ? [["comments", "comments.xml"]] : []),
    ]),
    part(
      "word/document.xml",
      `<w:document ${NS}><w:body>${body}<w:sectPr${meta.rsids.length === 0 ? "" : ` w:rsidR="${meta.rsids[0]}"`}><w:pgSz w:w="11906" w:h="16838"/></w:sectPr></w:body></w:document>`,
    ),
    ...commentParts,
    ...(meta.picture ? [{ name: "word/media/image1.jpeg", bytes: meta.picture }] : []),
    theme("word/theme/theme1.xml"),
    part(
      "word/settings.xml",
      `<w:settings ${NS}><w:zoom w:percent="100"/>${changed ? "<w:trackRevisions/>" : ""}<w:defaultTabStop w:val="708"/>${rsidList}<w:themeFontLang w:val="${meta.fontLang ?? "fr-FR"}"/></w:settings>`,
    ),
    part(
      "word/styles.xml",
      `<w:styles ${NS}><w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="${meta.fontLang ?? "fr-FR"}"/></w:rPr></w:rPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style></w:styles>`,
    ),
    coreProperties({ ...meta, revision: meta.revision }),
    appProperties(meta, {
      before: `<Template>${meta.template ?? "Normal.dotm"}</Template><TotalTime>${meta.minutes}</TotalTime><Pages>1</Pages><Words>${words}</Words><Paragraphs>${paragraphs.length}</Paragraphs>`,
    }),
  ]);
  return { bytes, text };
}
