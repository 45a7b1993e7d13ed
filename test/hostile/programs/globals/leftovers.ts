/**
 * Looks for what hardening, isolated-vm or the bundler might have left lying about.
 *
 * @expect holds
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

declare const names: readonly unknown[];
declare const Compartment: unknown;
declare const lockdown: unknown;
declare const harden: unknown;
declare const assert: unknown;
declare const repairIntrinsics: unknown;
declare const hardenIntrinsics: unknown;
declare const HandledPromise: unknown;
declare const ModuleSource: unknown;
declare const exported: unknown;
declare const calls: unknown;
declare const load: unknown;
declare const newArray: unknown;
declare const ivm: unknown;
declare const _ivm: unknown;
declare const ShadowRealm: unknown;
declare const AsyncContext: unknown;

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict) => {
    const found: Readonly<Record<string, string>> = {
      names: typeof names,
      Compartment: typeof Compartment,
      lockdown: typeof lockdown,
      harden: typeof harden,
      assert: typeof assert,
      repairIntrinsics: typeof repairIntrinsics,
      hardenIntrinsics: typeof hardenIntrinsics,
      HandledPromise: typeof HandledPromise,
      ModuleSource: typeof ModuleSource,
      exported: typeof exported,
      calls: typeof calls,
      load: typeof load,
      newArray: typeof newArray,
      ivm: typeof ivm,
      _ivm: typeof _ivm,
      ShadowRealm: typeof ShadowRealm,
      AsyncContext: typeof AsyncContext,
      Intl: typeof Intl,
      module: typeof module,
      Buffer: typeof Buffer,
      escape: typeof escape,
      AggregateError: typeof AggregateError,
      structuredClone: typeof structuredClone,
      TextEncoder: typeof TextEncoder,
      URL: typeof URL,
      fetch: typeof fetch,
    };
    for (const [name, type] of Object.entries(found)) {
      verdict.expect(`${name} is ${type}`, type === "undefined");
    }
  });
});

export default program;
