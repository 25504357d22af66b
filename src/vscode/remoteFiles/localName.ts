import { t } from '@vscode/l10n';
import { plainText, STEERING } from '../../core/plainText';
import { UserError } from '../../core/userError';

/** Name that a file of this machine can have: one component, whatever a server said; made by `localName` alone. */
export type LocalName = string & { readonly __brand: 'LocalName' };

/**
 * The name under which a listed file can be saved. A server may list anything, so what looks like a path on whichever
 * system is taken for one, and only its end is used.
 *
 * @throws UserError when there is no name at the end
 */
export function localName(listed: string, platform: NodeJS.Platform = process.platform): LocalName {
  const last = listed.split(/[/\\]/).at(-1) ?? '';
  const harmless = last.toWellFormed().replace(STEERING, '_');
  const name = platform === 'win32' ? windowsName(harmless) : harmless;
  if (isName(name)) return name;
  throw new UserError(
    t('The server lists this file as “{0}”, which is not a file name.', plainText(listed, 80)),
    {
      advice: t('Nothing was saved. Ask the committer to rename it.'),
    },
  );
}

function isName(name: string): name is LocalName {
  return name !== '' && name !== '.' && name !== '..';
}

/** Without what Windows reads as a stream, a pattern or a device, and without the end that it would drop. */
function windowsName(name: string): string {
  const kept = name.replace(/[<>:"|?*]/g, '_').replace(/[. ]+$/, '');
  return /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[\d¹²³]) *(?:\.|$)/i.test(kept) ? `_${kept}` : kept;
}
