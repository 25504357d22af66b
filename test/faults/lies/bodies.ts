import { deflateSync, gzipSync, brotliCompressSync } from 'node:zlib';
import { answer, at, AT, drip, endless, head, raw, remake, rewrite } from './answers';
import { type Lie, PATIENT } from './lie';

const ENTRY = '{"filename":"a","hash":"0","is_dir":false,"size":1},';

const withoutEnd: readonly Lie[] = [
  { name: 'endless-error', tell: at(AT.repository, endless(head(400), 'x')), ends: 'badly', isCore: true },
  { name: 'endless-first-contact', tell: at(AT.version, endless(head(200), 'x')), ends: 'badly' },
  {
    name: 'endless-error-detail',
    tell: at(AT.branches, endless(`${head(500)}{"error":{"detail":"`, 'words ')),
    ends: 'badly',
  },
  { name: 'endless-missing-hashes', tell: at(AT.query, endless(head(404), '"0",')) },
  {
    name: 'endless-listing',
    tell: at(AT.listing, endless(`${head(200)}{"entries":[`, ENTRY)),
    ends: 'badly',
    isCore: true,
  },
  {
    name: 'endless-branches',
    tell: at(AT.branches, endless(`${head(200)}{"branches":[`, '{"name":"a","commit_id":"0"},')),
    ends: 'badly',
  },
  { name: 'endless-spaces', tell: at(AT.head, endless(head(200), ' ')), ends: 'badly' },
  { name: 'endless-workspace', tell: at(AT.workspace, endless(head(200), '[')), ends: 'badly' },
  { name: 'endless-staged', tell: at(AT.files, endless(`${head(200)}{"paths":[`, '"d/a",')), ends: 'badly' },
  { name: 'endless-changes', tell: at(AT.changes, endless(head(200), ENTRY)) },
  { name: 'endless-merge', tell: at(AT.merge, endless(head(200), ' ')) },
  { name: 'endless-history', tell: at(AT.history, endless(head(200), ENTRY)) },
  {
    name: 'endless-redirect',
    tell: at(AT.repository, endless(head(302, { location: '/' }), 'x')),
    ends: 'badly',
  },
  { name: 'endless-refusal', tell: at(AT.repository, endless(head(401), 'x')), ends: 'badly' },
  {
    name: 'endless-announced',
    tell: at(AT.repository, endless(head(200, { 'content-length': String(10 ** 15) }), ' ')),
    ends: 'badly',
  },
  {
    name: 'endless-chunks',
    tell: at(AT.repository, endless(head(200, { 'transfer-encoding': 'chunked' }), '1\r\n \r\n')),
    ends: 'badly',
  },
  {
    name: 'read-back-endless',
    versions: ['0.50.7'],
    engine: 'upload-chunk',
    hasLargeFile: true,
    tell: at(AT.readBack, endless(head(200), 'x')),
  },
  {
    name: 'read-back-longer',
    versions: ['0.50.7'],
    engine: 'upload-chunk',
    hasLargeFile: true,
    tell: at(
      AT.readBack,
      rewriteBytes((bytes) => Buffer.concat([bytes, bytes])),
    ),
  },
  {
    name: 'read-back-shorter',
    versions: ['0.50.7'],
    engine: 'upload-chunk',
    hasLargeFile: true,
    tell: at(
      AT.readBack,
      rewriteBytes((bytes) => bytes.subarray(1)),
    ),
  },
];

const slow: readonly Lie[] = [
  { name: 'drips-at-first-contact', tell: at(AT.version, drip(head(200), dripped())), ends: 'badly' },
  { name: 'drips-error', tell: at(AT.repository, drip(head(400), dripped())), ends: 'badly' },
  { name: 'drips-listing', tell: at(AT.listing, drip(head(200), dripped())), ends: 'badly' },
  { name: 'drips-refusal', tell: at(AT.workspace, drip(head(401), dripped())), ends: 'badly' },
  { name: 'drips-head', tell: at(AT.version, drip('', head(200) + '{}')), ends: 'badly' },
  {
    name: 'drips-headers',
    tell: at(AT.version, drip('HTTP/1.1 200 OK\r\n', 'a: b\r\n'.repeat(600))),
    ends: 'badly',
  },
].map((lie): Lie => ({ ...lie, ends: 'badly', limits: PATIENT }));

