/** XXH3-128 of a content as Oxen writes it; made by `contentHash` alone. */
export type ContentHash = string & { readonly __brand: 'ContentHash' };

/**
 * Canonical text of an XXH3-128: lower-case hex without leading zeros (zero itself is `0`).
 *
 * The server compares hashes as numbers but stores blobs by their text: a padded one lands in a directory that
 * the commit does not refer to.
 * @throws RangeError for what is not 1 to 32 hex digits
 */
export function contentHash(hex: string): ContentHash {
  if (!/^[0-9a-f]{1,32}$/i.test(hex)) throw new RangeError(`Not a content hash: ${JSON.stringify(hex)}`);
  return hex.toLowerCase().replace(/^0+(?=.)/, '') as ContentHash;
}

/** Where the server keeps the blob, below its `.oxen/`: `versions/files/<2>/<rest>/data`. */
export function blobLocation(hash: ContentHash): string {
  return `versions/files/${hash.slice(0, 2)}/${hash.slice(2)}/data`;
}
