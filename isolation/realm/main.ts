/** What a realm runs before any program: it hardens itself, and can then load one program. */

import { hardenRealm } from "./harden.ts";
import { loadProgram } from "./membrane.ts";
import type { RealmCalls } from "../kernel/membrane.ts";

const maker = hardenRealm();

export const load = (
  calls: RealmCalls,
  body: string,
  isShared: boolean,
): ReturnType<typeof loadProgram> => loadProgram(calls, maker, body, isShared);
