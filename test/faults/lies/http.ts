import { setTimeout as delay } from 'node:timers/promises';
import type { Handler } from '../../contract/support/proxy';
import { answer, at, AT, endless, head, raw, remake } from './answers';
import { KEY, type Lie, PATIENT } from './lie';

/** Interim replies that nobody asked for. */
const interim: readonly Lie[] = [
  ...[100, 102, 103].map((status): Lie => ({
    name: `${status}-unasked`,
    tell: at(
      AT.repository,
      remake(({ body }) => [`HTTP/1.1 ${status} Hint\r\n\r\n`, head(200), body]),
    ),
    ends: 'well',
    ...(status === 103 && { isCore: true }),
  })),
  {
    name: '103-unasked-for-files',
    tell: at(
      AT.files,
      remake(({ body }) => ['HTTP/1.1 103 Hint\r\nlink: </a>\r\n\r\n'.repeat(3), head(200), body]),
    ),
    ends: 'well',
  },
  {
    name: '101-unasked',
    tell: at(AT.repository, raw('HTTP/1.1 101 Switching\r\nupgrade: x\r\n\r\n')),
    ends: 'badly',
  },
  ...[100, 102, 103, 199].map((status): Lie => ({
    name: `${status}-without-end`,
    tell: at(AT.repository, endless('', `HTTP/1.1 ${status} Hint\r\nlink: </a>\r\n\r\n`)),
    ends: 'badly',
    limits: PATIENT,
  })),
];

/** On to somewhere else. */
const redirects: readonly Lie[] = [
  { name: 'redirect-elsewhere', location: 'http://127.0.0.2:9/api' },
  { name: 'redirect-in-a-circle', location: '/api/repos/faults/x' },
  { name: 'redirect-to-a-file', location: 'file:///etc/passwd' },
  { name: 'redirect-to-a-script', location: 'javascript:alert(1)' },
  { name: 'redirect-with-the-key', location: `http://ada:${encodeURIComponent(KEY)}@127.0.0.2/?k=${KEY}` },
  { name: 'redirect-nowhere', location: 'http://[' },
].flatMap(({ name, location }): Lie[] =>
  [302, 308].map((status) => ({
    name: `${name}-${status}`,
    tell: at(status === 302 ? AT.repository : AT.files, answer(status, '', { location })),
    ends: 'badly',
  })),
);

const statuses = [203, 206, 300, 304, 402, 407, 418, 421, 431, 451, 505, 511, 599, 999].map(
  (status): Lie => ({
    name: `status-${status}`,
    tell: at(AT.workspace, raw(head(status))),
    ends: 'badly',
  }),
);

const RAW: Readonly<Record<string, string>> = {
  'status-0': 'HTTP/1.1 0 Nothing\r\n\r\n',
  'status-000': 'HTTP/1.1 000 Nothing\r\nconnection: close\r\n\r\n{}',
  'status-negative': 'HTTP/1.1 -200 OK\r\n\r\n',
  'status-1000': 'HTTP/1.1 1000 OK\r\n\r\n',
  'http-0.9': '{"repository":{}}',
  'no-http': 'SSH-2.0-OpenSSH_9.6\r\n',
  'tls-alert': '\u0015\u0003\u0001\u0000\u0002\u0002\u0046',
  'nothing-at-all': '',
  'half-a-head': 'HTTP/1.1 200 OK\r\ncontent-le',
  'length-negative': head(200, { 'content-length': '-1' }),
  'length-in-words': head(200, { 'content-length': 'two' }),
  'length-twice': `HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 17\r\n\r\n{"repository":{}}`,
  'length-and-chunks': `${head(200, { 'content-length': '2', 'transfer-encoding': 'chunked' })}2\r\n{}\r\n0\r\n\r\n`,
  'length-too-short': `${head(200, { 'content-length': '2' })}{"repository":{"is_empty":false}}`,
  'closed-early': `${head(200, { 'content-length': '200' })}{"repository":{"is_em`,
  'chunks-broken': `${head(200, { 'transfer-encoding': 'chunked' })}zz\r\n{}`,
  'chunk-of-1-eb': `${head(200, { 'transfer-encoding': 'chunked' })}fffffffffffffff\r\n{`,
  'headers-with-control': 'HTTP/1.1 400 \u001b[2J\r\nx: \u001b]0;x\u0007\r\ncontent-length: 0\r\n\r\n',
};

