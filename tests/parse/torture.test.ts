/** Every mail of the torture set: words and files found must be at least those of stock mailparser and of Python's email package. */
import { simpleParser } from "mailparser";
import { describe, expect } from "vitest";
import { itWith } from "../support/corpora.ts";
import { askPython } from "../support/python-oracle.ts";
import { type SampleMail, tortureMails } from "../support/sample-mails.ts";
import { readEverything, sha256Of, wordsOf } from "../support/words.ts";

type Oracle = "python" | "stock";

/** Mails in which an oracle finds something that we do not, by cause. An exception that no longer occurs fails the test too. */
const EXPLAINED: readonly {
  readonly cause: string;
  readonly mails: readonly (readonly [Oracle, string])[];
}[] = [
  {
    cause:
      "text of any subtype (richtext, x-myown, watch-html) is text of the body, without its marks; the others have it as a file",
    mails: [
      ["python", "james-mime4j/core/src/test/resources/mimetools-testmsgs/multi-frag.msg"],
      [
        "python",
        "james-mime4j/core/src/test/resources/mimetools-testmsgs/multi-igor2_decoded_1_3.txt",
      ],
      [
        "python",
        "james-mime4j/core/src/test/resources/mimetools-testmsgs/multi-igor_decoded_1_3.txt",
      ],
      ["python", "james-mime4j/core/src/test/resources/mimetools-testmsgs/multi-nested.msg"],
      ["python", "james-mime4j/core/src/test/resources/mimetools-testmsgs/multi-nested2.msg"],
      ["python", "james-mime4j/core/src/test/resources/mimetools-testmsgs/multi-nested3.msg"],
      ["python", "nodemailer-mailparser/test/fixtures/nodemailer.eml"],
      ["python", "mimekit/UnitTests/TestData/messages/rfc2060.txt"],
      ["stock", "james-mime4j/core/src/test/resources/mimetools-testmsgs/multi-frag.msg"],
      [
        "stock",
        "james-mime4j/core/src/test/resources/mimetools-testmsgs/multi-igor2_decoded_1_3.txt",
      ],
      [
        "stock",
        "james-mime4j/core/src/test/resources/mimetools-testmsgs/multi-igor_decoded_1_3.txt",
      ],
      ["stock", "james-mime4j/core/src/test/resources/mimetools-testmsgs/multi-nested.msg"],
      ["stock", "james-mime4j/core/src/test/resources/mimetools-testmsgs/multi-nested2.msg"],
      ["stock", "james-mime4j/core/src/test/resources/mimetools-testmsgs/multi-nested3.msg"],
      ["stock", "dovecot-imaptest/src/tests/fetch-binary-mime-base64.mbox"],
      ["stock", "dovecot-imaptest/src/tests/fetch-binary-mime-qp.mbox"],
      ["stock", "dovecot-imaptest/src/tests/fetch-binary-mime.mbox"],
      ["stock", "dovecot-imaptest/src/tests/fetch-body-mime.mbox"],
      ["stock", "dovecot-imaptest/src/tests/fetch-bodystructure.mbox"],
      ["stock", "james-mime4j/core/src/test/resources/mimetools-testmsgs/multi-clen.msg"],
      ["stock", "nodemailer-mailparser/test/fixtures/nodemailer.eml"],
    ],
  },
  {
    cause:
      "Python does not split a multipart whose boundary is odd and has its whole body, boundary lines and part headers too, as one text",
    mails: [
      ["python", "cpython-test_email/msg_40.txt"],
      ["python", "dovecot-imaptest/src/tests/fetch-binary-mime-base64.mbox"],
      ["python", "dovecot-imaptest/src/tests/fetch-binary-mime-qp.mbox"],
      ["python", "dovecot-imaptest/src/tests/fetch-binary-mime.mbox"],
      ["python", "dovecot-imaptest/src/tests/fetch-body-mime.mbox"],
      ["python", "dovecot-imaptest/src/tests/fetch-bodystructure.mbox"],
      ["python", "dovecot-imaptest/src/tests/urlauth-binary.mbox"],
      ["python", "james-mime4j/core/src/test/resources/mimetools-testmsgs/multi-badnames.msg"],
      ["python", "james-mime4j/core/src/test/resources/mimetools-testmsgs/multi-clen.msg"],
      ["python", "james-mime4j/core/src/test/resources/mimetools-testmsgs/multi-digest.msg"],
      ["python", "james-mime4j/core/src/test/resources/mimetools-testmsgs/multi-simple.msg"],
      ["python", "mimekit/UnitTests/TestData/messages/feedback-report.txt"],
    ],
  },
  {
    cause: "Python ends the headers at a stray line among them",
    mails: [
      ["python", "enmime/testdata/low-quality/bad-header-wrap.raw"],
      ["python", "mimekit/UnitTests/TestData/messages/issue358.txt"],
    ],
  },
  {
    cause:
      "Python leaves base64 undecoded when it is malformed, or when it is the encoding of a multipart or message",
    mails: [
      ["python", "deb-kmime/autotests/data/mails/x-pkcs7.mbox"],
      ["python", "enmime/testdata/parts/extra-base64-character.raw"],
      ["python", "james-mime4j/core/src/test/resources/mimetools-testmsgs/multi-2gifs-base64.msg"],
      ["python", "james-mime4j/core/src/test/resources/mimetools-testmsgs/twopart.msg"],
      [
        "python",
        "james-mime4j/core/src/test/resources/testmsgs/bad-newlines-multiple-parts-base64.msg",
      ],
      [
        "python",
        "james-mime4j/core/src/test/resources/testmsgs/base64encoded-rfc822message-nested.msg",
      ],
      ["python", "james-mime4j/core/src/test/resources/testmsgs/base64encoded-rfc822message.msg"],
      [
        "python",
        "tika-mail/tika-parsers/tika-parsers-standard/tika-parsers-standard-modules/tika-parser-mail-module/src/test/resources/test-documents/testGroupWiseEml.eml",
      ],
    ],
  },
  {
    cause: "prose labelled base64: Python glues its lines together, mailparser decodes it to noise",
    mails: [
      ["python", "enmime/testdata/mail/mime-bad-content-transfer-encoding.raw"],
      ["stock", "enmime/testdata/mail/mime-bad-content-transfer-encoding.raw"],
    ],
  },
  {
    cause:
      "text after the end of base64: mailparser decodes it as if it were base64; here it is text",
    mails: [["stock", "enmime/testdata/mail/epilogue-sample.raw"]],
  },
  {
    cause: "a uuencoded file is an attachment here and a text of random words to the oracles",
    mails: [
      ["python", "james-mime4j/core/src/test/resources/mimetools-testmsgs/sig-uu.msg"],
      ["python", "james-mime4j/core/src/test/resources/mimetools-testmsgs/uu-zeegee.msg"],
      ["stock", "james-mime4j/core/src/test/resources/mimetools-testmsgs/sig-uu.msg"],
      ["stock", "james-mime4j/core/src/test/resources/mimetools-testmsgs/uu-zeegee.msg"],
      ["stock", "spamscope-mail-parser/tests/mails/mail_test_15"],
    ],
  },
  {
    cause: "yEnc data, a file for us, is read as text by others: noise",
    mails: [
      ["python", "mimekit/UnitTests/TestData/yenc/00000020.ntx"],
      ["python", "mimekit/UnitTests/TestData/yenc/00000021.ntx"],
      ["python", "mimekit/UnitTests/TestData/yenc/simple.msg"],
      ["stock", "mimekit/UnitTests/TestData/yenc/00000020.ntx"],
      ["stock", "mimekit/UnitTests/TestData/yenc/00000021.ntx"],
      ["stock", "mimekit/UnitTests/TestData/yenc/simple.msg"],
    ],
  },
  {
    cause: "UTF-8, or another charset than the label says, read by the label",
    mails: [
      [
        "python",
        "mikel-mail/spec/fixtures/emails/attachment_emails/attachment_pdf_non_ascii_lf.eml",
      ],
      [
        "python",
        "mikel-mail/spec/fixtures/emails/error_emails/content_transfer_encoding_7-bit.eml",
      ],
      [
        "python",
        "mikel-mail/spec/fixtures/emails/error_emails/content_transfer_encoding_empty.eml",
      ],
      ["python", "spamscope-mail-parser/tests/mails/mail_test_4"],
      [
        "stock",
        "mikel-mail/spec/fixtures/emails/attachment_emails/attachment_pdf_non_ascii_lf.eml",
      ],
      ["stock", "mikel-mail/spec/fixtures/emails/error_emails/content_transfer_encoding_7-bit.eml"],
      ["stock", "spamscope-mail-parser/tests/mails/mail_test_12"],
      ["stock", "enmime/testdata/parts/chardet-success-big-5.raw"],
    ],
  },
  {
    cause: "mailparser writes the sources of images into the text; a reader does not see them",
    mails: [
      [
        "stock",
        "mikel-mail/spec/fixtures/emails/error_emails/content_transfer_encoding_with_8bits.eml",
      ],
      ["stock", "nodemailer-mailparser/test/fixtures/outofmemory.eml"],
    ],
  },
  {
    cause: "a link whose quote never closes: markup that Python shows as text",
    mails: [["python", "mikel-mail/spec/fixtures/emails/error_emails/cant_parse_from.eml"]],
  },
  {
    cause: "DelSp joins two lines of a message that meant a blank there; RFC 3676 says to join",
    mails: [["python", "mimekit/UnitTests/TestData/messages/issue1130.txt"]],
  },
  {
    cause: "Python opens the first piece of a message/partial as if it were whole",
    mails: [
      ["python", "mimekit/UnitTests/TestData/partial/message-partial.0.eml"],
      ["python", "mimekit/UnitTests/TestData/partial/rfc2046.0.eml"],
    ],
  },
  {
    cause: 'a part of the type "text" is text here (RFC 2045 section 5.2) and a file to mailparser',
    mails: [["stock", "cpython-test_email/msg_14.txt"]],
  },
  {
    cause:
      "the parts of a digest are messages (RFC 2046 section 5.1.5); mailparser reads them as text, with the usual preamble",
    mails: [
      [
        "stock",
        "james-mime4j/core/src/test/resources/testmsgs/multipartdigestnestedemptyparts.msg",
      ],
    ],
  },
];

