import { armor, Decrypter, Encrypter, identityToRecipient } from "age-encryption";
import type { WrappedKey } from "./sops/metadata.ts";

/** The data key of a file, encrypted to each recipient by itself, as SOPS does it. */
export function wrapKey(key: Uint8Array, recipients: readonly string[]): Promise<readonly WrappedKey[]> {
  return Promise.all(
    recipients.map(async (recipient) => {
      const encrypter = new Encrypter();
      encrypter.addRecipient(recipient);
      return { recipient, enc: armor.encode(await encrypter.encrypt(key)) };
    }),
  );
}

/** The data key of a file; undefined where none of the private keys opens it. */
export async function unwrapKey(
  wrapped: readonly WrappedKey[],
  identities: readonly string[],
): Promise<Uint8Array | undefined> {
  if (identities.length === 0) return undefined;
  const decrypter = new Decrypter();
  for (const identity of identities) decrypter.addIdentity(identity);
  for (const { enc } of wrapped) {
    const key = await decryptQuietly(decrypter, enc);
    if (key !== undefined) return key;
  }
  return undefined;
}

/** Encrypted to somebody else, or damaged: another entry may still open, and the reason helps nobody. */
async function decryptQuietly(decrypter: Decrypter, enc: string): Promise<Uint8Array | undefined> {
  try {
    return await decrypter.decrypt(armor.decode(enc));
  } catch {
    return undefined;
  }
}

/** The public key of a private key; undefined where the text is no private key of age. */
export const recipientOf = (identity: string): Promise<string | undefined> =>
  identityToRecipient(identity).catch(() => undefined);
