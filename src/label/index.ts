export * from "./label.ts";
export * from "./privilege.ts";
export * from "./tag-set.ts";
export * from "./tag.ts";
