import { redactor } from '../../core/redact';

const BLOT = '•••';

/** Blots out the given secrets, and whatever looks like a key or carries a password. */
export function logRedactor(secrets: Iterable<string>): (text: string) => string {
  const redactSecrets = redactor(secrets, BLOT);
  return (text) => blotKeys(redactSecrets(text));
}

function blotKeys(text: string): string {
  return text
    .replace(/\bBearer\s+[\w.~+/=-]+/gi, `Bearer ${BLOT}`)
    .replace(/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, BLOT) // a key of an open server is a JWT
    .replace(/(\/\/)[^/\s@]+@/g, `$1${BLOT}@`);
}
