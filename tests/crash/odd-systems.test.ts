/**
 * A disk that fails to read, a clock that jumps, a file that grows while it is read, a folder of very many files, a mailbox of nothing but "From " lines.
 * LEAKSIFT_FULL=1 takes 100,000 files and 10 million lines.
 */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { leaksift, leaksiftEnds } from "../support/cli.ts";
import { itWith } from "../support/corpora.ts";
import { testFolder } from "../support/custody.ts";
import { differences, dumpOf } from "../support/dump.ts";
import { childSeconds, FULL, PATIENCE_MS, report } from "../support/long-run.ts";
import { mail, mbox, writeSmallDump } from "../support/small-dump.ts";

const home = testFolder("odd-systems");
const options = { cwd: home, timeoutMs: PATIENCE_MS };

/** Reads of a file whose name ends with $BAD_NAME fail behind 3,000 bytes; every third look at the clock is a day early or late. */
const SHIM = `
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>
static int bad(int fd, off_t at) {
  const char *name = getenv("BAD_NAME");
  char link[64], path[4096];
  if (!name || at < 3000) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t n = readlink(link, path, sizeof path);
  size_t m = strlen(name);
  return n > (ssize_t)m && memcmp(path + n - m, name, m) == 0;
}
#define FAIL(fd, at) if (bad(fd, at)) { errno = EIO; return -1; }
ssize_t read(int fd, void *b, size_t n) { FAIL(fd, lseek(fd, 0, SEEK_CUR) + n)
  return ((ssize_t(*)(int, void *, size_t))dlsym(RTLD_NEXT, "read"))(fd, b, n); }
ssize_t pread(int fd, void *b, size_t n, off_t at) { FAIL(fd, at + n)
  return ((ssize_t(*)(int, void *, size_t, off_t))dlsym(RTLD_NEXT, "pread"))(fd, b, n, at); }
ssize_t pread64(int fd, void *b, size_t n, off64_t at) { FAIL(fd, at + n)
  return ((ssize_t(*)(int, void *, size_t, off64_t))dlsym(RTLD_NEXT, "pread64"))(fd, b, n, at); }
ssize_t preadv64(int fd, const struct iovec *v, int c, off64_t at) { FAIL(fd, at + v->iov_len)
  return ((ssize_t(*)(int, const struct iovec *, int, off64_t))dlsym(RTLD_NEXT, "preadv64"))(fd, v, c, at); }
static long jump(void) {
  static long looks;
  if (!getenv("JUMPING")) return 0;
  long n = __sync_add_and_fetch(&looks, 1);
  return n % 3 ? 0 : n % 2 ? 86400 : -86400;
}
int clock_gettime(clockid_t id, struct timespec *t) {
  int r = ((int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime"))(id, t);
  if (id == CLOCK_REALTIME) t->tv_sec += jump();
  return r;
}
int gettimeofday(struct timeval *t, void *z) {
  int r = ((int (*)(struct timeval *, void *))dlsym(RTLD_NEXT, "gettimeofday"))(t, z);
  t->tv_sec += jump();
  return r;
}
`;

function shim(): string {
  const library = join(home, "shim.so");
  writeFileSync(join(home, "shim.c"), SHIM);
  execFileSync("gcc", ["-shared", "-fPIC", "-w", "-o", library, join(home, "shim.c"), "-ldl"]);
  return library;
}

itWith(
  { tools: ["gcc"] },
  "a file that the disk cannot read is a problem; the next run reads it",
  () => {
    const dump = join(home, "disk");
    writeSmallDump(dump);
    const rest = Array.from({ length: 40 }, (_, i) => mail(400 + i));
    writeFileSync(join(dump, "bad.mbox"), mbox(rest));
    const args = ["disk", "--workers", "1", "--index"];
    const env = { LD_PRELOAD: shim(), BAD_NAME: "bad.mbox" };
    const failed = leaksift(["index", ...args, "eio"], { ...options, env });
    expect(failed.code, failed.out + failed.err).toBe(3);
    expect(failed.err).not.toMatch(/^\s+at /m);
    const found = leaksiftEnds(0, ["search", "number24", "--count", "--index", "eio"], options);
    expect(found.out.trim()).toBe("1");
    expect(leaksift(["problems", "--index", "eio"], options).out).toContain("bad.mbox");
    expect(leaksift(["index", ...args, "eio"], options).code).toBe(0);
    leaksiftEnds(0, ["index", ...args, "whole"], options);
    expect(differences(dumpOf(join(home, "whole")), dumpOf(join(home, "eio")))).toEqual([]);
    leaksiftEnds(0, ["verify", "--index", "eio"], options);
  },
);

