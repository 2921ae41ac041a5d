/** The table of one check: rows that fire, and rows that stay silent, among them the ordinary causes. */
import { wordSaveTimesDisagree } from "../../src/checks/document/word-save-times-disagree.ts";
import { file, fileTable, value } from "./tables.ts";

const doc = (own: string, stated: string, source = "SummaryInformation 13 last saved") =>
  file("application/msword", [
    value("modified", stated, source),
    value("modified", own, "Fib, last saved (UTC)"),
  ]);

fileTable(wordSaveTimesDisagree, {
  fires: [
    ["properties set back by years", doc("2012-04-17T15:41:03Z", "2009-04-17T15:41:00Z")],
    ["properties set forward by an hour", doc("2012-04-17T15:41:03Z", "2012-04-17T16:41:00Z")],
  ],
  silent: [
    ["whole minutes beside seconds", doc("2012-04-17T15:41:59Z", "2012-04-17T15:41:00Z")],
    ["the next minute", doc("2012-04-17T15:42:01Z", "2012-04-17T15:41:00Z")],
    ["no time of its own", doc("", "2012-04-17T15:41:00Z")],
    [
      "a local time",
      doc("2012-04-17T15:41:03Z", "2012-04-17T17:41:00Z", "Dop dttmRevised (local time)"),
    ],
  ],
});
