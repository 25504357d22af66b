import assert from 'node:assert/strict';
import { showUploadActions } from '../../src/vscode/commands/showUploadActions';
import type { ListQuestion } from '../../src/vscode/prompts/pick';
import { useWindows } from './support/useWindows';

describe('the menu of the status bar', () => {
  const { bench, proxy, window, target } = useWindows();

  it('cancels no upload but the one that was there when it was opened', async () => {
    const held = proxy().hold('POST', /\/files\/$/);
    const pick = async <T>({ choices }: ListQuestion<T>): Promise<T | undefined> => {
      held.release();
      await first;
      later = services.uploads.start([bench().file('b.txt')], target());
      return choices.find(({ label }) => label === 'Cancel Upload')?.value;
    };
    const services = window({ pick });
    const first = services.uploads.start([bench().file('a.txt')], target());
    let later: typeof first | undefined;
    await held.reached;

    await showUploadActions.run(services);

    assert.equal((await later)?.kind, 'ran');
    assert.equal(await bench().read('b.txt'), 'b.txt');
  });
});
