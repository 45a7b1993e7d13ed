/** Reading what programs pass to calls: own data properties only, so that none of their code runs. */

import { CordonError, nameKind } from "../errors.ts";
import { isProxy } from "../event/index.ts";
import { isPrivilege, isTag, type LabelSpec, type Privilege, type Tag } from "../label/index.ts";
import { limits } from "../limits.ts";
import type { LabelChange } from "./change-label.ts";
import type { LabelComponent } from "../unit/api.ts";

const NONE: readonly Tag[] = [];

function readOwn(holder: object, key: string | number): unknown {
  return Reflect.getOwnPropertyDescriptor(holder, key)?.value;
}

/** @throws CordonError TAG_KIND */
export function requireTag(value: unknown): Tag {
  if (!isTag(value)) throw new CordonError("TAG_KIND", { what: nameKind(value) });
  return value;
}

/** @throws CordonError PRIVILEGE_KIND */
export function requirePrivilege(value: unknown): Privilege {
  if (!isPrivilege(value)) throw new CordonError("PRIVILEGE_KIND", { what: nameKind(value) });
  return value;
}

/** @throws CordonError LEASE */
export function requireExpiry(value: unknown): number {
  if (value === undefined) return Infinity;
  if (typeof value !== "number" || Number.isNaN(value)) {
    throw new CordonError("LEASE", { what: nameKind(value) });
  }
  // No event is earlier than that; JSON would make minus infinity the opposite of what it says.
  return Math.max(value, -Number.MAX_VALUE);
}

/** @throws CordonError LABEL_SPEC */
export function requireComponent(value: unknown): LabelComponent {
  if (value !== "secrecy" && value !== "integrity") {
    throw new CordonError("LABEL_SPEC", { what: nameKind(value) });
  }
  return value;
}

/** @throws CordonError LABEL_SPEC */
export function requireChange(value: unknown): LabelChange {
  if (value !== "add" && value !== "remove") {
    throw new CordonError("LABEL_SPEC", { what: nameKind(value) });
  }
  return value;
}

/** What a call takes for one half of a label: nothing, one tag, or an array of them. */
export function readTags(value: unknown, what: string): readonly Tag[] {
  if (value === undefined) return NONE;
  if (isTag(value)) return [value];
  if (!Array.isArray(value)) {
    // The only tag of a list, as the membrane hands it on, or no list at all.
    const code = typeof value === "object" && value !== null ? "TAG_KIND" : "LABEL_SPEC";
    throw new CordonError(code, { what: nameKind(value) });
  }
  const { length } = value;
  if (length > limits.labelTags) {
    throw new CordonError("TAG_COUNT", { what, limit: limits.labelTags });
  }
  const tags: Tag[] = [];
  for (let i = 0; i < length; i++) tags.push(requireTag(readOwn(value, i)));
  return tags;
}

export interface ReadGrantRequest {
  readonly tag: Tag;
  readonly privilege: Privilege;
  readonly until: number;
}

/** @throws CordonError PRIVILEGE_KIND, TAG_KIND, TAG_COUNT, LEASE */
export function readGrantRequests(value: unknown): readonly ReadGrantRequest[] {
  if (!Array.isArray(value)) throw new CordonError("PRIVILEGE_KIND", { what: nameKind(value) });
  const { length } = value;
  if (length > limits.labelTags) {
    throw new CordonError("TAG_COUNT", { what: "the list of privileges", limit: limits.labelTags });
  }
  const requests: ReadGrantRequest[] = [];
  for (let i = 0; i < length; i++) {
    requests.push(readGrantRequest(readOwn(value, i)));
  }
  return requests;
}

/** @throws CordonError PRIVILEGE_KIND, TAG_KIND, LEASE */
export function readGrantRequest(request: unknown): ReadGrantRequest {
  if (typeof request !== "object" || request === null) {
    throw new CordonError("PRIVILEGE_KIND", { what: nameKind(request) });
  }
  if (isProxy(request)) throw new CordonError("PRIVILEGE_KIND", { what: "a proxy" });
  return {
    tag: requireTag(readOwn(request, "tag")),
    privilege: requirePrivilege(readOwn(request, "privilege")),
    until: requireExpiry(readOwn(request, "until")),
  };
}

/** A label as the host writes it. @throws CordonError LABEL_SPEC, TAG_KIND, TAG_COUNT */
export function readLabel(value: unknown): Required<LabelSpec> {
  if (typeof value !== "object" || value === null || Array.isArray(value) || isTag(value)) {
    throw new CordonError("LABEL_SPEC", { what: nameKind(value) });
  }
  for (const key of Object.keys(value)) {
    if (key !== "secrecy" && key !== "integrity") {
      throw new CordonError("LABEL_SPEC", { what: `an object with a field ${key}` });
    }
  }
  return {
    secrecy: readTags(readOwn(value, "secrecy"), "the label"),
    integrity: readTags(readOwn(value, "integrity"), "the label"),
  };
}
