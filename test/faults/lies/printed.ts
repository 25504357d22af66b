import assert from 'node:assert/strict';
import type { Observed } from './observe';
import { escapedThroughout, SPELLINGS } from './spellings';

/** What moves a terminal's cursor, starts a line, or turns the direction of reading. */
const STEERING = /[\p{Cc}\p{Bidi_C}\p{Zl}\p{Zp}]/u;

/** Keys of fewer characters are words of our own, too. */
const TELLING_KEY = 10;

/** What was printed steers no terminal, poses as no line of ours, holds no key, and is no fault of ours. */
export function assertHarmless({ stdout, stderr }: Observed, key: string): void {
  const lines = `${stdout}${stderr}`.split('\n');
  const isJson = stdout.startsWith('{');
  // What JSON holds is for its reader to escape.
  for (const line of isJson ? [] : lines) {
    assert(!STEERING.test(line), `control characters are printed: ${JSON.stringify(line.slice(0, 500))}`);
    assert(!/^(4 uploaded|\{"type":"done")/.test(line), `a line is forged: ${line}`);
  }
  const text = lines.join('\n');
  const fault = /Unexpected error|unhandled|Warning: |\n\s+at .*:\d+/i.exec(text);
  assert.equal(fault, null, `a fault of ours is told: ${text.slice(0, 2000)}`);
  if (key.length >= TELLING_KEY) assertNoKey(text, key);
}

function assertNoKey(text: string, key: string): void {
  const spellings = { ...SPELLINGS, escaped: escapedThroughout };
  for (const [name, spell] of Object.entries(spellings)) {
    // Base64 of a longer text may hold it between others.
    const spelled = spell(key).replace(/=+$/, '').toLowerCase();
    const at = text.toLowerCase().indexOf(spelled);
    assert(at < 0, `the key is printed, ${name}: ${text.slice(Math.max(0, at - 100), at + 20)}`);
  }
}
