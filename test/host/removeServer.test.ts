import assert from 'node:assert/strict';
import { parseOrigin } from '../../src/core/oxen/address';
import { removeServer } from '../../src/vscode/commands/removeServer';
import type { Confirmation } from '../../src/vscode/prompts/messages';
import { ServerNode } from '../../src/vscode/views/nodes';
import { makeServices } from './support/services';
import { setServers } from './support/sources';

const ORIGIN = parseOrigin('http://localhost:3999');

describe('Remove Server… on a row', () => {
  afterEach(() => setServers([]));

  for (const [key, told] of [
    ['a-key', 'Its key is deleted from the secret storage of VS Code.'],
    [undefined, 'No key is stored for it.'],
  ] as const) {
    it(`asks first ${key === undefined ? 'also without a key' : 'and names the key'}`, async () => {
      const questions: Confirmation[] = [];
      const answers = [false, true];
      const confirm = (question: Confirmation) => {
        questions.push(question);
        return Promise.resolve(answers.shift() ?? false);
      };
      const services = makeServices({ confirm, inform: () => undefined });
      await services.accounts.add(ORIGIN, key);

      await removeServer.run(services, new ServerNode(ORIGIN));
      assert.ok(services.accounts.isKnown(ORIGIN), 'a no changes nothing');
      assert.equal(await services.accounts.key(ORIGIN), key);

      await removeServer.run(services, new ServerNode(ORIGIN));
      assert.ok(!services.accounts.isKnown(ORIGIN));
      assert.equal(await services.accounts.key(ORIGIN), undefined);
      services.dispose();
      const question = {
        message: `Remove ${ORIGIN}?`,
        detail: [told, 'Nothing changes on the server.'],
        yes: 'Remove',
      };
      assert.deepEqual(questions, [question, question]);
    });
  }
});
