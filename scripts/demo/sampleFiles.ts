import { randomBytes } from 'node:crypto';

export const SMALL_FILE = 'labels.csv';
export const LARGE_FILE = 'purring.raw';
const LARGE_FILE_BYTES = 30_000_000; // large files go another way than small ones

/** The open folder: path → content. */
export function sampleFiles(): Readonly<Record<string, string | Uint8Array>> {
  return {
    '.oxenignore': '# What matches is left out of every upload.\n*.tmp\n',
    [SMALL_FILE]: 'file,name,colour\nphotos/luna.svg,Luna,black\nphotos/milo.svg,Milo,orange\n',
    'notes.txt': 'Luna dislikes being photographed.\n',
    'photos/luna.svg': cat('black'),
    'photos/luna.svg.tmp': 'Left out: see .oxenignore.\n',
    'photos/milo.svg': cat('orange'),
    [LARGE_FILE]: randomBytes(LARGE_FILE_BYTES),
  };
}

function cat(colour: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" fill="${colour}"><path d="M1 8V1l2 2h3l2-2v7z"/></svg>\n`;
}
