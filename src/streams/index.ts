/** Encrypted streams on a platform. */

export { PlatformCloud, type PlatformCloudOptions } from "./platform-cloud.ts";
export { Encryptor, type EncryptorOptions } from "./encryptor.ts";
