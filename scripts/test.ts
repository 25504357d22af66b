/** The one test command: sets up what the tests need, runs all of them, and ends with one line of counts. */
import { type Lanes, runStages } from './lanes';
import { counted } from './steps';

/** Without what npm would run before it: it is made already, and must not be made anew under a test that uses it. */
const made = '--ignore-scripts';

/** Side by side only what takes about one core each; six contract tests at once take both, and so do two workbenches. */
const stages: readonly Lanes[] = [
  [
    [
      { name: 'lint', script: ['lint'] },
      { name: 'typecheck', script: ['typecheck'] },
    ],
    [
      { name: 'setup', script: ['setup'] },
      { name: 'package', script: ['package'] }, // builds
      { name: 'unit', script: ['test:unit', ...counted], tests: 'test/unit' },
    ],
  ],
  [
    [
      {
        name: 'contract',
        script: [made, 'test:contract', ...counted],
        tests: 'test/contract',
        needs: ['package'],
      },
    ],
  ],
  [[{ name: 'ui', script: [made, 'test:ui', ...counted], tests: 'test/ui', needs: ['setup', 'package'] }]],
  [
    [{ name: 'host', script: [made, 'test:host'], tests: 'test/host', needs: ['setup', 'package'] }],
    [{ name: 'demo', script: ['demo', '--', '--check'], needs: ['setup', 'package'] }], // waits, mostly
    [
      {
        name: 'faults',
        script: ['test:faults', '--', '--sample', '25'],
        tests: 'test/faults',
        needs: ['package'],
      },
    ],
  ],
];

runStages(stages).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
