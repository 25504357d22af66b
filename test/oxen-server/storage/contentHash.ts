import { createXXHash128, type IHasher } from 'hash-wasm';

/** XXH3-128 the way Oxen writes it: lower-case hex without leading zeros (docs/protocol/hashes.md#spelling). */
export interface ContentHasher {
  update(bytes: Uint8Array): void;
  digest(): string;
}

const shared = createXXHash128();

export async function createContentHasher(): Promise<ContentHasher> {
  return over((await createXXHash128()).init());
}

export async function hashOf(bytes: Uint8Array): Promise<string> {
  // One hasher serves all small contents: it is used and left within one turn of the event loop.
  return over((await shared).init().update(bytes)).digest();
}

function over(hasher: IHasher): ContentHasher {
  return {
    update: (bytes) => void hasher.update(bytes),
    digest: () => withoutLeadingZeros(hasher.digest('hex')),
  };
}

/** The hash as a number, written canonically; `undefined` when the text is not a hex number of ≤ 128 bits. */
export function canonicalHash(text: string): string | undefined {
  if (!/^\+?[0-9a-fA-F]+$/.test(text)) return undefined;
  const canonical = withoutLeadingZeros(text.replace('+', '').toLowerCase());
  return canonical.length <= 32 ? canonical : undefined;
}

function withoutLeadingZeros(hex: string): string {
  return hex.replace(/^0+(?=.)/, '');
}