function dripped(): string {
  return `{"entries":[${ENTRY.repeat(70)}`;
}

const json = Buffer.from('{"repository":{"is_empty":false}}');
/** 1 GiB, in a few hundred KB. */
const zeros = Buffer.concat(new Array<Buffer>(1024).fill(gzipSync(Buffer.alloc(2 ** 20))));

/** Packed, though it was not asked for. */
const packed: readonly Lie[] = [
  ...Object.entries({
    gzip: gzipSync(json),
    deflate: deflateSync(json),
    br: brotliCompressSync(json),
    'GZip, br': gzipSync(json),
    zstd: Buffer.from('28b52ffd04000100', 'hex'),
    'x-unheard-of': json,
  }).map(([coding, body]): Lie => ({
    name: `packed-${coding.replace(/\W+/g, '-').toLowerCase()}`,
    tell: at(AT.repository, answer(200, body, { 'content-encoding': coding })),
    ends: 'badly',
    says: /compress|encod|packed/i,
    ...(coding === 'gzip' && { isCore: true }),
  })),
  {
    name: 'packed-error',
    tell: at(
      AT.repository,
      answer(400, gzipSync('{"error":{"detail":"x"}}'), { 'content-encoding': 'gzip' }),
    ),
    ends: 'badly',
  },
  {
    name: 'packed-bomb',
    tell: at(AT.branches, answer(200, zeros, { 'content-encoding': 'gzip' })),
    ends: 'badly',
  },
  { name: 'packed-in-secret', tell: at(AT.repository, answer(200, gzipSync(json))), ends: 'badly' },
  {
    name: 'packed-not-at-all',
    tell: at(AT.repository, answer(200, json, { 'content-encoding': 'identity' })),
    ends: 'well',
  },
];

/** What is no answer, in the form of one. */
const misshapen = Object.entries({
  nothing: '',
  'a-page': '<!DOCTYPE html><html><body>Please sign in.</body></html>',
  null: 'null',
  'a-list': '[]',
  'a-number': '1e999',
  'a-string': '"success"',
  nested: '['.repeat(100_000),
  'nested-objects': '{"a":'.repeat(100_000),
  'nested-and-closed': '['.repeat(100_000) + ']'.repeat(100_000),
  half: '{"repository":{"is_empty":',
  twice: '{"repository":{}}{"repository":{}}',
  prototype: '{"__proto__":{"repository":{}},"constructor":{"prototype":{"repository":{}}}}',
  'no-text': Buffer.from([0xff, 0xfe, 0x00, 0x80, 0xc3, 0x28]),
}).flatMap(([name, body]): Lie[] => [
  { name: `shape-${name}`, tell: at(AT.repository, answer(200, body)), ends: 'badly' },
  { name: `shape-${name}-of-merge`, tell: at(AT.merge, answer(200, body)), ends: 'badly' },
]);

const labelled: readonly Lie[] = [
  { name: 'shape-204', tell: at(AT.repository, raw('HTTP/1.1 204 No Content\r\n\r\n')), ends: 'badly' },
  { name: 'shape-205', tell: at(AT.workspace, raw(head(205))), ends: 'badly' },
  {
    name: 'shape-of-a-picture',
    tell: at(
      AT.repository,
      remake(({ body }) => [head(200, { 'content-type': 'image/png' }), body]),
    ),
  },
  {
    name: 'shape-with-mark',
    tell: at(
      AT.repository,
      rewrite((text) => `\ufeff${text}`),
    ),
  },
  {
    name: 'shape-with-spaces',
    tell: at(
      AT.repository,
      rewrite((text) => `\n\n ${text}\n `),
    ),
    ends: 'well',
  },
];

function rewriteBytes(change: (bytes: Buffer) => Buffer) {
  return remake(({ body }) => [head(200), change(Buffer.from(body))]);
}

export const bodies: readonly Lie[] = [...withoutEnd, ...slow, ...packed, ...misshapen, ...labelled];
