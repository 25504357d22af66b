import assert from 'node:assert/strict';
import { NOTHING } from '../../src/headless/ending';
import { type Printer, textPrinter } from '../../src/headless/terminal/printer';
import { Meter } from '../../src/core/upload/meter';
import { UserError } from '../../src/core/userError';
import { Screen } from './screen';

describe('what the command tells on a terminal', () => {
  const long = 'a sentence that is longer than the terminal is wide, so that it takes two lines';
  const counts = '0 uploaded, 0 unchanged, 0 skipped, 0 refused, 0 failed; 0 B sent by stage-files.';

  let printer: Printer;
  afterEach(() => printer.done(NOTHING)); // a bar under way would keep the process up

  for (const [where, height] of [
    ['on a tall one', 30],
    ['at the bottom of a low one', 3],
  ] as const) {
    it(`is every sentence, whole, above a bar of one line: ${where}`, () => {
      const screen = new Screen(60, height);
      const meter = new Meter();
      printer = textPrinter(meter, screen);

      meter.note({ type: 'phase', phase: 'comparing' });
      meter.note({ type: 'note', text: 'first' });
      printer.say('second');
      printer.say(long);
      meter.note({ type: 'phase', phase: 'sending' });
      meter.note({ type: 'note', text: 'third' });

      const sentences = ['first', 'second', long.slice(0, 60), long.slice(60), 'third'];
      const lines = screen.text.split('\n');
      assert.deepEqual(lines.slice(0, -1), sentences);
      assert.match(lines.at(-1) ?? '', /^=+-+ \d+ % sending/);

      printer.done({ ...NOTHING, result: 'nothing to do' });
      const closing = [counts.slice(0, 60), counts.slice(60)];
      assert.deepEqual(
        screen.text.trimEnd().split('\n'),
        [...sentences, ...closing].map((line) => line.trimEnd()),
      );
    });
  }

  it('is one line a sentence, whatever others have written into it; an error says what to do at its end', () => {
    const screen = new Screen(20_000, 30);
    const meter = new Meter();
    printer = textPrinter(meter, screen);
    const foreign = 'a\nb\u001b[2J\r\u202e\u2028\u009b';
    const shown = 'a\\nb\\x1b[2J\\r\\u202e\\u2028\\x9b';
    const error = new UserError(`${foreign}${'x'.repeat(50_000)}`, { advice: 'Do that.' });

    printer.say(foreign);
    printer.skip({ path: foreign, reason: 'special' });
    printer.refuse({ path: foreign, destination: foreign, reason: foreign });
    printer.warn({ paths: [foreign, foreign], reason: foreign });
    printer.showError(error);
    meter.note({ type: 'note', text: foreign });
    meter.note({ type: 'waiting', ms: 1000, reason: foreign });
    meter.note({ type: 'again', bytes: 1, reason: foreign });
    meter.note({ type: 'failed', path: foreign, error });
    printer.done(NOTHING);

    const lines = screen.text.trimEnd().split('\n').slice(0, -1); // without the closing one
    assert.equal(lines.length, 9);
    for (const line of lines) assert.ok(line.includes(shown) && line.length < 2000, line);
    for (const line of [lines[4], lines[8]]) assert.match(line ?? '', /x… Do that\.$/);
  });

  it('is of a fault where it arose, and none of its words pose as that', () => {
    const screen = new Screen(500, 30);
    printer = textPrinter(new Meter(), screen);

    printer.fault(new TypeError('odd\n1 uploaded.'));

    const [first, ...trace] = screen.text.split('\n').filter((line) => !line.includes('0 %'));
    assert.match(first ?? '', /^Unexpected error: odd\\n1 uploaded\.\. Please report it/);
    assert.ok(trace.length > 1);
    for (const line of trace) assert.match(line, /^ {4}at /);
  });

  it('says of a failure that nothing was committed', () => {
    const screen = new Screen(200, 30);
    printer = textPrinter(new Meter(), screen);

    printer.done(NOTHING);

    assert.equal(screen.text.trimEnd(), `${counts} Nothing was committed.`);
  });
});
