import { t } from '@vscode/l10n';
import * as v from 'valibot';

/** Whose a key is. */
export interface KeyOwner {
  readonly name: string;
  readonly email: string;
}

const Claims = v.object({
  name: v.pipe(v.string(), v.nonEmpty()),
  email: v.pipe(v.string(), v.nonEmpty()),
});

/**
 * A key of an open server is a JWT with its user's name and e-mail in it (docs/protocol/accounts.md#keys); others tell
 * nothing.
 */
export function ownerOf(key: string): KeyOwner | undefined {
  const [, payload] = key.split('.');
  if (payload === undefined) return undefined;
  try {
    const { success, output } = v.safeParse(
      Claims,
      JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')),
    );
    return success ? output : undefined;
  } catch {
    return undefined; // a broken key is as good as none
  }
}

/** How sentences call a key: “the key of Ada (ada@example.org)”, or “the key”. */
export function keyWords(key: string): string {
  const owner = ownerOf(key);
  return owner === undefined ? t('the key') : t('the key of {0} ({1})', owner.name, owner.email);
}
