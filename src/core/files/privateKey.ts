/** A larger file is no private key; the longest in use have some 10 KiB. */
export const KEY_FILE_BYTES = 64 * 1024;
const HEAD_BYTES = 4 * 1024;

/**
 * PEM (RFC 7468), also after the parameters that `openssl ecparam -genkey` writes first; OpenSSH, PGP, PuTTY, and SSH2,
 * which has four hyphens. Byte order marks are as Latin-1 reads them.
 */
const HEADER =
  /^(?:ï»¿|ÿþ|þÿ)?\s*(?:-----BEGIN EC PARAMETERS-----[^-]*-----END EC PARAMETERS-----\s*)?(?:-{4,5} ?BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)? ?-{4,5}|PuTTY-User-Key-File-\d)/;
/** What such a file can begin with: most others are told by their first byte. */
const FIRST_BYTES: ReadonlySet<number | undefined> = new Set(Buffer.from('-P \t\r\nïÿþ', 'latin1'));

/** Whether a file with this content, which is all of it, begins like a private key. */
export function isPrivateKey(content: Uint8Array): boolean {
  if (content.length > KEY_FILE_BYTES || !FIRST_BYTES.has(content[0])) return false;
  const head = Buffer.from(content.subarray(0, HEAD_BYTES)).toString('latin1');
  return HEADER.test(head.replaceAll('\0', '')); // as UTF-16 it has one beside each letter: Windows PowerShell writes that
}
