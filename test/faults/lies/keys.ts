import { answer, at, AT, refusalBody, conflictAt } from './answers';
import { KEY, type Lie } from './lie';
import { escapedThroughout, SPELLINGS } from './spellings';

/** The key comes back in the words of an error, which are shown. */
const echoed = Object.entries(SPELLINGS).map(([name, spell]): Lie => ({
  name: `key-echoed-${name}`,
  tell: at(AT.repository, answer(400, refusalBody(`not allowed for ${spell(KEY)} here`))),
  ends: 'badly',
  ...(name === 'base64' && { isCore: true }),
}));

const header = `authorization: Bearer ${KEY}`;
const escaped = JSON.stringify(refusalBody('KEY')).replace('KEY', escapedThroughout(header));

const elsewhere: readonly Lie[] = [
  { name: 'key-escaped', tell: at(AT.repository, answer(400, escaped)), ends: 'badly', isCore: true },
  { name: 'key-half-escaped', tell: at(AT.head, answer(400, halfEscaped())), ends: 'badly' },
  { name: 'key-in-a-page', tell: at(AT.repository, answer(403, `<p>${header}</p>`)), ends: 'badly' },
  { name: 'key-in-a-wrong-shape', tell: at(AT.head, answer(200, { is: KEY })), ends: 'badly' },
  { name: 'key-in-a-wrong-value', tell: at(AT.begin, answer(200, { file: KEY })), ends: 'badly' },
  {
    name: 'key-as-name-of-a-field',
    tell: at(AT.head, answer(200, { [KEY]: { [KEY]: KEY } })),
    ends: 'badly',
  },
  { name: 'key-of-a-file', tell: at(AT.files, answer(400, escaped)), ends: 'badly' },
  {
    name: 'key-in-conflicts',
    tell: conflictAt(KEY),
    ends: 'badly',
  },
  {
    name: 'key-in-location',
    tell: at(AT.repository, answer(302, '', { location: `http://${KEY.length}.example/?key=${KEY}` })),
    ends: 'badly',
  },
  {
    name: 'key-at-the-cut',
    // Whatever is kept of a long text, the key lies across its end.
    tell: at(AT.repository, answer(400, refusalBody(`${KEY} `.repeat(20_000)))),
    ends: 'badly',
  },
];

function halfEscaped(): string {
  const half = KEY.length / 2;
  const spelled = KEY.slice(0, half) + escapedThroughout(KEY.slice(half));
  return JSON.stringify(refusalBody('KEY')).replace('KEY', spelled);
}

/** Nobody lies here: these keys are words of every reply, which is not to be altered because of that. */
const words = ['main', 'd', 'success', 'e', 'entries', '0', '"', '":"'].map((key): Lie => ({
  name: `key-is-${/\w/.test(key) ? key : Buffer.from(key).toString('hex')}`,
  key,
  tell: (proxy) => proxy.on('GET', /./, (call) => call.pass()),
  ends: 'well',
  ...(key === 'main' && { isCore: true }),
}));

export const keys: readonly Lie[] = [...echoed, ...elsewhere, ...words];
