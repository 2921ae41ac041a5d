/** A thread that fills the FlexSearch Document of names while the main thread merges segments: it is given the distinct values and answers with the pieces to keep. */
import { parentPort, workerData } from "node:worker_threads";
import { buildNames } from "../segment/names.ts";

parentPort?.postMessage(await buildNames(workerData as Parameters<typeof buildNames>[0]));
