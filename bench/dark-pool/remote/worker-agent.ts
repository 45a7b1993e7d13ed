/** Runs an agent in a worker thread. */

import { parentPort } from "node:worker_threads";
import { Agent } from "./agent.ts";
import type { ToAgent } from "./messages.ts";

const port = parentPort;
if (port === null) throw new Error("this is the script of a worker");
const agent = new Agent((message) => port.postMessage(message));
port.on("message", (message: ToAgent) => agent.receive(message));
