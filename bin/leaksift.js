#!/usr/bin/env node
const words = process.argv.slice(2);
const isSearch = words[0] === "search" && !words.includes("-h") && !words.includes("--help");
const ended = isSearch
  ? require("./cold-search.js").loadSearch().main(words.slice(1))
  : import("../dist/bundle/cli.js").then(({ main }) => main(words));

ended.then((code) => {
  process.exitCode = code;
});
