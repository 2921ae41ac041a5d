import { describe, expect, it } from "vitest";
import { LIMITS } from "../../src/limits.ts";
import { parseHeadersOnly, parseMessage } from "../../src/parse/parse-message.ts";
import { hostileMails } from "../support/hostile-mail.ts";

// A quadratic reader of any of these does not finish within the timeout; a linear one takes about 9 s for all of them at full size.
const scale = process.env["LEAKSIFT_FULL"] === "1" ? 1 : 0.25;

describe("hostile mail", () => {
  it.each(hostileMails(scale).map((mail) => [mail.name, mail] as const))(
    "%s is read with bounded output",
    async (_name, mail) => {
      const message = await parseMessage({ bytes: mail.bytes, locator: [] });
      expect(message.text.length).toBeLessThanOrEqual(LIMITS.maxBodyTextChars);
      expect(message.headers.length).toBeLessThanOrEqual(LIMITS.maxHeaders);
      expect(message.problems.length).toBeLessThan(100);
      expect(message.attachments.length).toBeGreaterThanOrEqual(mail.minAttachments);
      if (mail.findable !== null)
        expect(`${message.subject} ${message.text}`.toLowerCase().includes(mail.findable)).toBe(
          true,
        );
    },
    20_000,
  );

  it("gives headers and raw text for every one of them when its reader was killed", () => {
    for (const mail of hostileMails(0.02)) {
      const message = parseHeadersOnly({ bytes: mail.bytes, locator: [] }, "killed");
      expect(message.problems.at(-1)?.code).toBe("headers-only");
      expect(message.text.length).toBeLessThanOrEqual(LIMITS.maxFallbackBytes);
    }
  });
});
