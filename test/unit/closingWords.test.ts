import assert from 'node:assert/strict';
import * as v from 'valibot';
import { HUB, type Origin, parseOrigin } from '../../src/core/oxen/address';
import { parseBranch } from '../../src/core/oxen/branchName';
import { OxenServer } from '../../src/core/oxen/http/client';
import { AuthError } from '../../src/core/oxen/errors';
import { CommitId } from '../../src/core/oxen/ids';
import { featuresOf } from '../../src/core/oxen/server/serverVersion';
import { NothingLeftError } from '../../src/core/upload/plan/nothingLeft';
import type { Preparation } from '../../src/core/upload/plan/preparation';
import type { Receipt } from '../../src/core/upload/run/receipt';
import { documentOf } from '../../src/core/upload/receipt/document';
import { savedOrder } from '../../src/core/upload/journal/savedOrder';
import type { UploadOutcome } from '../../src/core/upload/upload';
import { UserError } from '../../src/core/userError';
import { isRefusal, repoDirectory, repoPath } from '../../src/core/repoPath';
import { closingOf } from '../../src/vscode/progress/closingWords';

const LOCAL = parseOrigin('localhost:3000');
const COMMIT = {
  id: v.parse(CommitId, '1a2b3c4d5e'),
  message: 'm',
  author: 'a',
  email: 'e',
  timestamp: '',
};

describe('the closing message', () => {
  const document = documentOf({
    id: '1',
    order: savedOrder({ selection: [], target: target(HUB), names: undefined }),
    startedAt: 0,
    preparation: prepared(),
    receipt: receipt(),
    outcome: { blobs: [], unchanged: [], skipped: [], failed: [] },
  });

  it('counts what was uploaded, and names branch and commit', () => {
    const closing = closingOf({ kind: 'ran', preparation: prepared(), receipt: receipt() }, target(HUB));
    assert.deepEqual(closing, {
      kind: 'inform',
      text: 'Uploaded 2 files (2 kB) to ox/cats · main as 1a2b3c4.',
      place: target(HUB),
    });
  });

  it('names what was uploaded', () => {
    const ran = { kind: 'ran', preparation: prepared(), receipt: receipt() } as const;
    assert.equal(
      closingOf(ran, target(LOCAL), 'train').text,
      'Uploaded 2 files (2 kB) to ox/cats · main as 1a2b3c4: train.',
    );
    assert.equal(
      closingOf({ kind: 'cancelled' }, target(LOCAL), 'train').text,
      'The upload of train to ox/cats · main was cancelled. Nothing was sent.',
    );
  });

  it('is no error when nothing is there to upload', () => {
    const closing = closingOf({ kind: 'broke', error: new NothingLeftError([]) }, target(LOCAL));
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
      it(when, () => assert.equal(closingOf(ending, target(HUB), 'train').text, text));
  });

  it('counts what was unticked, skipped and refused apart, and says where each is named', () => {
    const skipped = ['unticked', 'unticked', 'ignored', 'symlink', 'excluded'] as const;
    const preparation = prepared({
      skipped: skipped.map((reason, index) => ({ path: `/w/${index}`, reason })),
    });
    const files = { ...receipt().files, skipped: 5, refused: 1 };
    const { text } = closingOf(
      { kind: 'ran', preparation, receipt: receipt({ files, document }) },
      target(HUB),
    );
    assert.match(text, / as 1a2b3c4\. 3 skipped, 2 unticked, 1 refused: see the receipt\.$/);
  });

  it('names the only file that was unticked', () => {
    const skipped = [{ path: '/w/photos/notes.tmp', reason: 'unticked' as const }];
    const files = { ...receipt().files, uploaded: 1, skipped: 1 };
    const { text } = closingOf(
      { kind: 'ran', preparation: prepared({ skipped }), receipt: receipt({ files }) },
      target(HUB),
    );
    assert.match(text, / notes\.tmp was unticked\.$/);
  });

  it('points to the log for what was left out, where there is no receipt', () => {
    const refused = [{ path: '/w/a\\b', destination: 'a\\b', reason: 'it has a backslash' }];
    const { text } = closingOf(
      {
        kind: 'ran',
        preparation: prepared({ refused }),
        receipt: receipt({ files: { ...receipt().files, refused: 1 } }),
      },
      target(HUB),
    );
    assert.match(text, / as 1a2b3c4\. 1 refused: see the log\.$/);
  });

  it('says that nothing is to be uploaded when all of it was left out', () => {
    const skipped = [{ path: '/w/.env', reason: 'secret-name' } as const];
    const closing = closingOf(
      { kind: 'nothing sent', preparation: prepared({ files: [], skipped }) },
      target(HUB),
    );
    assert.deepEqual(closing, {
      kind: 'inform',
      text: 'Nothing to upload to ox/cats · main: everything was skipped. .env was skipped: its name suggests a secret.',
    });
  });

  it('says that nothing is to be uploaded when all is there', () => {
    const [file] = prepared().files;
    assert.ok(file !== undefined);
    const nothing = prepared({ files: new Array(12).fill({ ...file, standing: 'unchanged' }) });
    const closing = closingOf({ kind: 'nothing sent', preparation: nothing }, target(HUB));
    assert.deepEqual(closing, {
      kind: 'inform',
      text: 'Nothing to upload to ox/cats · main: all 12 files are there already.',
    });
  });

  it('names the branch that was really used', () => {
    const elsewhere = receipt({ branch: parseBranch('ours') });
    const { text } = closingOf({ kind: 'ran', preparation: prepared(), receipt: elsewhere }, target(HUB));
    assert.match(text, / to ox\/cats · ours as /);
  });

  it('warns of what failed, when the others were committed', () => {
    const failed = [{ path: '/w/b', error: new UserError('/w/b is gone.', { advice: 'Put it back.' }) }];
    const files = { ...receipt().files, uploaded: 5, failed: 1 };
    const partly = receipt({ failed, files, content: 5000 });
    const { kind, text } = closingOf({ kind: 'ran', preparation: prepared(), receipt: partly }, target(HUB));
    assert.equal(kind, 'warn');
    assert.equal(
      text,
      'Uploaded 5 of 6 files (5 kB) to ox/cats · main as 1a2b3c4; 1 failed: /w/b is gone. Put it back.',
    );
  });

  it('names the only file that was skipped, with the reason', () => {
    const files = { ...receipt().files, uploaded: 1, skipped: 1 };
    const skipped = [{ path: '/w/photos/notes.tmp', reason: 'ignored' as const }];
    const { text } = closingOf(
      { kind: 'ran', preparation: prepared({ skipped }), receipt: receipt({ files }) },
      target(HUB),
    );

    assert.match(text, / notes\.tmp was skipped: ignored by \.oxenignore\.$/);
  });

  it('counts what was left to somebody else as skipped', () => {
    const files = { ...receipt().files, uploaded: 1, skipped: 1 };
    const { text } = closingOf(
      { kind: 'ran', preparation: prepared(), receipt: receipt({ files, content: 1000 }) },
      target(HUB),
    );
    assert.equal(text, 'Uploaded 1 file (1 kB) to ox/cats · main as 1a2b3c4. 1 skipped: see the log.');
  });

  it('tells no size where it is not known, as of a commit whose answer was lost with its process', () => {
    const found = receipt({ content: undefined });
    const { text } = closingOf({ kind: 'ran', preparation: prepared(), receipt: found }, target(HUB));
    assert.equal(text, 'Uploaded 2 files to ox/cats · main as 1a2b3c4.');
  });

  it('says that an interrupted upload can be resumed, and why it was interrupted', () => {
    const interrupted = receipt({
      result: 'interrupted',
      commit: undefined,
      error: new UserError('Nothing answers.'),
    });
    const closing = closingOf({ kind: 'ran', preparation: prepared(), receipt: interrupted }, target(HUB));
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
    const { text } = closingOf({ kind: 'ran', preparation: prepared(), receipt: refused }, target(HUB));
    assert.equal(
      text,
      'The upload to ox/cats · main was interrupted. https://x.org did not accept the key. Progress is kept: sign in with another key, then choose Resume.',
    );
  });

  it('takes a cancel for no error, and says what became of the files', () => {
    const cancelled = receipt({ result: 'cancelled', commit: undefined });
    const closing = closingOf({ kind: 'ran', preparation: prepared(), receipt: cancelled }, target(HUB));
    assert.deepEqual(closing, {
      kind: 'inform',
      text: 'The upload to ox/cats · main was cancelled. Nothing was committed. Content already on the server is not sent again.',
    });
  });

  it('does not hide a commit that was made before a cancel', () => {
    const cancelled = receipt({ result: 'cancelled' });
    const { kind, text } = closingOf(
      { kind: 'ran', preparation: prepared(), receipt: cancelled },
      target(HUB),
    );
    assert.equal(kind, 'warn');
    assert.match(text, /committed as 1a2b3c4/);
  });

  it('names the first file that failed and counts the others', () => {
    const failed = ['/w/a', '/w/b'].map((path) => ({ path, error: new UserError(`${path} is gone.`) }));
    const failure = receipt({ result: 'failed', commit: undefined, failed });
    const { kind, text } = closingOf({ kind: 'ran', preparation: prepared(), receipt: failure }, target(HUB));
    assert.equal(kind, 'showError');
    assert.match(text, / failed\. \/w\/a is gone\. 1 other file failed too\. Nothing was committed/);
  });
});

