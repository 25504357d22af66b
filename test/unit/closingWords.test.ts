import assert from 'node:assert/strict';
import { HUB, parseOrigin } from '../../src/core/oxen/address';
import { parseBranch } from '../../src/core/oxen/branchName';
import { AuthError } from '../../src/core/oxen/errors';
import { NothingLeftError } from '../../src/core/upload/plan/nothingLeft';
import type { UploadOutcome } from '../../src/core/upload/upload';
import { UserError } from '../../src/core/userError';
import { closingOf } from '../../src/vscode/progress/closingWords';
import { COMMIT, prepared, receipt, target, told } from './endings';

const LOCAL = parseOrigin('localhost:3000');

describe('the closing message', () => {
  it('counts what was uploaded, and names branch and commit', () => {
    const closing = closingOf(
      told({ kind: 'ran', preparation: prepared(), receipt: receipt() }),
      target(HUB),
    );
    assert.deepEqual(closing, {
      kind: 'inform',
      text: 'Uploaded 2 files (2 kB) to ox/cats · main as 1a2b3c4.',
      place: target(HUB),
    });
  });

  it('names what was uploaded', () => {
    const ran = { kind: 'ran', preparation: prepared(), receipt: receipt() } as const;
    assert.equal(
      closingOf(told(ran), target(LOCAL), 'train').text,
      'Uploaded 2 files (2 kB) to ox/cats · main as 1a2b3c4: train.',
    );
    assert.equal(
      closingOf(told({ kind: 'cancelled' }), target(LOCAL), 'train').text,
      'The upload of train to ox/cats · main was cancelled. Nothing was sent.',
    );
  });

  it('offers no Resume where nothing is kept', () => {
    const error = new UserError('The upload process ended unexpectedly (SIGKILL).');
    const text = (isKept: boolean) =>
      closingOf(told({ kind: 'interrupted', error }), target(LOCAL), 'train', isKept).text;
    assert.equal(
      text(true),
      'The upload of train to ox/cats · main was interrupted. Progress is kept: choose Resume to continue. The upload process ended unexpectedly (SIGKILL).',
    );
    assert.equal(
      text(false),
      'The upload of train to ox/cats · main was interrupted. Its progress could not be kept: upload again. The upload process ended unexpectedly (SIGKILL).',
    );
  });

  it('is no error when nothing is there to upload', () => {
    const closing = closingOf(told({ kind: 'broke', error: new NothingLeftError([]) }), target(LOCAL));
    assert.deepEqual(closing, {
      kind: 'inform',
      text: 'Nothing to upload to ox/cats · main. The selected folder contains no files. Oxen stores files, not empty folders.',
    });
  });

  describe('names what was uploaded, and where to,', () => {
    const gone = [{ path: '/w/a', error: new UserError('/w/a is gone.') }];
    const [file] = prepared().files;
    const unchanged = prepared({ files: file === undefined ? [] : [{ ...file, standing: 'unchanged' }] });
    const skipped = [{ path: '/w/.env', reason: 'secret-name' } as const];
    const refused = [{ path: '/w/a\\b', destination: 'a\\b', reason: 'it has a backslash' }];
    const failed = receipt({ result: 'failed', commit: undefined, failed: gone });
    const broken = receipt({ result: 'failed', commit: undefined, error: new UserError('Nothing answers.') });
    const cases: readonly (readonly [what: string, ending: UploadOutcome, text: string])[] = [
      [
        'when it breaks off before anything is sent',
        { kind: 'broke', error: new UserError('Nothing answers.', { advice: 'Check the address.' }) },
        'The upload of train to ox/cats · main failed. Nothing answers. Check the address.',
      ],
      [
        'when there are no files in it',
        { kind: 'broke', error: new NothingLeftError([]) },
        'Nothing to upload from train to ox/cats · main. The selected folder contains no files. Oxen stores files, not empty folders.',
      ],
      [
        'when all of it is there already',
        { kind: 'nothing sent', preparation: unchanged },
        'Nothing to upload from train to ox/cats · main: the file is there already.',
      ],
      [
        'when all of it was left out',
        { kind: 'nothing sent', preparation: prepared({ files: [], skipped }) },
        'Nothing to upload from train to ox/cats · main: everything was skipped. .env was skipped: its name suggests a secret.',
      ],
      [
        'when it cannot be uploaded',
        { kind: 'nothing sent', preparation: prepared({ files: [], refused }) },
        'Nothing to upload from train to ox/cats · main: /w/a\\b cannot be uploaded: it has a backslash.',
      ],
      [
        'when its files cannot be read',
        { kind: 'nothing sent', preparation: prepared({ files: [], failed: gone }) },
        'The upload of train to ox/cats · main failed. /w/a is gone. Nothing was sent.',
      ],
      [
        'when files of it fail, and nothing is committed',
        { kind: 'ran', preparation: prepared(), receipt: failed },
        'The upload of train to ox/cats · main failed. /w/a is gone. Nothing was committed. Content already on the server is not sent again.',
      ],
      [
        'when it fails as a whole',
        { kind: 'ran', preparation: prepared(), receipt: broken },
        'The upload of train to ox/cats · main failed. Nothing answers.',
      ],
      [
        'when its commit could not be verified',
        { kind: 'ran', preparation: prepared(), receipt: { ...broken, commit: COMMIT } },
        'The upload of train to ox/cats · main was committed as 1a2b3c4, but not verified. Nothing answers.',
      ],
    ];
    for (const [when, ending, text] of cases)
      it(when, () => assert.equal(closingOf(told(ending), target(HUB), 'train').text, text));
  });

  it('says that nothing is to be uploaded when all is there', () => {
    const [file] = prepared().files;
    assert.ok(file !== undefined);
    const nothing = prepared({ files: new Array(12).fill({ ...file, standing: 'unchanged' }) });
    const closing = closingOf(told({ kind: 'nothing sent', preparation: nothing }), target(HUB));
    assert.deepEqual(closing, {
      kind: 'inform',
      text: 'Nothing to upload to ox/cats · main: all 12 files are there already.',
    });
  });

  it('names the branch that was really used', () => {
    const elsewhere = receipt({ branch: parseBranch('ours') });
    const { text } = closingOf(
      told({ kind: 'ran', preparation: prepared(), receipt: elsewhere }),
      target(HUB),
    );
    assert.match(text, / to ox\/cats · ours as /);
  });

  it('warns of what failed, when the others were committed', () => {
    const failed = [{ path: '/w/b', error: new UserError('/w/b is gone.', { advice: 'Put it back.' }) }];
    const files = { ...receipt().files, uploaded: 5, failed: 1 };
    const partly = receipt({ failed, files, content: 5000 });
    const { kind, text } = closingOf(
      told({ kind: 'ran', preparation: prepared(), receipt: partly }),
      target(HUB),
    );
    assert.equal(kind, 'warn');
    assert.equal(
      text,
      'Uploaded 5 of 6 files (5 kB) to ox/cats · main as 1a2b3c4; 1 failed: /w/b is gone. Put it back.',
    );
  });

  it('tells no size where it is not known, as of a commit whose answer was lost with its process', () => {
    const found = receipt({ content: undefined });
    const { text } = closingOf(told({ kind: 'ran', preparation: prepared(), receipt: found }), target(HUB));
    assert.equal(text, 'Uploaded 2 files to ox/cats · main as 1a2b3c4.');
  });

  it('says that an interrupted upload can be resumed, and why it was interrupted', () => {
    const interrupted = receipt({
      result: 'interrupted',
      commit: undefined,
      error: new UserError('Nothing answers.'),
    });
    const closing = closingOf(
      told({ kind: 'ran', preparation: prepared(), receipt: interrupted }),
      target(HUB),
    );
    assert.deepEqual(closing, {
      kind: 'showError',
      text: 'The upload to ox/cats · main was interrupted. Progress is kept: choose Resume to continue. Nothing answers.',
    });
  });

  it('of an upload whose key is no longer accepted says to sign in, and then to resume', () => {
    const refused = receipt({
      result: 'interrupted',
      commit: undefined,
      error: new AuthError('https://x.org did not accept the key.', { advice: 'Sign in again.' }),
    });
    const { text } = closingOf(told({ kind: 'ran', preparation: prepared(), receipt: refused }), target(HUB));
    assert.equal(
      text,
      'The upload to ox/cats · main was interrupted. https://x.org did not accept the key. Progress is kept: sign in with another key, then choose Resume.',
    );
  });

  it('takes a cancel for no error, and says what became of the files', () => {
    const cancelled = receipt({ result: 'cancelled', commit: undefined });
    const closing = closingOf(
      told({ kind: 'ran', preparation: prepared(), receipt: cancelled }),
      target(HUB),
    );
    assert.deepEqual(closing, {
      kind: 'inform',
      text: 'The upload to ox/cats · main was cancelled. Nothing was committed. Content already on the server is not sent again.',
    });
  });

  it('does not hide a commit that was made before a cancel', () => {
    const cancelled = receipt({ result: 'cancelled' });
    const { kind, text } = closingOf(
      told({ kind: 'ran', preparation: prepared(), receipt: cancelled }),
      target(HUB),
    );
    assert.equal(kind, 'warn');
    assert.match(text, /committed as 1a2b3c4/);
  });

  it('names the first file that failed and counts the others', () => {
    const failed = ['/w/a', '/w/b'].map((path) => ({ path, error: new UserError(`${path} is gone.`) }));
    const failure = receipt({ result: 'failed', commit: undefined, failed });
    const { kind, text } = closingOf(
      told({ kind: 'ran', preparation: prepared(), receipt: failure }),
      target(HUB),
    );
    assert.equal(kind, 'showError');
    assert.match(text, / failed\. \/w\/a is gone\. 1 other file failed too\. Nothing was committed/);
  });
});
