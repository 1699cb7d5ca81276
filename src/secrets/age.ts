import type { Decrypter } from "age-encryption";
import type { WrappedKey } from "./sops/metadata.ts";

/** Loaded when it is used: builds decrypt nothing, and its elliptic curves take a while to load. */
const library = () => import("age-encryption");

/** The data key of a file, encrypted to each recipient by itself, as SOPS does it. */
export async function wrapKey(
  key: Uint8Array,
  recipients: readonly string[],
): Promise<readonly WrappedKey[]> {
  const { armor, Encrypter } = await library();
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
  const { armor, Decrypter } = await library();
  const decrypter = new Decrypter();
  for (const identity of identities) decrypter.addIdentity(identity);
  for (const { enc } of wrapped) {
    const key = await decryptQuietly(decrypter, () => armor.decode(enc));
    if (key !== undefined) return key;
  }
  return undefined;
}

/** Encrypted to somebody else, or damaged: another entry may still open, and the reason helps nobody. */
async function decryptQuietly(decrypter: Decrypter, file: () => Uint8Array): Promise<Uint8Array | undefined> {
  try {
    return await decrypter.decrypt(file());
  } catch {
    return undefined;
  }
}

/** The public key of a private key; undefined where the text is no private key of age. */
export const recipientOf = async (identity: string): Promise<string | undefined> =>
  (await library()).identityToRecipient(identity).catch(() => undefined);
