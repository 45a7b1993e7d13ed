export * from "./codec.ts";
export * from "./draft.ts";
export * from "./event.ts";
export * from "./part.ts";
export * from "./proxies.ts";
export * from "./value.ts";
export * from "./view.ts";
