import assert from 'node:assert/strict';
import type { TextQuestion } from '../../src/vscode/prompts/askText';
import type { Node } from '../../src/vscode/views/nodes';
import { refreshAfterUploads } from '../../src/vscode/views/repositoriesView';
import { nodeAt, rowsOf } from './support/rows';
import { makeServices, pressing, targetAt, type TestServices } from './support/services';
import { setServers } from './support/sources';
import { useBench } from './support/useBench';

describe('the Repositories view, after an upload', () => {
  const bench = useBench();
  let services: TestServices | undefined;
  afterEach(async () => {
    services?.dispose();
    await setServers([]);
  });

  it('shows the branch that it went to instead of the one that was chosen', async () => {
    const askText = async <T>(question: TextQuestion<T>) => {
      assert.match(question.prompt, /^New branch name/);
      return question.read('ours', new AbortController().signal);
    };
    await bench().commitOfOthers({ 'README.md': '# Cats' });
    const target = targetAt(bench().oxen.origin);
    const { host } = new URL(target.origin);
    services = makeServices(
      { askText, ...pressing('New Branch…').prompts },
      {
        review: (review) =>
          bench()
            .commitOfOthers({ 'a.txt': 'theirs' })
            .then(() => review.accept()),
      },
    );
    const { accounts, repositories, uploads } = services;
    await accounts.add(target.origin, undefined);
    const watching = refreshAfterUploads(repositories, uploads);
    assert.deepEqual(await rowsOf(repositories, await nodeAt(repositories, host, 'ox/cats')), ['main']);
    const refreshed = new Promise<Node>((resolve) =>
      repositories.onDidChangeTreeData((node) => node && resolve(node)),
    );

    await uploads.start([bench().file('a.txt', 'ours')], target);
    await refreshed;

    const rows = await rowsOf(repositories, await nodeAt(repositories, host, 'ox/cats'));
    assert.deepEqual(rows, ['main (upload target)', 'ours']);
    watching.dispose();
  });
});
