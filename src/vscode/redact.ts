const BLOT = '•••';

/** Blots out the given secrets, and whatever looks like a key or carries a password. */
export function redact(text: string, secrets: Iterable<string>): string {
  let redacted = text;
  for (const secret of secrets) redacted = redacted.replaceAll(secret, BLOT);
  return redacted
    .replace(/\bBearer\s+[\w.~+/=-]+/gi, `Bearer ${BLOT}`)
    .replace(/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, BLOT) // a key of an open server is a JWT
    .replace(/(\/\/)[^/\s@]+@/g, `$1${BLOT}@`);
}
