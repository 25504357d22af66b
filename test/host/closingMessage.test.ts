import assert from 'node:assert/strict';
import { showClosingMessages } from '../../src/vscode/progress/closingMessage';
import type { Prompts } from '../../src/vscode/prompts';
import type { Action } from '../../src/vscode/prompts/messages';
import type { OpenReview } from '../../src/vscode/uploads/review/openReview';
import { makeServices, pressing, targetAt, type TestServices } from './support/services';
import { useBench } from './support/useBench';

describe('the closing message offers', () => {
  const bench = useBench();
  let services: TestServices;
  afterEach(() => services.dispose());

  interface Told {
    readonly text: string;
    readonly labels: readonly string[];
  }

  /** What is told of an upload of these files. */
  async function closingOf(
    selection: readonly string[],
    answers: Partial<Prompts> = {},
    review?: (review: OpenReview) => unknown,
  ): Promise<Told> {
    let heard: (told: Told) => void = () => undefined;
    const told = new Promise<Told>((resolve) => (heard = resolve));
    const tell = (text: string, actions: readonly Action[] = []) =>
      heard({ text, labels: actions.map(({ label }) => label) });
    services = makeServices({ inform: tell, warn: tell, showError: tell, ...answers }, review && { review });
    const closing = showClosingMessages(services.uploads, services);
    await services.uploads.start(selection, targetAt(bench().oxen.origin));
    closing.dispose();
    return told;
  }

  it('place and receipt of what was uploaded', async () => {
    const { labels } = await closingOf([bench().file('a.txt')]);
    assert.deepEqual(labels, ['Copy Link', 'Show Receipt', 'Copy Receipt']);
  });

  it('the receipt where there was nothing to upload', async () => {
    const a = bench().file('a.txt');
    await closingOf([a]);
    services.dispose();
    const { text, labels } = await closingOf([a]);
    assert.equal(text, 'Nothing to upload from a.txt to ox/cats · main: the file is there already.');
    assert.deepEqual(labels, ['Show Receipt', 'Copy Receipt']);
  });

  it('three buttons, with the failed files before the copy', async () => {
    const files = [bench().file('a.txt'), bench().file('b.txt')];
    const { labels } = await closingOf(files, pressing('Commit the Others').prompts, (review) => {
      bench().remove('b.txt');
      review.accept();
    });
    assert.deepEqual(labels, ['Copy Link', 'Retry Failed Files', 'Show Receipt']);
  });

  it('the log where there is no receipt', async () => {
    const { labels } = await closingOf([bench().file('a.txt')], {}, (review) => review.upload.cancel());
    assert.deepEqual(labels, ['Show Log']);
  });
});
