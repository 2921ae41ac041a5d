/** Builds the drafts of the newsletters: one message per reader and issue, with List-Id, List-Unsubscribe and Precedence. */
import { DAY, instant, local } from "./base/time.js";
import { person } from "./cast.js";
import { escapeXml } from "./files/ooxml.js";
import { mailbox } from "./mail/mime.js";
import { draft } from "./plot.js";
import { expand } from "./text/grammar.js";
import { NEWSLETTERS } from "./text/newsletters.js";

const START = Date.UTC(2016, 1, 9);

function pageOf(title, intro, items, unsubscribe, link) {
  const rows = items
    .map((item) => `<tr><td style="padding:6px"><h3>${escapeXml(item)}</h3></td></tr>`)
    .join("\n");
  return `<html><head><title>${escapeXml(title)}</title></head><body bgcolor="#f4f1ea"><table width="600" align="center">\n<tr><td><h1>${escapeXml(title)}</h1><p>${escapeXml(intro)}</p></td></tr>\n${rows}\n<tr><td><small><a href="${link}">${escapeXml(unsubscribe)}</a></small></td></tr>\n</table></body></html>\n`;
}

export function newsletterDrafts(root) {
  const drafts = [];
  for (const letter of NEWSLETTERS) {
    const from = person(letter.key);
    const domain = from.address.split("@")[1];
    for (let n = 0; n < letter.issues; n++) {
      const random = root.fork(`newsletter/${letter.key}/${n}`);
      const day = local(START + Math.floor((n * 430) / letter.issues) * DAY, "paris");
      const at = instant(
        day.year,
        day.month,
        day.day,
        random.int(6, 10),
        random.int(0, 59),
        "paris",
        random.int(0, 59),
      );
      const picked = random.some(letter.items, random.int(3, 5));
      // A letter whose title names an item opens with it, another one each time.
      const item = letter.items[n % letter.items.length];
      const items = [item, ...picked.filter((p) => p !== item)];
      const title = expand(random, letter.title, { n: String(n + 31), item });
      const intro = random.pick(letter.intro);
      letter.to.forEach((key, i) => {
        const to = person(key);
        const link = `https://www.${domain}/u/${random.hex(16)}`;
        drafts.push(
          draft({
            key: `newsletter/${letter.key}/${n}/${key}`,
            from,
            to: [to],
            at: at + i * 2000,
            subject: title,
            paragraphs: [
              intro,
              ...items.map((text) => `* ${text}`),
              `${letter.unsubscribe} : ${link}`,
            ],
            lang: letter.lang,
            category: "newsletters",
            markup: letter.markup,
            html: pageOf(title, intro, items, letter.unsubscribe, link),
            extraHeaders: [
              ["List-Id", mailbox({ name: from.name, address: from.list }, "utf-8", "Q")],
              ["List-Unsubscribe", `<${link}>`],
              ["Precedence", "bulk"],
            ],
            returnPath: `bounce-${random.digits(5)}@${domain}`,
          }),
        );
      });
    }
  }
  return drafts;
}
