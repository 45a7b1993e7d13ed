/** An owner on a thread of its own: what it is asked, one thing after the other. */

import { LargeMasterKey, type Schema } from "../crypto/index.ts";
import type { Tuple } from "./encryption.ts";
import { QueryError } from "./errors.ts";
import type { Grant } from "./grants.ts";
import { type JoinTerms, Owner, type OwnerOptions } from "./owner.ts";
import type { Query } from "./query.ts";
import { type Answer, answer } from "./thread-errors.ts";

export type Request =
  | {
      readonly ask: "begin";
      readonly options: Omit<OwnerOptions, "resume">;
      readonly resume: { readonly masterKey: Uint8Array; readonly lastEpoch: number } | null;
    }
  | { readonly ask: "grant"; readonly query: Query; readonly join: JoinTerms | undefined }
  | { readonly ask: "encrypt"; readonly tuples: readonly Tuple[] }
  | { readonly ask: "revoke"; readonly user: string }
  | { readonly ask: "nextEpoch" };

/** A grant on its way between threads. */
export interface GrantData {
  readonly query: Query;
  readonly epoch: number;
  readonly forCloud: Uint8Array;
  readonly forUser: Uint8Array;
}

function dataOf({ query, epoch, forCloud, forUser }: Grant): GrantData {
  return { query, epoch, forCloud, forUser };
}

export interface Begun {
  readonly schema: Schema;
  readonly masterKey: Uint8Array;
  readonly epoch: number;
}

/** Of each request. */
export interface Replies {
  readonly begin: Begun;
  readonly grant: GrantData;
  readonly encrypt: readonly Uint8Array[];
  readonly revoke: number;
  readonly nextEpoch: { readonly epoch: number; readonly grants: readonly GrantData[] };
}

let begun: Owner | null = null;

function owner(): Owner {
  if (begun === null) throw new QueryError("GRANT", "this owner has not begun");
  return begun;
}

function reply(request: Request): Replies[keyof Replies] {
  switch (request.ask) {
    case "begin": {
      const { options, resume } = request;
      const masterKey = resume === null ? null : LargeMasterKey.fromBytes(resume.masterKey);
      begun = new Owner({
        ...options,
        ...(masterKey !== null && { resume: { masterKey, lastEpoch: resume?.lastEpoch ?? 0 } }),
      });
      const { schema, epoch } = begun;
      return { schema, masterKey: begun.masterKey.toBytes(), epoch };
    }
    case "grant":
      return dataOf(owner().grant(request.query, request.join));
    case "encrypt":
      return owner().encrypt(request.tuples);
    case "revoke":
      return owner().revoke(request.user);
    case "nextEpoch": {
      const grants = owner().nextEpoch().map(dataOf);
      return { epoch: owner().epoch, grants };
    }
  }
}

export function serve(request: Request): Answer<Replies[keyof Replies]> {
  return answer(() => reply(request));
}
