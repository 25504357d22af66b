import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { logLostPromises } from '../../src/vscode/log/lostPromises';

describe('a promise that fails and that nobody waited for', () => {
  it('is logged when it is ours, until the extension ends', () => {
    const logged: unknown[] = [];
    const process = new EventEmitter();
    const log = { error: (_: string, cause: unknown) => void logged.push(cause) };
    const ours = new Error('ours');
    const others = Object.assign(new Error('of others'), {
      stack: 'Error\n at /extensions/other/main.js:1:1',
    });

    const logging = logLostPromises(log, __dirname, process);
    for (const error of [ours, others, 'no error at all']) process.emit('unhandledRejection', error);
    logging.dispose();
    process.emit('unhandledRejection', ours);

    assert.deepEqual(logged, [ours]);
  });
});
