import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isRefusal, repoPath } from '../../src/core/repoPath';
import { type Clash, clashesAmong, clashesWith } from '../../src/core/upload/plan/clashes';

/** Letters that have two cases or two ways to be written, or are more than one in the other case. */
const letter = fc.constantFrom(
  'a',
  'A',
  'b',
  '\u00FC',
  'u\u0308',
  '\u00DC',
  'U\u0308',
  'σ',
  'ς',
  'Σ',
  'é',
  'e\u0301',
  '.',
);
const name = fc
  .array(letter, { minLength: 1, maxLength: 3 })
  .map((letters) => letters.join(''))
  .filter((text) => !/^\.+$/.test(text));
const names = fc.uniqueArray(name, { maxLength: 12 });

/** As told in the definition: case and normalisation do not count. */
function isAlike(one: string, other: string): boolean {
  const plain = (text: string) => text.normalize('NFD').toUpperCase().normalize('NFC');
  return one !== other && plain(one) === plain(other);
}

function paths(texts: readonly string[]) {
  return texts.map((text) => {
    const path = repoPath(text);
    assert.ok(!isRefusal(path));
    return path;
  });
}

describe('clashing names', () => {
  it('are found among the planned ones: just those that are alike, each once', async () => {
    await fc.assert(
      fc.asyncProperty(names, async (planned) => {
        const found = await clashesOf(planned);
        for (const { paths } of found) assert.ok(isAlike(...paths), paths.join(' '));
        const second = found.map(({ paths }) => paths[1]);
        const expected = planned.filter((one, i) => planned.slice(0, i).some((other) => isAlike(one, other)));
        assert.deepEqual(second.sort(), expected.sort());
      }),
    );
  });

  it('are found against those on the branch: just the new ones that are alike, never one that is planned', () => {
    fc.assert(
      fc.property(names, names, (planned, present) => {
        const found = [...clashesWith('d', planned, present)].map(({ paths }) =>
          paths.map((path) => path.slice(2)),
        );
        for (const [one = '', other = ''] of found) {
          assert.ok(isAlike(one, other), `${one} ${other}`);
          assert.ok(planned.includes(one) && !present.includes(one));
          assert.ok(present.includes(other) && !planned.includes(other));
        }
        const isNew = (one: string) => planned.includes(one) && !present.includes(one);
        const expected = present.filter(
          (one) => !planned.includes(one) && planned.some((other) => isNew(other) && isAlike(one, other)),
        );
        assert.deepEqual(found.map(([, other = '']) => other).sort(), expected.sort());
      }),
    );
  });

  it('are told once for folders, not for all that lies in them', async () => {
    const found = await clashesOf(['x/Data/1', 'x/Data/2', 'x/data/1', 'x/data/3', 'x/DATA']);
    assert.deepEqual(
      found.map(({ paths }) => paths),
      [
        ['x/DATA', 'x/Data'],
        ['x/DATA', 'x/data'],
      ],
    );
  });
});

async function clashesOf(planned: readonly string[]): Promise<readonly Clash[]> {
  const found: Clash[] = [];
  for await (const clash of clashesAmong(paths(planned))) found.push(clash);
  return found;
}
