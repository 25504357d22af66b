import assert from 'node:assert/strict';
import { parseBranch } from '../../src/core/oxen/branchName';
import { chooseBranch } from '../../src/vscode/choosing/chooseBranch';
import { chooseDirectory } from '../../src/vscode/choosing/chooseDirectory';
import type { ListQuestion } from '../../src/vscode/prompts/pick';
import { makeServices, targetAt } from './support/services';
import { useBench } from './support/useBench';

describe('the choice of a target', () => {
  const bench = useBench();
  const closing: (() => void)[] = [];
  afterEach(() => closing.splice(0).forEach((close) => close()));

  it('marks the branch that this workspace uploads to', async () => {
    await bench().commitOfOthers({ 'a.txt': 'alpha' });
    const { branches } = bench().oxen.repository('ox', 'cats') ?? {};
    branches?.set('older', branches.get('main')?.commit_id ?? '');
    const { shown, services, repository } = await looking();
    await services.targets.use({ ...target(), branch: parseBranch('older') });

    await chooseBranch(services, repository);

    assert.deepEqual(shown(), [
      ['main', undefined],
      ['older', 'current target'],
      ['New Branch…', undefined],
    ]);
  });

  it('says of a directory that is typed that the upload may have to make it', async () => {
    const { shown, services, repository } = await looking('new/deep');

    await chooseDirectory(services, { repository, branch: target().branch });

    assert.deepEqual(shown(), [
      ['new/deep', 'will be created'],
      ['/', 'the root'],
    ]);
  });

  /** A user who types this, looks at the list, and goes away. */
  async function looking(text = '') {
    let lines: (readonly [string, string | undefined])[] = [];
    const pick = <T>({ choices, typed }: ListQuestion<T>): Promise<T | undefined> => {
      const first = typed?.(text);
      const all = text === '' || first === undefined ? choices : [first, ...choices];
      lines = all.map(({ label, description }) => [label, description]);
      return Promise.resolve(undefined);
    };
    const services = makeServices({ pick });
    closing.push(() => services.dispose());
    const { origin, repository } = target();
    return {
      shown: () => lines,
      services,
      repository: (await services.accounts.server(origin)).repository(repository),
    };
  }

  function target() {
    return targetAt(bench().oxen.origin);
  }
});
