/** Locators as text: `dump/inbox.mbox[1204+9311] > part 2 > base64 > "budget.xlsx"`. Not escaped: the caller does that. */
import type { Locator, LocatorStep } from "../model/locator.ts";

function stepText(step: LocatorStep): string {
  switch (step.step) {
    case "file":
      return step.path;
    case "range":
      return `bytes ${step.offset}+${step.length}`;
    case "mimePart":
      return `part ${step.path === "" ? "(whole)" : step.path}`;
    case "decode":
      return step.encoding;
    case "member":
      return `member ${step.index} "${step.name}"`;
    case "pstItem":
      return `item ${step.id}`;
    case "beside":
      return `file beside it ${step.path}`;
    case "join":
      return `joined from ${step.volumes} volumes`;
  }
}

/** One line for people; scripts use the steps in JSON. */
export function locatorText(locator: Locator): string {
  return locator.map(stepText).join(" > ");
}
