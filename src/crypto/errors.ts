/** What callers of the schemes can do wrong, or be sent: every error has a code. */

export type CryptoErrorCode =
  /** A policy's text cannot be read; the error is a {@link PolicySyntaxError}. */
  | "POLICY_SYNTAX"
  /** What is to be a policy as data is none. */
  | "POLICY_DATA"
  /** A tree has gates that are none, or is too large for a key. */
  | "POLICY_TREE"
  /** A policy asks for what its schema does not have, or is found never to hold. */
  | "POLICY_FIELD"
  /** A schema or an attribute is malformed. */
  | "SCHEMA"
  /** A value does not belong to its field. */
  | "FIELD_VALUE"
  /** Attributes that a scheme cannot encrypt under, or grant. */
  | "ATTRIBUTES"
  /** Bytes are not what they should be: a point, a scalar, a key, a ciphertext. */
  | "ENCODING"
  /** Windows whose sums cannot be found, or must not be granted; a sum out of bounds. */
  | "WINDOW"
  /** A key is used after it was disposed of. */
  | "DISPOSED"
  /** A passphrase that protects nothing. */
  | "PASSPHRASE"
  /** A ciphertext was not made by who has the key, or for this context. */
  | "DECRYPTION";

export class CryptoError extends Error {
  readonly code: CryptoErrorCode;

  /** @param problem what was wrong and what would be right */
  constructor(code: CryptoErrorCode, problem: string) {
    super(`${code}: ${problem}`);
    this.name = "CryptoError";
    this.code = code;
  }
}

/** Where the text of a policy could not be read. */
export class PolicySyntaxError extends CryptoError {
  /** Characters before it. */
  readonly offset: number;

  constructor(text: string, offset: number, problem: string) {
    super(
      "POLICY_SYNTAX",
      `${problem}, at character ${offset + 1}\n  ${text}\n  ${" ".repeat(offset)}^`,
    );
    this.name = "PolicySyntaxError";
    this.offset = offset;
  }
}
