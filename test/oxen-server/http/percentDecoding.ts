/**
 * Decodes a path as actix does before it looks for a route: everything but `%`, `/` and `+`.
 *
 * @see docs/protocol/requests.md#encoding
 */
export function decodeForRouting(path: string): string {
  return decodeBytes(path, (byte) => byte !== 0x25 && byte !== 0x2f && byte !== 0x2b);
}

/** The second decoding, done only by the handlers of `{resource}` routes. */
export function decodeResource(path: string): string {
  return decodeBytes(path, () => true);
}

/** Bytes that are not UTF-8 become U+FFFD, as both decoders of the server do it. */
function decodeBytes(text: string, isWanted: (byte: number) => boolean): string {
  if (!text.includes('%')) return text;

  const bytes = Buffer.from(text, 'utf8');
  const decoded: number[] = [];
  for (let index = 0; index < bytes.length; index += 1) {
    const digits = bytes.toString('latin1', index + 1, index + 3);
    const isEscape = bytes[index] === 0x25 && /^[0-9a-fA-F]{2}$/.test(digits);
    const byte = isEscape ? Number.parseInt(digits, 16) : 0;
    if (isEscape && isWanted(byte)) {
      decoded.push(byte);
      index += 2;
    } else {
      decoded.push(bytes[index] ?? 0);
    }
  }
  return Buffer.from(decoded).toString('utf8');
}
