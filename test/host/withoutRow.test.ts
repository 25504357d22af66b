import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { parseOrigin, repositoryText } from '../../src/core/oxen/address';
import { commitId } from '../../src/core/oxen/ids';
import { copyLink } from '../../src/vscode/commands/copyLink';
import { forgetRepository } from '../../src/vscode/commands/forgetRepository';
import { setUploadTarget } from '../../src/vscode/commands/setUploadTarget';
import { showUploadActions } from '../../src/vscode/commands/showUploadActions';
import { uploadHere } from '../../src/vscode/commands/uploadHere';
import type { Prompts } from '../../src/vscode/prompts';
import type { ListQuestion } from '../../src/vscode/prompts/pick';
import { BranchNode, DirectoryNode, RepositoryNode, ServerNode } from '../../src/vscode/views/nodes';
import { makeServices, targetAt } from './support/services';
import { setServers } from './support/sources';
import { useBench } from './support/useBench';

describe('from the palette', () => {
  const bench = useBench();
  const lists: { readonly title: string; readonly labels: readonly string[] }[] = [];
  const told: string[] = [];
  let services: ReturnType<typeof makeServices>;

  /** Takes the choice of this label in each list. */
  async function answering(label: string, answers: Partial<Prompts> = {}) {
    lists.length = told.length = 0;
    const pick = <T>({ title, choices }: ListQuestion<T>): Promise<T | undefined> => {
      lists.push({ title, labels: choices.map((choice) => choice.label) });
      return Promise.resolve(choices.find((choice) => choice.label === label)?.value);
    };
    services = makeServices({ pick, inform: (text) => void told.push(text), ...answers });
    const { accounts, targets } = services;
    await accounts.add(here().origin, undefined);
    await targets.use(here('data'));
    await targets.use(here());
  }
  const here = (directory = '') => targetAt(bench().oxen.origin, directory);
  afterEach(async () => {
    services.dispose();
    await setServers([]);
  });

  it('Set as Upload Target takes a place that was used before, or another', async () => {
    await answering('ox/cats · main · data');
    await setUploadTarget.run(services);
    assert.deepEqual(lists, [
      {
        title: 'Set as Upload Target',
        labels: ['ox/cats · main', 'ox/cats · main · data', 'Other Target…'],
      },
    ]);
    assert.deepEqual(services.targets.current, here('data'));
    assert.deepEqual(told, ['Upload target: ox/cats · main · data.']);
  });

  it('Upload Here… asks where to, and for the files', async () => {
    const pickResources = () => Promise.resolve([vscode.Uri.file(bench().file('a.txt'))]);
    await answering('ox/cats · main · data', { pickResources });
    await uploadHere.run(services);
    assert.equal(await bench().read('data/a.txt'), 'a.txt');
  });

  it('Copy Link gives a place that was used before', async () => {
    await answering('ox/cats · main · data');
    await copyLink.run(services);
    assert.equal(await vscode.env.clipboard.readText(), `${bench().oxen.origin}/ox/cats`);
    assert.deepEqual(told, [
      'Copied the address of ox/cats, as “oxen clone” takes it; data is on the branch main.',
    ]);
  });

  it('Remove from This List asks for one of those that are remembered', async () => {
    await answering('ox/dogs');
    const { opened, targets } = services;
    await opened.add(here().origin, { namespace: 'ox', name: 'dogs' });
    await forgetRepository.run(services);
    assert.deepEqual(lists, [{ title: 'Remove from This List', labels: ['ox/dogs', 'ox/cats'] }]);
    assert.deepEqual(opened.of(here().origin), []);
    assert.equal(targets.recent.length, 2);
  });

  it('the status bar offers to choose and set the target', async () => {
    await answering('Set as Upload Target');
    await showUploadActions.run(services);
    assert.deepEqual(lists[0]?.labels.slice(-3), [
      'Choose Upload Target…',
      'Set as Upload Target',
      'Show Log',
    ]);
    assert.equal(lists[1]?.title, 'Set as Upload Target');
  });
});

describe('Copy Link of a row off the hub', () => {
  const origin = parseOrigin('http://localhost:3999');
  const name = { namespace: 'ox', name: 'cats' };
  const repository = new RepositoryNode(new ServerNode(origin), name, 'listed');
  const branch = new BranchNode(repository, 'main', 'born');

  for (const [what, row, rest] of [
    ['a repository', repository, '.'],
    ['a branch', branch, '; the branch is main.'],
    ['a directory', directory('data/deep'), '; data/deep is on the branch main.'],
  ] as const)
    it(`of ${what} is what “oxen clone” takes, and says so`, async () => {
      const told: string[] = [];
      const services = makeServices({ inform: (text) => void told.push(text) });
      await copyLink.run(services, row);
      services.dispose();
      assert.equal(await vscode.env.clipboard.readText(), `${origin}/${repositoryText(name)}`);
      assert.deepEqual(told, [`Copied the address of ox/cats, as “oxen clone” takes it${rest}`]);
    });

  function directory(path: string): DirectoryNode {
    const commit = commitId('1a2b3c4');
    assert.ok(commit !== undefined);
    const entry = { filename: 'deep', hash: '1a', is_dir: true, size: 0 };
    return new DirectoryNode(branch, { branch, commit, path, entry });
  }
});