itWith({ tools: ["gcc"] }, "a clock that jumps changes nothing that is indexed", () => {
  writeSmallDump(join(home, "clock"));
  leaksiftEnds(0, ["index", "clock", "--index", "steady"], options);
  const env = { LD_PRELOAD: shim(), JUMPING: "1" };
  leaksiftEnds(0, ["index", "clock", "--index", "jumping"], { ...options, env });
  expect(differences(dumpOf(join(home, "steady")), dumpOf(join(home, "jumping")))).toEqual([]);
  leaksiftEnds(0, ["verify", "--index", "jumping"], { ...options, env });
});

it("a mailbox that grows while it is read is read to its end by the next run", async () => {
  mkdirSync(join(home, "growing"));
  const path = join(home, "growing", "box.mbox");
  writeFileSync(path, mbox(Array.from({ length: 300 }, (_, i) => mail(i))));
  const args = ["index", "growing", "--workers", "1", "--index"];
  const more = Buffer.from(mbox([mail(9000)])).toString("base64");
  const code = `const {appendFileSync:a}=require("fs");const b=Buffer.from(process.argv[2],"base64");setInterval(()=>a(process.argv[1],b),3)`;
  const writer = spawn(process.execPath, ["-e", code, path, more], { stdio: "ignore" });
  const runs = [leaksift([...args, "grown"], options), leaksift([...args, "grown"], options)];
  writer.kill("SIGKILL");
  await once(writer, "exit");
  for (const run of runs) {
    expect([0, 3], run.out + run.err).toContain(run.code);
    expect(run.err).not.toMatch(/^\s+at /m);
  }
  appendFileSync(path, mbox([mail(9001)]));
  expect(leaksift([...args, "grown"], options).code).toBe(0);
  leaksiftEnds(0, [...args, "at-once"], options);
  expect(differences(dumpOf(join(home, "at-once")), dumpOf(join(home, "grown")))).toEqual([]);
});

it("a folder of very many files is read whole", { timeout: PATIENCE_MS }, () => {
  const count = FULL ? 100_000 : 3000;
  mkdirSync(join(home, "many"));
  for (let i = 0; i < count; i++)
    writeFileSync(join(home, "many", `${i}.eml`), `From: a@b.example\n\nfile${i} everywhere\n`);
  const before = childSeconds();
  leaksiftEnds(0, ["index", "many", "--index", "many.ix"], options);
  report(`${count} files in one folder: ${(childSeconds() - before).toFixed(0)} CPU s`);
  const { out } = leaksiftEnds(
    0,
    ["search", "everywhere", "--count", "--index", "many.ix"],
    options,
  );
  expect(out.trim()).toBe(String(count));
});

it('a mailbox of nothing but "From " lines ends, every byte accounted for', {
  timeout: PATIENCE_MS,
}, () => {
  const count = FULL ? 10_000_000 : 20_000;
  const line = "From a@b.example Fri Mar  3 10:00:00 2017\n";
  writeFileSync(
    join(home, "lines.mbox"),
    `${mbox([mail(1)])}\n${line.repeat(count)}\n${mbox([mail(2)])}`,
  );
  const before = childSeconds();
  const run = leaksift(["index", "lines.mbox", "--index", "lines"], options);
  report(`${count} "From " lines: ${(childSeconds() - before).toFixed(0)} CPU s, code ${run.code}`);
  expect([0, 3], run.out + run.err).toContain(run.code);
  for (const word of ["number1", "number2"]) {
    const { out } = leaksiftEnds(0, ["search", word, "--count", "--index", "lines"], options);
    expect(out.trim(), word).toBe("1");
  }
  leaksiftEnds(0, ["verify", "--index", "lines"], options);
});
