/** What passes between the venue's process and the agents that run traders elsewhere. */

import type { PlainTrader, Report, TraderMessage } from "../plain/settings.ts";

/** A price, as one message: a feed gives them one at a time. */
export interface TickMessage {
  readonly kind: "tick";
  readonly symbol: string;
  readonly price: number;
  readonly time: number;
  readonly generation: number;
  /** The place of what it causes among all that the venue emits. */
  readonly place: number;
}

export interface ReportMessage {
  readonly kind: "report";
  readonly report: Report;
  readonly generation: number;
  /** The place of what caused it. */
  readonly place: number;
}

export type ToAgent =
  | { readonly kind: "open"; readonly traders: readonly PlainTrader[] }
  | TickMessage
  | ReportMessage
  /** In step: what is due by a generation is handled now, in order; then it is answered. */
  | { readonly kind: "step"; readonly number: number; readonly generation: number }
  /** Every message is handled as it comes; this one is answered at its turn. */
  | { readonly kind: "ping"; readonly number: number };

export type FromAgent =
  /** With the place of the tick that it answers. */
  | { readonly kind: "message"; readonly message: TraderMessage; readonly place: number }
  | { readonly kind: "answer"; readonly number: number; readonly deliveries: number }
  | { readonly kind: "ready" };

/** A way to an agent. */
export interface AgentPort {
  post(message: ToAgent): void;
  onMessage(handler: (message: FromAgent) => void): void;
  onFailure(handler: (error: Error) => void): void;
  /** Of a process of its own; none if it is a thread of this one. */
  readonly pid: number | undefined;
  close(): Promise<void>;
}
