/** The quick command: what can be told without a server, VS Code or a browser. Fits into two minutes on two cores. */
import { runStages } from './lanes';
import { counted } from './steps';

/** Files that have not changed are not looked at again. `npm test` looks at all: types come from other files too. */
const cached = ['--', '--cache', '--cache-strategy', 'content'];
const inModules = ['--cache-location', 'node_modules/.cache/eslint/'];
const incremental = ['--', '--incremental', '--tsBuildInfoFile', 'node_modules/.cache/types.tsbuildinfo'];

runStages([
  [
    [{ name: 'eslint', script: ['lint:code', ...cached, ...inModules] }],
    [
      { name: 'typecheck', script: ['typecheck', ...incremental] },
      { name: 'unit', script: ['test:unit', ...counted], tests: 'test/unit' },
      { name: 'prettier', script: ['lint:format', ...cached] },
      { name: 'docs', script: ['docs', '--', '--check'] },
    ],
  ],
]).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
