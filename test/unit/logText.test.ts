import assert from 'node:assert/strict';
import { UserError } from '../../src/core/userError';
import { causesOf, logLine, logLines } from '../../src/vscode/log/logText';

const FORGED = '2026-01-01 10:00:00.000 [info] committed: 3 uploaded';

describe('The text of the log', () => {
  it('is one line, whatever the name of a file says', () => {
    for (const end of ['\n', '\r', '\r\n', '\u2028', '\x85'])
      assert.doesNotMatch(logLine(`uploaded: a${end}${FORGED}`), /[\n\r\u2028\x85]/);
  });

  it('indents what lies below an error, so that nothing in it passes for a line of its own', () => {
    const cause = new Error(`a\n${FORGED}`, {
      cause: new UserError(`b\r\n${FORGED}`, { cause: `c\n${FORGED}` }),
    });
    const [first, ...below] = logLines(`failed: x\n${FORGED}`, causesOf(cause)).split('\n');

    assert.equal(first, `failed: x\\n${FORGED}`);
    assert.ok(below.length > 3);
    for (const line of below) assert.match(line, /^ {4}/);
  });

  it('keeps a stack readable', () => {
    const lines = logLines('The command x failed.', causesOf(new Error('of ours'))).split('\n');
    assert.equal(lines[1], '    Error: of ours');
    assert.match(lines[2] ?? '', /^ {8}at /);
  });
});
