#!/usr/bin/env node
void import("../dist/bundle/engine.js")
  .then(({ main }) => main(process.argv.slice(2)))
  .then((code) => {
    process.exitCode = code;
  });
