/** Mocha's `spec` reporter, which also leaves the counts in the file named by TEST_COUNTS. */
import Mocha from 'mocha';
import { countOn, writeCounts } from './counts';

export default class CountingReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options?: Mocha.MochaOptions) {
    super(runner, options);
    const counts = countOn(runner);
    const file = process.env['TEST_COUNTS'];
    if (file !== undefined) runner.once('end', () => writeCounts(file, counts));
  }
}
