import { t } from '@vscode/l10n';
import { UserError } from '../../userError';

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
};

/** Below it, requests would only time out. */
const LOWEST = 1000;

/**
 * Bytes a second of a text such as `10MB`, `1.5 MiB/s` or `500000`.
 *
 * @throws UserError that says what can be written
 */
export function parseRate(text: string): number {
  const [, number, unit = ''] = /^\s*(\d+(?:\.\d+)?)\s*([kmg]?i?b)?(?:\/s)?\s*$/i.exec(text) ?? [];
  const factor = UNITS[unit.toLowerCase()];
  const advice = t('Enter bytes per second with a unit, such as 500KB, 10MB or 1.5MiB.');
  if (number === undefined || factor === undefined)
    throw new UserError(t('Invalid bandwidth: {0}.', text), { advice });
  const bytes = Number(number) * factor;
  if (bytes < LOWEST)
    throw new UserError(t('{0} is too low: the minimum is 1KB per second.', text), { advice });
  return bytes;
}
