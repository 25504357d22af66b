import assert from 'node:assert/strict';
import { HUB } from '../../src/core/oxen/address';
import { closingOf } from '../../src/vscode/progress/closingWords';
import { keptReceipt, prepared, receipt, target, told } from './endings';

describe('what an upload has left out, in its closing message', () => {
  const document = keptReceipt();

  it('counts what was unticked, skipped and refused apart, and says where each is named', () => {
    const skipped = ['unticked', 'unticked', 'ignored', 'symlink', 'excluded'] as const;
    const preparation = prepared({
      skipped: skipped.map((reason, index) => ({ path: `/w/${index}`, reason })),
    });
    const files = { ...receipt().files, skipped: 5, refused: 1 };
    const { text } = closingOf(
      told({ kind: 'ran', preparation, receipt: receipt({ files, document }) }),
      target(HUB),
    );
    assert.match(text, / as 1a2b3c4\. 3 skipped, 2 unticked, 1 refused: see the receipt\.$/);
  });

  it('names the only file that was unticked', () => {
    const skipped = [{ path: '/w/photos/notes.tmp', reason: 'unticked' as const }];
    const files = { ...receipt().files, uploaded: 1, skipped: 1 };
    const { text } = closingOf(
      told({ kind: 'ran', preparation: prepared({ skipped }), receipt: receipt({ files }) }),
      target(HUB),
    );
    assert.match(text, / notes\.tmp was unticked\.$/);
  });

  it('points to the log for what was left out, where there is no receipt', () => {
    const refused = [{ path: '/w/a\\b', destination: 'a\\b', reason: 'it has a backslash' }];
    const { text } = closingOf(
      told({
        kind: 'ran',
        preparation: prepared({ refused }),
        receipt: receipt({ files: { ...receipt().files, refused: 1 } }),
      }),
      target(HUB),
    );
    assert.match(text, / as 1a2b3c4\. 1 refused: see the log\.$/);
  });

  it('says that nothing is to be uploaded when all of it was left out', () => {
    const skipped = [{ path: '/w/.env', reason: 'secret-name' } as const];
    const closing = closingOf(
      told({ kind: 'nothing sent', preparation: prepared({ files: [], skipped }) }),
      target(HUB),
    );
    assert.deepEqual(closing, {
      kind: 'inform',
      text: 'Nothing to upload to ox/cats · main: everything was skipped. .env was skipped: its name suggests a secret.',
    });
  });

  it('names the only file that was skipped, with the reason', () => {
    const files = { ...receipt().files, uploaded: 1, skipped: 1 };
    const skipped = [{ path: '/w/photos/notes.tmp', reason: 'ignored' as const }];
    const { text } = closingOf(
      told({ kind: 'ran', preparation: prepared({ skipped }), receipt: receipt({ files }) }),
      target(HUB),
    );

    assert.match(text, / notes\.tmp was skipped: ignored by \.oxenignore\.$/);
  });

  it('counts what was left to somebody else as skipped', () => {
    const files = { ...receipt().files, uploaded: 1, skipped: 1 };
    const { text } = closingOf(
      told({ kind: 'ran', preparation: prepared(), receipt: receipt({ files, content: 1000 }) }),
      target(HUB),
    );
    assert.equal(text, 'Uploaded 1 file (1 kB) to ox/cats · main as 1a2b3c4. 1 skipped: see the log.');
  });
});
