/**
 * Transport headers of one delivery: Return-Path, Delivered-To and Received lines, newest first, seconds apart, each in its
 * server's zone. Queue ids are unique to the delivery; webmail ids carry their own clock in US Pacific time (CHECKS T02).
 */
import { local, mailDate } from "../base/time.js";

const QUEUE = "0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz";

function webmailId(at, random) {
  const t = local(at, "pacific");
  const p = (n) => String(n).padStart(2, "0");
  return `${random.letters(1, "abcdefghknqrstvwxyz")}${random.int(2, 160)}si${random.digits(7)}wmd.${random.int(10, 250)}.${t.year}.${p(t.month)}.${p(t.day)}.${p(t.hour)}.${p(t.minute)}.${p(t.second)}`;
}

/** Headers put on top of the message when `to` receives it; sets nothing in the draft. `delivery` is a random fork per recipient. */
export function trace(draft, to, delivery) {
  const sender = draft.from.server;
  const receiver = to.server;
  const random = delivery;
  // The sending server's hop is the same for every recipient of a message: same id, same time.
  const shared = draft.random.fork("submission");
  let at = Math.floor(draft.at / 1000) * 1000 + shared.int(1, 4) * 1000;
  const hops = [];
  const host = draft.from.key;
  if (sender.style === "webmail") {
    hops.push(
      `by ${sender.host} with SMTP id ${shared.letters(1, "knvw")}${shared.digits(3)}so${shared.digits(8)}wmn.${shared.int(0, 3)} for <${to.address}>; ${mailDate(at, sender.zone)}`,
    );
  } else {
    hops.push(
      `from [192.168.1.${10 + host.length}] (${host}.access.example.net [${draft.from.ip}]) by ${sender.host} (Postfix) with ESMTPSA id ${shared.letters(11, QUEUE)}; ${mailDate(at, sender.zone)}`,
    );
  }
  const crosses = sender.host !== receiver.host;
  if (crosses) {
    at += random.int(1, 9) * 1000;
    if (receiver.style === "webmail") {
      hops.push(
        `from ${sender.host} (${sender.host}. [${sender.ip}]) by ${receiver.mx} with ESMTPS id ${webmailId(at, random)} for <${to.address}> (version=TLS1_2 cipher=ECDHE-RSA-AES128-GCM-SHA256 bits=128/128); ${mailDate(at, receiver.zone)}`,
      );
      hops.push(
        `by 10.28.130.${10 + to.key.length} with SMTP id ${random.letters(1, "egq")}${random.int(2, 99)}csp${random.digits(7)}wmd; ${mailDate(at, receiver.zone)}`,
      );
    } else {
      hops.push(
        `from ${sender.host} (${sender.host} [${sender.ip}]) by ${receiver.mx} (Postfix) with ESMTPS id ${random.letters(11, QUEUE)} for <${to.address}>; ${mailDate(at, receiver.zone)}`,
      );
    }
  }
  if (receiver.style === "postfix") {
    at += random.int(0, 2) * 1000;
    hops.push(
      `from ${crosses ? receiver.mx : receiver.host} ([${receiver.ip}]) by imap.${receiver.host.split(".").slice(1).join(".")} (Dovecot) with LMTP id ${random.letters(22, QUEUE)} for <${to.address}>; ${mailDate(at, receiver.zone)}`,
    );
  }
  return {
    receivedAt: at,
    headers: [
      ["Return-Path", `<${draft.returnPath ?? draft.from.address}>`],
      ["Delivered-To", to.address],
      ...hops.reverse().map((value) => ["Received", value]),
    ],
  };
}
