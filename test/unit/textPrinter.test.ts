import assert from 'node:assert/strict';
import { NOTHING } from '../../src/headless/session';
import { type Printer, textPrinter } from '../../src/headless/printer';
import { Meter } from '../../src/core/upload/meter';
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

      meter.note({ type: 'phase', phase: 'hashing' });
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

  it('says of a failure that nothing was committed', () => {
    const screen = new Screen(200, 30);
    printer = textPrinter(new Meter(), screen);

    printer.done(NOTHING);

    assert.equal(screen.text.trimEnd(), `${counts} Nothing was committed.`);
  });
});
