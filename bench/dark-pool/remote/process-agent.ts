/** Runs an agent in a process. */

import { Agent } from "./agent.ts";
import type { ToAgent } from "./messages.ts";

const agent = new Agent((message) => process.send?.(message));
process.on("message", (message: ToAgent) => agent.receive(message));
process.on("disconnect", () => process.exit());
