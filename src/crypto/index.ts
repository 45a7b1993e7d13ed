/**
 * Attribute-based encryption for streams, usable alone (Streamforce): an owner encrypts under attributes,
 * grants policies, and leaves to a cloud that can read nothing the work of turning ciphertexts into what
 * users open.
 */

export {
  type AccessTree,
  allOf,
  anyOf,
  atLeast,
  type Gate,
  leaf,
  type Leaf,
  satisfies,
} from "./access-tree.ts";
export { DiscreteLog, type Group, inG1, inGT } from "./discrete-log.ts";
export { CryptoError, type CryptoErrorCode, PolicySyntaxError } from "./errors.ts";
export {
  applyToken,
  decodeJoinKey,
  decodeJoinToken,
  encodeJoinScalar,
  type JoinKey,
  joinKeyOf,
  joinTag,
  type JoinToken,
  joinTokens,
  newJoinKey,
  newSharedKey,
} from "./join.ts";
export {
  addInG1,
  addMaskedSums,
  maskInG1,
  masksInG1,
  masksInGT,
  openMaskedSum,
  sealMasked,
  sumsInG1,
  sumsInGT,
  transformMasked,
  unmaskInG1,
} from "./masked-sums.ts";
export { protectKey, unprotectKey } from "./passphrase.ts";
export { LargeMasterKey, LargePublicKey, LargeTransformKey } from "./large-universe.ts";
export { type Comparison, compilePolicy, type Policy } from "./policy.ts";
export { readPolicy, readSchema } from "./policy-data.ts";
export { formatPolicy, parsePolicy } from "./policy-text.ts";
export type { Encapsulation, Grant, MasterKey, PublicKey, TransformKey } from "./proxy-abe.ts";
export {
  attributesOf,
  checkSchema,
  type Field,
  type FieldValue,
  type IntegerField,
  type Schema,
  type TextField,
} from "./schema.ts";
export {
  grant,
  originOf,
  seal,
  type SealOptions,
  type Security,
  transform,
  UserKey,
} from "./sealing.ts";
export {
  checkWindows,
  type ClosedWindow,
  SharedMasks,
  WindowMasks,
  WindowSums,
} from "./sliding-window.ts";
export { SmallMasterKey, SmallPublicKey, SmallTransformKey } from "./small-universe.ts";
