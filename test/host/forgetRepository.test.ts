import assert from 'node:assert/strict';
import { useProxy } from '../contract/support/proxy';
import { forgetRepository } from '../../src/vscode/commands/forgetRepository';
import { nodeAt, rowsOf } from './support/rows';
import { makeServices, targetAt, type TestServices } from './support/services';
import { setServers } from './support/sources';
import { useBench } from './support/useBench';

describe('Remove from This List', () => {
  const bench = useBench();
  const proxied = useProxy();
  let services: TestServices;
  afterEach(async () => {
    services.dispose();
    await setServers([]);
  });

  for (const [what, isOpenedToo] of [
    ['that was only uploaded to', false],
    ['that was uploaded to and opened by name', true],
  ] as const) {
    it(`takes a repository ${what} out of the tree and out of “Where to?”`, async () => {
      const hub = await proxied(bench().oxen.origin);
      hub.on('GET', /\/namespaces$/, (call) => call.answer({ status: 403, body: '{"status":"error"}' }));
      const { host } = new URL(hub.origin);
      const target = targetAt(hub.origin);
      services = makeServices();
      const { accounts, opened, repositories, targets } = services;
      await accounts.add(target.origin, undefined);
      const other = { ...target, repository: { namespace: 'ox', name: 'dogs' } };
      for (const used of [other, targetAt(hub.origin, 'data'), target]) await targets.use(used);
      if (isOpenedToo) await opened.add(target.origin, target.repository);
      const row = await nodeAt(repositories, host, 'ox/cats');
      assert.match(repositories.getTreeItem(row).contextValue ?? '', /\bremembered\b/);

      await forgetRepository.run(services, row);

      assert.deepEqual((await rowsOf(repositories, await nodeAt(repositories, host))).slice(0, 1), [
        'ox/dogs',
      ]);
      assert.deepEqual(targets.recent, [other]);
      assert.equal(targets.current, undefined);
    });
  }
});
