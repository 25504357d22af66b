import { answer, at, AT, refusal, conflictAt } from './answers';
import type { Lie } from './lie';

const ESC = '\u001b';

/** Words that would be more than words on a terminal, in a log, or beside our own. */
const WORDS: Readonly<Record<string, string>> = {
  escape: `${ESC}[2J${ESC}[1;1H${ESC}]0;All files were committed.\u0007`,
  'osc-52': `${ESC}]52;c;cm0gLXJmIH4=\u0007`,
  'osc-8': `${ESC}]8;;http://elsewhere.example\u0007here${ESC}]8;;\u0007`,
  c1: '\u009b2J\u009d0;title\u009c\u0090',
  'carriage-return': 'no such file\rAll files were committed.          ',
  newlines:
    'no such file\n4 uploaded. Commit 0123456789abcdef.\n{"type":"done","commit":"0123456789abcdef"}\n',
  'backspace-nul': 'wrong\b\b\b\b\bright\u0000\u007f',
  bidi: 'gpj.\u202eetalpmoc\u202c\u2066\u2067\u2068\u2069\u200e\u200f\u061c',
  'line-separators': 'one\u2028two\u2029three\u0085four\u000bfive\u000csix',
  'half-a-pair': 'a\ud83d and \ude00b',
};

/** Where a server has room for words of its own. */
const told = Object.entries(WORDS).flatMap(([name, words]): Lie[] => [
  {
    name: `text-${name}`,
    tell: at(AT.repository, refusal(words)),
    ends: 'badly',
    output: 'text',
    ...(['escape', 'newlines'].includes(name) && { isCore: true }),
  },
  { name: `json-${name}`, tell: at(AT.repository, refusal(words)), ends: 'badly' },
]);

const steering = Object.values(WORDS).join(' ');

/** All of them at once, in other fields, and at other places of an upload. */
const elsewhere: readonly Lie[] = [
  {
    name: 'text-in-status',
    tell: at(AT.branches, answer(400, { status_message: steering, status_description: steering })),
    ends: 'badly',
    output: 'text',
  },
  {
    name: 'text-in-title',
    tell: at(AT.workspace, answer(400, { error: { type: steering, title: steering }, status_message: 'x' })),
    ends: 'badly',
    output: 'text',
  },
  {
    name: 'text-not-json',
    tell: at(AT.listing, answer(400, steering)),
    ends: 'badly',
    output: 'text',
  },
  {
    name: 'text-in-success',
    tell: at(AT.head, answer(200, steering)),
    ends: 'badly',
    output: 'text',
  },
  {
    name: 'text-of-a-file',
    tell: at(AT.files, refusal(steering)),
    ends: 'badly',
    output: 'text',
  },
  {
    name: 'text-in-a-wrong-value',
    tell: at(AT.begin, answer(200, { file: steering })),
    ends: 'badly',
    output: 'text',
  },
  {
    name: 'text-in-names-of-fields',
    tell: at(AT.version, answer(200, { [steering]: { [steering]: 1 } })),
    ends: 'badly',
    output: 'text',
  },
  {
    name: 'text-in-conflicts',
    tell: conflictAt(steering),
    ends: 'badly',
    output: 'text',
  },
  {
    name: 'text-in-err-files',
    versions: ['0.50.7'],
    tell: at(AT.stored, answer(200, { err_files: [{ path: 'd/copy.txt', hash: '0', error: steering }] })),
    output: 'text',
  },
];

const long = 'words '.repeat(400_000);

/** More words than anybody reads. */
const toomany: readonly Lie[] = [
  {
    name: 'text-of-2-mb',
    tell: at(AT.repository, refusal(long)),
    ends: 'badly',
    output: 'text',
    isCore: true,
  },
  { name: 'json-of-2-mb', tell: at(AT.repository, refusal(long)), ends: 'badly' },
  { name: 'text-of-2-mb-as-page', tell: at(AT.repository, answer(400, `<html>${long}`)), ends: 'badly' },
  { name: 'text-of-2-mb-for-each-file', tell: at(AT.files, refusal(long)), ends: 'badly' },
  {
    name: 'version-of-1-mb',
    tell: at(AT.version, answer(200, { oxen_version: `0.65.2${'9'.repeat(1e6)}` })),
  },
  { name: 'version-in-words', tell: at(AT.version, answer(200, { oxen_version: `${steering}newest` })) },
  { name: 'version-without-end', tell: at(AT.version, answer(200, { oxen_version: '1e999.NaN.-1' })) },
];

export const texts: readonly Lie[] = [...told, ...elsewhere, ...toomany];
