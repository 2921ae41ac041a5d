/** `leaksift push --to URL`: what it is called with. The work is done by bin/leaksift-engine.js (src/engine/run-push.ts). */
import { type CommandSpec, INDEX_OPTION, JSON_OPTION } from "../cli/command.ts";
import { runEngine } from "../cli/engine-child.ts";

export const push: CommandSpec = {
  name: "push",
  positional: "",
  access: "read",
  summary: "Send the index to a search server that many people ask",
  options: [
    INDEX_OPTION,
    {
      name: "to",
      type: "string",
      placeholder: "URL",
      description:
        "Server and name of the index there: https://host:9200/name (several hosts with commas)",
    },
    { name: "yes", type: "boolean", description: "Send without asking" },
    {
      name: "again",
      type: "boolean",
      description: "Send everything again, also what is there: after new flags, for example",
    },
    {
      name: "verify",
      type: "boolean",
      description: "Send nothing; compare counts, all ids and 300 queries with the local index",
    },
    {
      name: "shards",
      type: "number",
      placeholder: "N",
      description: "Parts of a new index (default: 1; one for each 30 GB)",
    },
    {
      name: "replicas",
      type: "number",
      placeholder: "N",
      description: "Further copies of each part (default: 0; 1 where there are several nodes)",
    },
    JSON_OPTION,
  ],
  examples: [
    ["leaksift push --to https://search.example.org:9200/leak", "Send what is not there yet"],
    ["leaksift push --to http://127.0.0.1:9200/leak --verify", "Does the server answer alike?"],
    ["leaksift search --engine http://127.0.0.1:9200/leak invoice", "Ask the server"],
  ],
  notes: [
    "Sends the text of all mail and files, and what they say of themselves, to the server. Host, index and volume are shown first.",
    "User and password come from LEAKSIFT_ENGINE_USER and LEAKSIFT_ENGINE_PASSWORD, a key from LEAKSIFT_ENGINE_API_KEY, or either from the file LEAKSIFT_ENGINE_AUTH names; a certificate authority from LEAKSIFT_ENGINE_CA.",
  ],
  run: runEngine,
};