const broken = Object.entries(RAW).map(([name, text]): Lie => ({
  name,
  tell: at(AT.repository, raw(Buffer.from(text, 'latin1'))),
  ends: 'badly',
}));

/** Waited out. */
const hanging: readonly Lie[] = [
  {
    name: 'length-too-long',
    tell: at(AT.version, hang(head(200, { 'content-length': '200' }) + '{"oxen_version":')),
  },
  { name: 'head-without-end', tell: at(AT.version, hang('HTTP/1.1 200 OK\r\na: b\r\n')) },
  { name: 'silence', tell: at(AT.version, hang('')) },
].map((lie): Lie => ({ ...lie, ends: 'badly', limits: PATIENT }));

/** Nothing more comes, and the connection stays. */
function hang(text: string): Handler {
  return (call) =>
    call.answerRaw(
      (async function* () {
        yield text;
        await delay(PATIENT_MS, undefined, { ref: false });
      })(),
    );
}

const PATIENT_MS = 600_000;

const floods: readonly Lie[] = [
  {
    name: 'header-of-10-mb',
    tell: at(AT.repository, raw(head(200, { x: 'y'.repeat(1e7) }), '{}')),
    ends: 'badly',
  },
  {
    name: 'headers-without-end',
    tell: at(AT.repository, endless('HTTP/1.1 200 OK\r\n', 'a: b\r\n')),
    ends: 'badly',
    isCore: true,
  },
  {
    name: 'header-without-end',
    tell: at(AT.repository, endless('HTTP/1.1 200 OK\r\nx: ', 'y')),
    ends: 'badly',
  },
  {
    name: 'status-line-without-end',
    tell: at(AT.repository, endless('HTTP/1.1 200 ', 'y')),
    ends: 'badly',
    limits: PATIENT, // bytes keep coming: only the time for a head ends it, twice
  },
];

/** Answered before the request was there, or more often than asked. */
const manners: readonly Lie[] = [
  // Taken as HTTP/1: what it says is so.
  {
    name: 'http-2',
    tell: at(AT.repository, raw(Buffer.from('HTTP/2.0 200 OK\r\n\r\n{"repository":{}}'))),
  },
  ...([200, 401, 413, 500] as const).map((status): Lie => ({
    name: `early-${status}`,
    engine: 'version-uploads',
    hasLargeFile: true,
    tell: at(AT.part, raw(head(status), '{"completed":true}'), 2),
  })),
  {
    name: 'http-1.0',
    tell: at(
      AT.repository,
      remake(({ body }) => ['HTTP/1.0 200 OK\r\n\r\n', body]),
    ),
    ends: 'well',
  },
  {
    name: 'second-answer',
    tell: at(AT.repository, async (call) => {
      const forged = { branch: { name: 'main', commit_id: 'abcdef' }, branches: [], entries: [] };
      await call.answerTwice(await call.forward(), { status: 200, body: JSON.stringify(forged) });
    }),
    isCore: true,
  },
  {
    name: 'second-answer-at-once',
    tell: at(
      AT.repository,
      remake(({ body }) => [answerBytes(body), answerBytes('{"branches":[]}')]),
    ),
  },
  {
    name: 'kept-alive-and-closed',
    tell: at(
      AT.head,
      remake(({ body }) => [answerBytes(body)]),
    ),
    ends: 'well',
  },
];

function answerBytes(body: string | Buffer): string {
  const bytes = Buffer.byteLength(body);
  return `HTTP/1.1 200 OK\r\nconnection: keep-alive\r\ncontent-length: ${bytes}\r\n\r\n${body.toString()}`;
}

export const http: readonly Lie[] = [
  ...interim,
  ...redirects,
  ...statuses,
  ...broken,
  ...hanging,
  ...floods,
  ...manners,
];
