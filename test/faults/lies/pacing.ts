import type { Handler } from '../../contract/support/proxy';
import { answer, at, AT } from './answers';
import type { Lie } from './lie';

/** When to come back. */
const WHEN: Readonly<Record<string, () => string>> = {
  zero: () => '0',
  negative: () => '-1',
  gone: () => 'Thu, 01 Jan 1970 00:00:00 GMT',
  'just-gone': () => new Date(Date.now() - 1000).toUTCString(),
  huge: () => '9'.repeat(300),
  infinite: () => '9'.repeat(400),
  'in-100-years': () => new Date(Date.now() + 3e12).toUTCString(),
  'in-words': () => 'soon',
  nan: () => 'NaN',
  fractional: () => '0.0001',
  empty: () => '',
  'in-hex': () => '0x0',
};

const BUSY = { error: { type: 'lock_timeout' }, status: 'error', status_message: 'too_many_requests' };

const askedBack = Object.entries(WHEN).map(([name, when]): Lie => ({
  name: `retry-after-${name}`,
  tell: at(AT.repository, busy(503, when)),
  ends: 'badly',
  ...(name === 'zero' && { isCore: true }),
}));

function busy(status: number, when: () => string): Handler {
  return (call) => answer(status, BUSY, { 'retry-after': when() })(call);
}

const forEver: readonly Lie[] = [429, 503, 408, 500, 504].flatMap((status): Lie[] => [
  { name: `${status}-for-ever`, tell: at(AT.repository, answer(status, BUSY)), ends: 'badly' },
]);

const files: readonly Lie[] = [429, 503].map((status): Lie => ({
  name: `${status}-at-once-for-files`,
  tell: at(
    AT.files,
    busy(status, () => '0'),
  ),
  ends: 'badly',
}));

/** Every request once more, and at once: a nuisance, and no more. */
const inTurns: Lie = {
  name: 'every-other-503',
  tell: (proxy) => {
    const refused = new Set<string>();
    const key = (method: string, path: string) => `${method} ${path}`;
    return proxy.on(
      'GET',
      /\/api\/repos\//,
      busy(503, () => '0'),
      {
        isMeant: ({ method, path }) => {
          const isFirst = !refused.has(key(method, path));
          refused.add(key(method, path));
          return isFirst;
        },
      },
    );
  },
  ends: 'well',
};

const reset: Lie = {
  name: 'reset-for-ever',
  tell: at(AT.branches, (call) => call.reset()),
  ends: 'badly',
};

export const pacing: readonly Lie[] = [...askedBack, ...forEver, ...files, inTurns, reset];
