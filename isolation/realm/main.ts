/** What a realm runs before any program: it hardens itself, and can then load one program. */

import type { Value } from "../../src/event/index.ts";
import { hardenRealm } from "./harden.ts";
import { loadProgram } from "./membrane.ts";
import type { RealmCalls } from "../kernel/membrane.ts";

const maker = hardenRealm();

export const load = (
  calls: RealmCalls,
  body: string,
  isShared: boolean,
): ReturnType<typeof loadProgram> => loadProgram(calls, maker, body, isShared);

/** Arrays of event data: their methods are this realm's, which are frozen and can do nothing. */
export const newArray = (): Value[] => [];
