/** Agents in worker threads and in processes, as one starts them with Node's own modules. */

import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { AgentPort, FromAgent } from "./messages.ts";

export function startWorker(): AgentPort {
  const worker = new Worker(new URL("./worker-agent.ts", import.meta.url));
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is of windows
    post: (message) => worker.postMessage(message),
    onMessage: (handler) => worker.on("message", (message: FromAgent) => handler(message)),
    onFailure: (handler) => worker.on("error", handler),
    pid: undefined,
    close: async () => {
      await worker.terminate();
    },
  };
}

export function startProcess(): AgentPort {
  const child = fork(fileURLToPath(new URL("./process-agent.ts", import.meta.url)), {
    execArgv: [],
  });
  return {
    post: (message) => child.send(message),
    onMessage: (handler) => child.on("message", (message) => handler(message as FromAgent)),
    onFailure: (handler) => {
      child.on("error", handler);
      child.on("exit", (code) => {
        if (code !== 0 && code !== null) handler(new Error(`an agent ended with code ${code}`));
      });
    },
    pid: child.pid,
    close: async () => {
      child.disconnect();
      await once(child, "exit");
    },
  };
}
