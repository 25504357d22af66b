import assert from 'node:assert/strict';
import { Proxy } from '../contract/support/proxy';
import { makeRepository } from '../../src/vscode/choosing/makeRepository';
import { chooseBranch } from '../../src/vscode/choosing/chooseBranch';
import { createBranch } from '../../src/vscode/commands/createBranch';
import type { Prompts } from '../../src/vscode/prompts';
import type { TextQuestion } from '../../src/vscode/prompts/askText';
import { BranchNode, RepositoryNode, ServerNode } from '../../src/vscode/views/nodes';
import { UserError } from '../../src/core/userError';
import { makeServices, targetAt } from './support/services';
import { useBench } from './support/useBench';

describe('something new', () => {
  const bench = useBench();
  const closing: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  describe('branch', () => {
    let head: string | undefined;
    beforeEach(async () => {
      await bench().commitOfOthers({ 'a.txt': 'alpha' });
      head = cats()?.branches.get('main')?.commit_id;
      await bench().commitOfOthers({ 'b.txt': 'beta' });
      cats()?.branches.set('older', head ?? '');
    });

    it('is not made under the name of another: the box says so, and asks on', async () => {
      const { box, services } = typing('older', 'newer');
      const first = <T>({ choices }: { choices: readonly { value: T }[] }) => choices.at(-1)?.value;
      let asked = 0;
      // “New branch…” is the last of the first list; it begins where the first branch is.
      const pick: Prompts['pick'] = ({ choices }) =>
        Promise.resolve(asked++ === 0 ? first({ choices }) : choices[0]?.value);

      const made = await chooseBranch(
        { ...services, prompts: { ...services.prompts, pick } },
        await repository(),
      );

      assert.equal(made, 'newer');
      assert.deepEqual(box, ['There is a branch older already. Give another name.']);
      assert.equal(cats()?.branches.get('older')?.commit_id, head);
    });

    it('is not made over another from the side bar either, which knows the row alone', async () => {
      const { box, services } = typing('older', 'newer');
      const row = new RepositoryNode(new ServerNode(target().origin), target().repository, 'listed');

      await createBranch.run(services, new BranchNode(row, 'main', 'born'));

      assert.deepEqual(box, ['There is a branch older already. Give another name.']);
      assert.ok(cats()?.branches.get('newer'));
    });
  });

  describe('repository', () => {
    it('is not made under the name of another: the box says so, and asks on', async () => {
      const { box, services } = typing('ox/cats', 'ox/dogs');

      const made = await makeRepository(services, await services.accounts.server(target().origin));

      assert.equal(made?.name.name, 'dogs');
      assert.deepEqual(box, [
        `There is a repository ox/cats on ${target().origin} already. Give another name, or choose it from the list.`,
      ]);
      assert.ok(bench().oxen.repository('ox', 'dogs'));
    });

    it('is not taken for made where there is one that is hidden from the user', async () => {
      const proxy = await Proxy.start(bench().oxen.origin);
      closing.push(() => proxy.close());
      proxy.on('GET', /\/api\/repos\/ox\/cats$/, (call) => call.answer({ status: 404, body: '' }));
      const { box, services } = typing('ox/cats', 'ox/dogs');
      const { origin } = targetAt(proxy.origin);

      const made = await makeRepository(services, await services.accounts.server(origin));

      assert.equal(made?.name.name, 'dogs');
      assert.deepEqual(box, [
        `There is a repository ox/cats on ${origin} already, but it is hidden from you. Give another name, or ask its owner for access.`,
      ]);
    });
  });

  /** A user who types these, one after the other, and what the box said below them. */
  function typing(...texts: string[]) {
    const box: string[] = [];
    const askText = async <T>(question: TextQuestion<T>): Promise<T | undefined> => {
      for (const text of texts) {
        try {
          return await question.read(text, new AbortController().signal);
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
          box.push([error.message, error.advice].join(' '));
        }
      }
      return undefined;
    };
    const services = makeServices({ askText });
    closing.push(() => services.dispose());
    return { box, services };
  }

  async function repository() {
    const { accounts, dispose } = makeServices();
    closing.push(dispose);
    return (await accounts.server(target().origin)).repository(target().repository);
  }

  function cats() {
    return bench().oxen.repository('ox', 'cats');
  }

  function target() {
    return targetAt(bench().oxen.origin);
  }
});
