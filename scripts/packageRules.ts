/** What a package of this extension may hold. */
import { readFileSync, statSync } from 'node:fs';
import ignore from 'ignore';
import JSZip from 'jszip';

const LIMIT_BYTES = 1_000_000;
const REQUIRED = [
  'readme.md',
  'package.json',
  'package.nls.json',
  'dist/extension.js',
  'dist/fileWorker.js',
  'dist/undici.js',
  'dist/uploads.js',
];
/** Never, whatever .vscodeignore says: native code, sources, the headless command, maps. */
const FORBIDDEN = /\.node$|\.ts$|\.map$|^src\/|^test\/|^node_modules\/|headless/;

/** @returns what is wrong with the package, in sentences */
export async function packageFaults(vsix: string, vscodeignore: string): Promise<string[]> {
  const { files: entries } = await JSZip.loadAsync(readFileSync(vsix));
  const files = Object.values(entries)
    .filter(({ name, dir }) => name.startsWith('extension/') && !dir)
    .map(({ name }) => name.slice('extension/'.length));
  const allowed = ignore().add(allowedPatterns(vscodeignore));
  const bytes = statSync(vsix).size;
  const readme = (await entries['extension/readme.md']?.async('string')) ?? '';

  return [
    ...REQUIRED.filter((file) => !files.includes(file)).map((file) => `${file} is missing.`),
    ...files.filter((file) => FORBIDDEN.test(file)).map((file) => `${file} must never be packaged.`),
    ...files
      .filter((file) => !allowed.ignores(file))
      .map((file) => `${file} is not allowed by .vscodeignore.`),
    ...brokenPictures(readme).map((file) => `The README shows ${file}, which the Details page cannot.`),
    ...(bytes < LIMIT_BYTES ? [] : [`It has ${bytes} bytes, which is not below ${LIMIT_BYTES}.`]),
  ];
}

/** Pictures that the Details page cannot show: see packedReadme.ts. */
function brokenPictures(readme: string): string[] {
  return [...readme.matchAll(/!\[[^\]]*\]\((?!https:)([^)]*)\)/g)].map(([, file = '']) => file);
}

/** .vscodeignore shuts everything out and lets single files in again: its `!` lines. */
function allowedPatterns(vscodeignore: string): string[] {
  const lines = readFileSync(vscodeignore, 'utf8').split(/\r?\n/);
  const admitted = lines
    .filter((line) => line.startsWith('!'))
    .map((line) => `/${line.slice(1).replace(/^\//, '')}`);
  return [...admitted, '/LICENSE.txt', '/readme.md']; // vsce renames LICENSE; for the other see package.ts
}
