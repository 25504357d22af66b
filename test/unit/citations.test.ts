import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');
const CITATION = /\bdocs\/[\w/-]+\.md(?:#[\w-]+)?/g;

describe('What comments cite', () => {
  it('is a page of this clone, with that heading', () => {
    const files = execFileSync('git', ['ls-files', 'src', 'test', 'scripts'], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    const citations = files
      .split('\n')
      .filter((file) => file.endsWith('.ts') && existsSync(join(ROOT, file)))
      .flatMap((file) =>
        [...readFileSync(join(ROOT, file), 'utf8').matchAll(CITATION)].map(([page]) => ({ file, page })),
      );
    assert.deepEqual(
      citations.filter(({ page }) => !isThere(page)),
      [],
    );
  });
});

function isThere(citation: string): boolean {
  const [page = '', heading] = citation.split('#');
  const file = join(ROOT, page);
  return (
    existsSync(file) && (heading === undefined || headings(readFileSync(file, 'utf8')).includes(heading))
  );
}

/** As they are linked to: lower case, hyphens for spaces, no punctuation. */
function headings(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\w\s-]/g, '')
      .trim()
      .replace(/\s/g, '-'),
  );
}
