import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

const nonceBytes = 12;
const tagBytes = 16;

/** Makes a secret unreadable without the key, and of use only for what `about` names: AES-256-GCM. */
export function seal(key: Buffer, about: string, secret: string): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(about));
  const sealed = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64");
}

/** The secret again; throws when it was sealed with another key or about something else. */
export function unseal(key: Buffer, about: string, sealed: string): string {
  const bytes = Buffer.from(sealed, "base64");
  const nonce = bytes.subarray(0, nonceBytes);
  const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: tagBytes })
    .setAAD(Buffer.from(about))
    .setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
  const secret = decipher.update(bytes.subarray(nonceBytes + tagBytes));
  return Buffer.concat([secret, decipher.final()]).toString("utf8");
}

/** A secret that somebody typed, before it is stored on its way to who opens it; without a key it is not kept at all. */
export function sealTyped(key: Buffer | null, workspaceId: string, typed: string): string {
  return key ? seal(key, typedIn(workspaceId), typed) : "";
}

export function openTyped(key: Buffer, workspaceId: string, sealed: string): string {
  return unseal(key, typedIn(workspaceId), sealed);
}

const typedIn = (workspaceId: string) => `${workspaceId} typed`;

/** What a connector's secret is sealed for: it opens for no other one. */
export const secretOf = (workspaceId: string, connector: string) => `${workspaceId} ${connector}`;
