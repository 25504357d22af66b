import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { contentHash } from '../../src/core/contentHash';
import { AuthError, HttpError, isAccessRefused, OxenError } from '../../src/core/oxen/errors';
import { TakenElsewhereError } from '../../src/core/upload/journal/openInterrupted';
import type { UploadEvent } from '../../src/core/upload/events';
import { NothingLeftError } from '../../src/core/upload/plan/nothingLeft';
import { approvedOf, inOrder } from '../../src/core/upload/process/approval';
import { errorOf, formOf } from '../../src/core/upload/process/errorForm';
import { EventSender } from '../../src/core/upload/process/eventSender';
import type { EventForm } from '../../src/core/upload/process/messages';
import { UserError } from '../../src/core/userError';
import { causesOf } from '../../src/vscode/log/logText';
import { fileTable } from '../support/fileTable';
import { prepared } from './endings';

describe('what goes between a window and its upload process', () => {
  describe('of errors', () => {
    const sent = (error: unknown) => errorOf(structuredClone(formOf(error)));

    it('is their words, with what to do and the request', () => {
      const error = sent(new OxenError('It failed.', { advice: 'Try again.', requestId: 'r1' }));
      assert.ok(error instanceof UserError);
      assert.deepEqual(error.details, { message: 'It failed.', advice: 'Try again.', requestId: 'r1' });
    });

    it('is whether another key would help', () => {
      const reply = { message: '', says: () => null, code: undefined, type: undefined } as const;
      const rest = { missingHashes: undefined, fromOxen: true, unknownRoute: false, retryAfter: undefined };
      const refused = (status: number) =>
        new HttpError({ ...reply, ...rest, status, requestId: 'r' }, 'Listing', 'your key');
      assert.ok(sent(new AuthError('No.')) instanceof AuthError);
      assert.deepEqual(
        [new AuthError('No.'), refused(403), refused(500)].map((error) => isAccessRefused(sent(error))),
        [true, true, false],
      );
      assert.equal(sent(refused(403)).message, refused(403).message);
    });

    it('is what was left out, and who else works on it', () => {
      const skipped = [{ path: '/a', reason: 'ignored' }] as const;
      const error = sent(new NothingLeftError(skipped));
      assert.ok(error instanceof NothingLeftError);
      assert.deepEqual(error.skipped, skipped);
      assert.ok(sent(new TakenElsewhereError()) instanceof TakenElsewhereError);
    });

    it('is what caused them, for the log', () => {
      const fault = new RangeError('deep below');
      const told = causesOf(sent(new UserError('It failed.', { cause: { code: 7, error: fault } })));
      assert.equal(told[0], 'It failed.');
      assert.match(told.join('\n'), /code: 7/);
      assert.match(
        causesOf(sent(new UserError('It failed.', { cause: fault }))).join('\n'),
        /deep below\n +at /,
      );
    });
  });

  describe('of events', () => {
    it('comes together, sums instead of many, and in its order', async () => {
      const sent: EventForm[][] = [];
      const sender = new EventSender((events) => void sent.push([...events]));
      const staged = (path: string): UploadEvent => ({
        type: 'staged',
        files: [{ path, source: `/${path}` }],
      });
      const events: readonly UploadEvent[] = [
        { type: 'phase', phase: 'sending' },
        { type: 'sent', bytes: 1 },
        { type: 'sent', bytes: 2 },
        { type: 'accepted', bytes: 3 },
        { type: 'accepted', bytes: 4 },
        staged('a'),
        staged('b'),
        { type: 'kept', files: [{ path: 'c', source: '/c' }], bytes: 1 },
        { type: 'kept', files: [{ path: 'd', source: '/d' }], bytes: 2 },
        { type: 'hashed', bytes: 1 },
        { type: 'hashed', bytes: 2 },
        { type: 'compared', files: 1 },
        { type: 'compared', files: 2 },
        { type: 'note', text: 'once' },
        { type: 'note', text: 'twice' },
        { type: 'sent', bytes: 5 },
      ];
      for (const event of events) sender.add(event);
      assert.deepEqual(sent, [[{ type: 'phase', phase: 'sending' }]], 'the first one at once');
      while (sent.length === 1) await delay(5); // the sender's own time

      assert.deepEqual(sent.slice(1), [
        [
          { type: 'sent', bytes: 3 },
          { type: 'accepted', bytes: 7 },
          {
            type: 'staged',
            files: [
              { path: 'a', source: '/a' },
              { path: 'b', source: '/b' },
            ],
          },
          {
            type: 'kept',
            files: [
              { path: 'c', source: '/c' },
              { path: 'd', source: '/d' },
            ],
            bytes: 3,
          },
          { type: 'hashed', bytes: 3 },
          { type: 'compared', files: 3 },
          { type: 'note', text: 'once' },
          { type: 'note', text: 'twice' },
          { type: 'sent', bytes: 5 },
        ],
      ]);
    });

    it('comes at once before something that is to follow', () => {
      const sent: EventForm[][] = [];
      const sender = new EventSender((events) => void sent.push([...events]));
      sender.add({ type: 'paused' });
      sender.add({ type: 'resumed' });
      sender.flush();
      sender.flush();
      assert.deepEqual(sent, [[{ type: 'paused' }], [{ type: 'resumed' }]]);
    });
  });

  describe('of files', () => {
    const file = (path: string, source = `/w/${path}`) =>
      ({ path, source, size: path.length, standing: 'new' }) as const;

    it('is found by their paths and by where they lie, whatever they are called', () => {
      const files = [file('a/b', '/w/a'), file('a/bc', '/w/a'), file('ä🐂', '/w/a/b'), file('😀', '/w')];
      const table = fileTable(files);
      assert.deepEqual(
        files.map((_, index) => table.at(index)),
        files,
      );
      assert.deepEqual(
        files.map(({ path }) => table.indexOfPath(path)),
        [0, 1, 2, 3],
      );
      assert.deepEqual(
        ['a', 'a/b/', 'z', '', '\uffff'].map((path) => table.indexOfPath(path)),
        [undefined, undefined, undefined, undefined, undefined],
      );
      assert.deepEqual(
        ['/w/a', '/w/a/b', '/w', '/', ''].map((source) => table.indexesOfSource(source)),
        [[0, 1], [2], [3], [], []],
      );
      assert.throws(() => table.at(4), RangeError);
    });

    it('is their approval: what is unticked stays, and what has been edited goes anew', async () => {
      const [first, second] = prepared().files;
      assert.ok(first && second);
      const digest = { hash: contentHash('1a'), size: 1000, chunks: [] };
      const preparation = inOrder(
        prepared({
          files: [
            { ...second, source: '/w/.env', standing: 'unchanged', digest },
            { ...first, source: '/w/a', standing: 'unchanged', digest },
          ],
        }),
      );
      const text = { message: 'm', author: 'a', email: 'e' };
      const left = async (ticks: readonly number[], edited: readonly string[]) => {
        const { files, skipped } = await approvedOf(preparation, {
          ...{ kind: 'upload', ticks: Uint8Array.from(ticks), edited, text },
        });
        return [
          files.map(({ path, standing, digest }) => [path, standing, digest === undefined]),
          skipped.map(({ path, reason }) => [path, reason]),
        ];
      };

      assert.deepEqual(await left([0, 0], []), [
        [
          ['a', 'unchanged', false],
          ['b', 'unchanged', false],
        ],
        [],
      ]);
      assert.deepEqual(await left([1, 0], ['/w/a', '/w/.env']), [
        [['a', 'changed', true]],
        [['/w/.env', 'secret-name']],
      ]);
      assert.deepEqual(await left([0, 1], ['/w/a', '/w/.env']), [
        [['b', 'changed', true]],
        [['/w/a', 'unticked']],
      ]);
    });
  });
});
