import assert from 'node:assert/strict';
import path from 'node:path';
import { useProxy } from '../contract/support/proxy';
import { interruptedUploads } from '../../src/vscode/uploads/interruptedUploads';
import { closingOf } from '../../src/vscode/progress/closingWords';
import type { OpenReview } from '../../src/vscode/uploads/review/openReview';
import type { UploadEnding } from '../../src/core/upload/process/ending';
import { onlyInterrupted } from './support/onlyInterrupted';
import { makeServices, targetAt, type TestServices } from './support/services';
import { useBench } from './support/useBench';

const KEY = '-----BEGIN RSA PRIVATE KEY-----\n';

/** What becomes of them in the review. */
type Decided = 'ticked' | 'left out';

describe('files that look like secrets', () => {
  const bench = useBench();
  const proxied = useProxy();
  const opened: TestServices[] = [];
  afterEach(() => opened.splice(0).forEach(({ dispose }) => dispose()));

  it('come unticked, in the Review view, and are left out unless somebody ticks them', async () => {
    const { services } = window('left out');
    const files = [bench().file('a.txt'), bench().file('.env'), bench().file('notes', KEY)];

    const ending = await services.uploads.start(files, target());

    assert.deepEqual(services.asked, [
      'Upload 1 file (5 B) to ox/cats · main → a.txt · 1 new · 2 left out: possible secrets · your first upload to this branch',
    ]);
    assert.equal(resultOf(ending), 'committed');
    assert.equal(ending.kind === 'ran' && ending.receipt.files.skipped, 2);
    assert.match(closingOf(ending, target()).text, /\. Left out as possible secrets: \.env and 1 more\.$/);
    assert.deepEqual(
      [await bench().read('a.txt'), await bench().read('.env'), await bench().read('notes')],
      ['a.txt', undefined, undefined],
    );
  });

  it('go when they are ticked, and do not need a look once they are there', async () => {
    const { inFiles, services } = window('ticked');
    const files = [bench().file('a.txt'), bench().file('.env')];

    assert.equal(resultOf(await services.uploads.start(files, target())), 'committed');
    assert.equal(await bench().read('.env'), '.env');
    bench().file('a.txt', 'another');
    assert.equal(resultOf(await services.uploads.start(files, target())), 'committed');

    assert.deepEqual(inFiles, [true, false]);
  });

  it('make no error when one is all that is selected, and it is left out', async () => {
    const { services } = window('left out');

    const ending = await services.uploads.start([bench().file('.env')], target());

    assert.deepEqual(closingOf(ending, target()), {
      kind: 'inform',
      text: 'Nothing to upload to ox/cats · main: everything was skipped. .env was skipped: its name suggests a secret.',
    });
    assert.deepEqual(await bench().messages(), []);
  });

  describe('when their upload was interrupted', () => {
    for (const [decided, env] of [
      ['ticked', '.env'],
      ['left out', undefined],
    ] as const) {
      it(`are as they were decided on: ${decided}`, async () => {
        const before = await interrupt(decided);
        bench().file('later.key');

        const { services } = window(undefined, before);
        const ending = await services.uploads.resume(await onlyInterrupted(before));

        assert.equal(resultOf(ending), 'committed');
        assert.deepEqual(services.asked, []);
        assert.deepEqual(
          await Promise.all(['a.txt', '.env', 'later.key'].map((name) => bench().read(placeOf(name)))),
          ['a.txt', env, undefined],
        );
        assert.deepEqual(await interruptedUploads(before.journals), []);
      });
    }
  });

  async function interrupt(decided: Decided) {
    const { services } = window(decided);
    const proxy = await proxied(bench().oxen.origin);
    const held = proxy.hold('POST', /\/files\/$/);
    bench().file('.env');
    const ending = services.uploads.start([path.dirname(bench().file('a.txt'))], targetAt(proxy.origin));
    await held.reached;
    await services.uploads.suspend();
    held.drop();
    assert.equal(resultOf(await ending), 'interrupted');
    return services;
  }

  /** In the repository, of a file in the selected folder. */
  function placeOf(name: string): string {
    return path.join(path.basename(path.dirname(bench().file('a.txt'))), name);
  }

  /** A window in which this becomes of them; one that finds what `earlier` has stored. */
  function window(decided?: Decided, earlier?: TestServices) {
    const inFiles: boolean[] = [];
    const review = (review: OpenReview) => {
      inFiles.push(review.isInFiles);
      const { files } = review;
      if (decided === 'ticked' && files)
        review.change(() => files.secretIndexes().forEach((index) => files.tick(index, true)));
      review.accept();
    };
    const services = makeServices({}, { storage: earlier?.storage, review });
    opened.push(services);
    return { inFiles, services };
  }

  function target() {
    return targetAt(bench().oxen.origin);
  }
});

function resultOf(ending: UploadEnding | undefined): string | undefined {
  return ending?.kind === 'ran' ? ending.receipt.result : ending?.kind;
}
