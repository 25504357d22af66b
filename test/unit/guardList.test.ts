import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { GUARDS } from '../faults/guardList';

const ROOT = resolve(__dirname, '../..');
const README = readFileSync(join(ROOT, 'test/faults/README.md'), 'utf8');

/** To take them out one by one takes minutes; that it can still be done is seen here at once. */
describe('the guards that test:guards takes out', () => {
  for (const { guard, file, without, cell } of GUARDS) {
    it(`${guard}: stands in ${file} once, and in the table of the fault matrix`, () => {
      const source = readFileSync(join(ROOT, 'src/core', file), 'utf8');
      for (const text of Object.keys(without))
        assert.equal(source.split(text).length - 1, 1, `how often ${file} has “${text}”`);
      assert.ok(README.includes(`\n| ${guard} | \`${cell}\` | `), `a line for “${guard}” and ${cell}`);
    });
  }
});
