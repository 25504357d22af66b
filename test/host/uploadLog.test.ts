import assert from 'node:assert/strict';
import { logUploads } from '../../src/vscode/progress/uploadLog';
import type { Prompts } from '../../src/vscode/prompts';
import type { OpenReview } from '../../src/vscode/uploads/review/openReview';
import { makeServices, pressing, targetAt, type TestServices } from './support/services';
import { useBench } from './support/useBench';

describe('the log of an upload', () => {
  const bench = useBench();
  let running: TestServices | undefined;
  afterEach(() => running?.dispose());

  it('names each file that was uploaded', async () => {
    const { shown } = await upload(['a.txt', 'b.txt']);

    assert.match(shown, /^uploaded: a\.txt \(\w+\)$/m);
    assert.match(shown, /^uploaded: b\.txt \(\w+\)$/m);
  });

  it('names the first of very many, and how many more there are', async () => {
    const names = Array.from({ length: 503 }, (_, index) => `f${String(index).padStart(3, '0')}.txt`);
    const { shown } = await upload(names);

    assert.equal(shown.match(/^uploaded: f/gm)?.length, 500);
    assert.match(shown, /^uploaded: 3 more files \(listed in the receipt\)$/m);
  });

  it('tells what became of the others when one has failed and nothing was committed', async () => {
    const { shown } = await upload(['a.txt', 'b.txt', 'c.txt'], {
      prompts: pressing('Discard').prompts,
      meanwhile: () => bench().remove('b.txt'),
    });

    assert.match(shown, /^failed: .*b\.txt$/m);
    assert.match(
      shown,
      /^not uploaded, because nothing was committed: 2 other files \(a\.txt, c\.txt\); content already on the server is not sent again$/m,
    );
    assert.doesNotMatch(shown, /^uploaded: /m);
  });

  it('names those that were committed without the one that failed', async () => {
    const { shown } = await upload(['a.txt', 'b.txt'], {
      prompts: pressing('Commit the Others').prompts,
      meanwhile: () => bench().remove('b.txt'),
    });

    assert.match(shown, /^uploaded: a\.txt /m);
    assert.doesNotMatch(shown, /^uploaded: b\.txt/m);
  });

  it('names a file that was committed without its equal, which failed', async () => {
    const { shown } = await upload(['a.txt', 'b.txt'], {
      content: 'equal',
      prompts: pressing('Commit the Others').prompts,
      meanwhile: () => bench().remove('a.txt'),
    });

    assert.match(shown, /^uploaded: b\.txt /m);
    assert.doesNotMatch(shown, /^uploaded: a\.txt/m);
  });

  it('names those that were left to somebody else', async () => {
    const { shown } = await upload(['a.txt', 'b.txt'], {
      prompts: pressing('Skip These').prompts,
      meanwhile: () => bench().commitOfOthers({ 'a.txt': 'theirs' }),
    });

    assert.match(shown, /^skipped: a\.txt: changed by someone else$/m);
    assert.match(shown, /^uploaded: b\.txt /m);
    assert.doesNotMatch(shown, /^uploaded: a\.txt/m);
  });

  it('gives no hash for a file that changed and was sent once more', async () => {
    const { shown } = await upload(['a.txt', 'b.txt'], {
      prompts: {
        decide: (question) => {
          bench().file('b.txt');
          return pressing('Retry Failed').prompts.decide(question);
        },
      },
      meanwhile: () => bench().remove('b.txt'),
    });

    assert.match(shown, /^uploaded: b\.txt \(sent twice\)$/m);
  });

  it('tells what became of all when it is cancelled', async () => {
    const { shown } = await upload(['a.txt', 'b.txt'], {
      prompts: {
        decide: () => {
          running?.uploads.all[0]?.cancel();
          return Promise.resolve(undefined);
        },
      },
      meanwhile: () => bench().remove('b.txt'),
    });

    assert.match(shown, /^not uploaded, because nothing was committed: 1 other file \(a\.txt\)/m);
    assert.match(shown, /^cancelled: /m);
  });

  interface Course {
    /** Of each file, instead of its name. */
    readonly content?: string;
    readonly prompts?: Partial<Prompts>;
    /** Happens while the review waits. */
    readonly meanwhile?: () => unknown;
  }

  /** What the log shows after the upload of these files. */
  async function upload(names: readonly string[], { content, prompts, meanwhile }: Course = {}) {
    const review = async (review: OpenReview) => {
      await meanwhile?.();
      review.accept();
    };
    running = makeServices(prompts, { review });
    const { uploads } = running;
    const shown: string[] = [];
    const show = (text: string) => void shown.push(text);
    const ended = new Promise<void>((resolve) => {
      const info = (text: string) => {
        show(text);
        if (/; engine /.test(text)) resolve();
      };
      logUploads(uploads, { info, warn: show, error: show });
    });
    await uploads.start(
      names.map((name) => bench().file(name, content ?? name)),
      targetAt(bench().oxen.origin),
    );
    await ended;
    return { shown: shown.join('\n') };
  }
});
