/** How the mails were split into parts, in one sentence: whether the fast walk and mailparser agreed. */
import type { WalkCounts } from "../model/document.ts";
import { counted, grouped } from "./terminal.ts";

/**
 * "Mail split two ways (fast, mailparser): 300 of 49,972 messages compared, none differed; mailparser alone split 32."; "" when no mail was split.
 */
export function walksText({ fast, compared, different, mailparserOnly }: WalkCounts): string {
  if (fast === 0)
    return mailparserOnly === 0 ? "" : `mailparser split ${counted(mailparserOnly, "message")}.`;
  const differed = different === 0 ? "none differed" : `${grouped(different)} differed`;
  const alone = mailparserOnly === 0 ? "" : `; mailparser alone split ${grouped(mailparserOnly)}`;
  return `Mail split two ways (fast, mailparser): ${grouped(compared)} of ${counted(fast, "message")} compared, ${differed}${alone}.`;
}
