import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { useTempFolder, writeFiles } from '../unit/tempFolder';
import { upload } from './support/headless';
import { useProxy } from './support/proxy';
import { BOTH_ENDS, describeOn } from './support/servers';

const LIMIT = 20_000;

/** Requests that wait for each other, once another one was seen: `METHOD` and path. */
const GROUPS = {
  'version, repository and branches': {
    after: /^/,
    requests: [
      ['GET', /\/api\/version$/],
      ['GET', /\/api\/repos\/[^/]+\/[^/]+$/],
      ['GET', /\/branches$/],
    ],
  },
  'conflicts, and who has moved the branch': {
    after: /^PUT .*\/workspaces$/,
    requests: [
      ['GET', /\/merge\/main$/],
      ['GET', /\/branches\/main$/],
    ],
  },
  'the history, and the files of the commit': {
    after: /^POST .*\/merge\/main$/,
    requests: [
      ['GET', /\/commits\/history\/main/],
      ['GET', /\/dir\/[0-9a-f]+\/d/],
    ],
  },
} as const;

describeOn(BOTH_ENDS, 'on a line with long round trips', (bench) => {
  const folder = useTempFolder();
  const proxyTo = useProxy();

  for (const [what, { after, requests }] of Object.entries(GROUPS)) {
    it(`asks for ${what} at once`, async () => {
      const repository = await bench.repository();
      await writeFiles({ [folder('d/one.txt')]: 'one', [folder('d/two.txt')]: 'two' });
      const proxy = await proxyTo(bench.server().origin);
      const isMeant = () => proxy.seen.some((one) => after.test(one));
      const held = requests.map(([method, path]) => proxy.hold(method, path, isMeant));
      const all = Promise.all(held.map(({ reached }) => reached)).then(() => 'at once');

      const uploading = upload({ to: repository.by(proxy.origin), paths: [folder('d')] });
      const seen = await Promise.race([all, delay(LIMIT, 'one after the other', { ref: false })]);
      for (const one of held) one.release();

      assert.equal(seen, 'at once', proxy.seen.join('\n'));
      const { code, told } = await uploading;
      assert.equal(code, 0, told);
    });
  }
});