function target(origin: Origin) {
  return {
    origin,
    repository: { namespace: 'ox', name: 'cats' },
    branch: parseBranch('main'),
    directory: root(),
  };
}

function prepared(rest: Partial<Preparation> = {}): Preparation {
  const server = new OxenServer({
    origin: HUB,
    transport: () => Promise.reject(new Error('no network here')),
  });
  const files = ['a', 'b'].map((path) => ({
    path: checked(path),
    source: '/w/a',
    size: 1000,
    standing: 'new' as const,
    replaces: undefined,
    digest: undefined,
  }));
  return {
    target: {
      ...target(HUB),
      repository: server.repository({ namespace: 'ox', name: 'cats' }),
      features: featuresOf('0.65.2'),
      store: 'local',
    },
    base: undefined,
    files,
    skipped: [],
    refused: [],
    failed: [],
    warnings: [],
    secrets: [],
    ...rest,
  };
}

function receipt(rest: Partial<Receipt> = {}): Receipt {
  return {
    result: 'committed',
    commit: COMMIT,
    branch: parseBranch('main'),
    files: { uploaded: 2, unchanged: 0, skipped: 0, refused: 0, failed: 0 },
    blobs: [],
    content: 2000,
    bytes: 1000,
    engine: 'stage-files',
    failed: [],
    skipped: [],
    error: undefined,
    ...rest,
  };
}

function root() {
  const directory = repoDirectory('');
  assert.ok(!isRefusal(directory));
  return directory;
}

function checked(text: string) {
  const path = repoPath(text);
  assert.ok(!isRefusal(path));
  return path;
}
