/** The table of one check: rows that fire, and rows that stay silent, among them the ordinary causes. */
import { contentLengthDisagrees } from "../../src/checks/message/content-length-disagrees.ts";
import { mail, messageTable } from "./tables.ts";

/** Bytes of the body every mail of the tables has: 38 with CRLF, three lines. */
const bytes = mail();
const BODY = bytes.length - bytes.indexOf("\r\n\r\n") - 4;

messageTable(contentLengthDisagrees, {
  fires: [
    ["a body with a sentence less", { "Content-Length": String(BODY + 60) }],
    ["a body with a sentence more", { "Content-Length": String(BODY - 20) }],
  ],
  silent: [
    ["no such header", {}],
    ["the size", { "Content-Length": String(BODY) }],
    ["counted with one byte a line end", { "Content-Length": String(BODY - 3) }],
    ["an empty line at the end counted too", { "Content-Length": String(BODY + 2) }],
    ["a text that is not a number", { "Content-Length": "about 40" }],
  ],
});
