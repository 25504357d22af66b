import assert from 'node:assert/strict';
import path from 'node:path';
import { useProxy } from '../contract/support/proxy';
import { interruptedUploads } from '../../src/vscode/uploads/interruptedUploads';
import { closingOf } from '../../src/vscode/progress/closingWords';
import type { UploadOutcome } from '../../src/core/upload/upload';
import { onlyInterrupted } from './support/onlyInterrupted';
import { makeServices, pressing, targetAt, type TestServices } from './support/services';
import { useBench } from './support/useBench';

const KEY = '-----BEGIN RSA PRIVATE KEY-----\n';

describe('files that look like secrets', () => {
  const bench = useBench();
  const proxied = useProxy();
  const opened: TestServices[] = [];
  afterEach(() => opened.splice(0).forEach(({ dispose }) => dispose()));

  it('are named after the yes, before anything is sent, and left out when told to', async () => {
    const { questions, services } = window('Leave Them Out');
    const files = [bench().file('a.txt'), bench().file('.env'), bench().file('notes', KEY)];

    const ending = await services.uploads.start(files, target());

    const [question = ''] = questions;
    assert.match(
      question,
      /^2 files look like secrets\. What is committed can be read by everyone who can read ox\/cats/,
    );
    assert.match(question, /[/\\]\.env.*notes \(a private key\)/s);
    assert.deepEqual(services.asked, ['Upload 3 files (41 B) to ox/cats · main → / · 3 new']);
    assert.equal(resultOf(ending), 'committed');
    assert.equal(ending.kind === 'ran' && ending.receipt.files.skipped, 2);
    assert.deepEqual(
      [await bench().read('a.txt'), await bench().read('.env'), await bench().read('notes')],
      ['a.txt', undefined, undefined],
    );
  });

  it('go when they may, and are not asked about once they are there', async () => {
    const { questions, services } = window('Upload Anyway');
    const files = [bench().file('a.txt'), bench().file('.env')];

    assert.equal(resultOf(await services.uploads.start(files, target())), 'committed');
    assert.equal(await bench().read('.env'), '.env');
    bench().file('a.txt', 'another');
    assert.equal(resultOf(await services.uploads.start(files, target())), 'committed');

    assert.equal(questions.length, 1);
  });

  it('end the upload when nobody says what becomes of them', async () => {
    const { services } = window('Cancel');

    const ending = await services.uploads.start([bench().file('a.txt'), bench().file('.env')], target());
    assert.equal(ending.kind, 'cancelled');
    assert.deepEqual(await bench().messages(), []);
  });

  it('are asked about when one is all that is selected, and nothing is wrong when it is left out', async () => {
    const { services } = window('Leave Them Out');

    const ending = await services.uploads.start([bench().file('.env')], target());

    assert.deepEqual(closingOf(ending, target()), {
      kind: 'inform',
      text: 'Nothing to upload: everything was skipped. .env was skipped: its name suggests a secret.',
    });
    assert.deepEqual(await bench().messages(), []);
  });

  it('are named up to ten', async () => {
    const { questions, services } = window('Cancel');
    const files = Array.from({ length: 22 }, (_, index) => bench().file(`${index + 10}.pem`));

    await services.uploads.start(files, target());

    const [question = ''] = questions;
    assert.match(question, /^22 files.*19\.pem.*and 12 more$/s);
    assert.ok(!question.includes('20.pem'));
  });

  describe('when their upload was interrupted', () => {
    for (const [button, env] of [
      ['Upload Anyway', '.env'],
      ['Leave Them Out', undefined],
    ] as const) {
      it(`are as they were decided on: ${button}`, async () => {
        const before = await interrupt(button);
        bench().file('later.key');

        const { questions, services } = window(undefined, before);
        const ending = await services.uploads.resume(await onlyInterrupted(before));

        assert.equal(resultOf(ending), 'committed');
        assert.deepEqual(questions, []);
        assert.deepEqual(
          await Promise.all(['a.txt', '.env', 'later.key'].map((name) => bench().read(placeOf(name)))),
          ['a.txt', env, undefined],
        );
        assert.deepEqual(await interruptedUploads(before.journals), []);
      });
    }
  });

  async function interrupt(button: string) {
    const { services } = window(button);
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

  /** A window in which this button is pressed once; one that finds what `earlier` has stored. */
  function window(button?: string, earlier?: TestServices) {
    const { questions, prompts } = pressing(...(button === undefined ? [] : [button]));
    const services = makeServices(prompts, { storage: earlier?.storage });
    opened.push(services);
    return { questions, services };
  }

  function target() {
    return targetAt(bench().oxen.origin);
  }
});

function resultOf(ending: UploadOutcome | undefined): string | undefined {
  return ending?.kind === 'ran' ? ending.receipt.result : ending?.kind;
}