async function readStock(mail: SampleMail): Promise<{ text: string; hashes: string[] }> {
  const read = await simpleParser(mail.bytes, {
    maxHtmlLengthToParse: 2_000_000,
    ignoreEmbedded: true,
    skipTextToHtml: true,
  });
  const files = read.attachments.filter((file) => file.contentType !== "message/rfc822");
  return { text: read.text ?? "", hashes: files.map((file) => sha256Of(file.content)) };
}

/** What an oracle has and we have not: words, and files counted with their multiplicity. */
function missing(
  ours: { words: ReadonlySet<string>; hashes: readonly string[] },
  theirs: { text: string; hashes: readonly string[] },
): { words: string[]; files: number } {
  const left = new Map<string, number>();
  for (const hash of ours.hashes) left.set(hash, (left.get(hash) ?? 0) + 1);
  let files = 0;
  for (const hash of theirs.hashes) {
    const count = left.get(hash) ?? 0;
    if (count === 0) files++;
    else left.set(hash, count - 1);
  }
  return { words: [...wordsOf(theirs.text)].filter((word) => !ours.words.has(word)), files };
}

describe("the torture set", () => {
  itWith(
    { corpus: "torture", tools: ["python3"] },
    "gives at least the words and files that stock mailparser and Python find, but for listed causes",
    async () => {
      const mails = tortureMails();
      expect(mails.length).toBeGreaterThan(800);
      const readings = askPython(mails);
      const found: string[] = [];
      for (const [i, mail] of mails.entries()) {
        const everything = await readEverything(mail.bytes);
        const ours = { words: wordsOf(everything.text), hashes: everything.hashes };
        const compare = (
          oracle: Oracle,
          theirs: { text: string; hashes: readonly string[] },
        ): void => {
          const { words, files } = missing(ours, theirs);
          if (words.length + files > 0) found.push(`${oracle} ${mail.id}`);
        };
        const python = readings[i];
        if (python !== undefined && python.error === undefined)
          compare("python", {
            text: python.text,
            hashes: python.attachments.map((file) => file.sha256),
          });
        compare("stock", await readStock(mail));
      }
      const explained = EXPLAINED.flatMap(({ mails: rows }) =>
        rows.map(([oracle, id]) => `${oracle} ${id}`),
      );
      expect(found.sort()).toEqual(explained.sort());
    },
    120_000,
  );
});
