import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { HUB } from '../../src/core/oxen/address';
import { Journals } from '../../src/core/upload/journal/journals';
import { beginRecord } from '../../src/core/upload/journal/records';
import { savedOrder } from '../../src/core/upload/journal/savedOrder';
import type { Standing } from '../../src/core/upload/plan/preparation';
import type { ReceiptHead } from '../../src/core/upload/receipt/form';
import { ReviewedFiles } from '../../src/vscode/uploads/review/reviewedFiles';
import { Upload } from '../../src/vscode/uploads/upload';
import { reviewItem } from '../../src/vscode/views/review/reviewItem';
import type { ReviewNode } from '../../src/vscode/views/review/reviewNodes';
import { ReviewTree } from '../../src/vscode/views/review/reviewTree';
import { uploadItem } from '../../src/vscode/views/uploads/uploadItem';
import {
  FinishedNode,
  InterruptedNode,
  LiveNode,
  type UploadsNode,
} from '../../src/vscode/views/uploads/uploadNodes';
import { fileTable } from '../support/fileTable';
import { receiptHead } from '../support/receiptHead';
import { commandsInPalette, commandsOn, type Keys, type RowCommands } from './support/menus';
import { targetAt } from './support/services';

const ORDER = { selection: ['/w/a.txt'], target: targetAt('http://localhost:3999'), names: undefined };

const RECEIPT = ['oxen.upload.showReceipt', 'oxen.upload.copyReceipt'];
const COPY_LINK = 'oxen.uploads.copyLink';
const AGAIN = ['oxen.uploads.again', 'oxen.uploads.remove'];

describe('the commands of a row', () => {
  describe('of Uploads that is', () => {
    const pausing = ['oxen.upload.pause', 'oxen.upload.cancel'];
    const live: readonly (readonly [what: string, upload: Upload, commands: readonly string[]])[] = [
      ['in review', inReview(), ['oxen.uploads.answer', 'oxen.upload.cancel']],
      ['running', running(), pausing],
      ['waiting', waiting(), pausing],
      ['paused', paused(), ['oxen.upload.resume', 'oxen.upload.cancel']],
      ['asking', asking(), ['oxen.uploads.answer', ...pausing]],
      [
        'asking about failed files',
        askingAboutFailed(),
        ['oxen.uploads.answer', 'oxen.upload.pause', 'oxen.upload.retry', 'oxen.upload.cancel'],
      ],
    ];
    for (const [what, upload, commands] of live)
      it(what, () => assertCommands(new LiveNode(upload), { inline: commands, menu: commands }));

    it('interrupted', () => {
      const commands = ['oxen.upload.resume', 'oxen.upload.discard'];
      assertCommands(interrupted(), { inline: commands, menu: commands });
    });

    const verify = 'oxen.upload.verify';
    const retry = 'oxen.upload.retry';
    const open = 'oxen.web.open';
    const ended: readonly (readonly [what: string, head: Partial<ReceiptHead>, menu: readonly string[]])[] = [
      ['uploaded', {}, [verify, ...RECEIPT, COPY_LINK, ...AGAIN]],
      ['uploaded to the hub', onHub({}), [verify, ...RECEIPT, open, COPY_LINK, ...AGAIN]],
      [
        'committed to the hub, but not verified',
        onHub({ result: 'failed', counts: { 'not verified': 1 } }),
        [verify, ...RECEIPT, open, COPY_LINK, ...AGAIN],
      ],
      [
        'all there already',
        onHub({ result: 'nothing to do', commit: null, counts: { unchanged: 1 } }),
        [verify, ...RECEIPT, COPY_LINK, ...AGAIN],
      ],
      [
        'all left out',
        onHub({ result: 'nothing to do', commit: null, counts: { skipped: 1 } }),
        [...RECEIPT, COPY_LINK, ...AGAIN],
      ],
      [
        'cancelled',
        onHub({ result: 'cancelled', commit: null, counts: { 'not committed': 1 } }),
        [retry, ...RECEIPT, COPY_LINK, ...AGAIN],
      ],
      [
        'failed',
        onHub({ result: 'failed', commit: null, counts: { failed: 1 } }),
        [retry, ...RECEIPT, COPY_LINK, ...AGAIN],
      ],
      [
        'committed without some that failed',
        { counts: { uploaded: 1, failed: 1 } },
        [retry, verify, ...RECEIPT, COPY_LINK, ...AGAIN],
      ],
    ];
    for (const [what, head, menu] of ended)
      it(what, () => assertCommands(finished(head), { inline: menu.filter((id) => id === retry), menu }));

    function assertCommands(node: UploadsNode, expected: RowCommands): void {
      assert.deepEqual(commandsOn('oxen.uploads', uploadItem(node)), expected);
    }
  });

  describe('of Review that is', () => {
    const toggle = 'oxen.review.toggle';
    const compare = 'oxen.review.compare';
    const anyway = 'oxen.review.uploadAnyway';
    const none: readonly string[] = [];
    for (const [what, label, inline, menu] of [
      ['the files', 'Files', none, [toggle]],
      ['a directory', 'sub', none, [toggle]],
      ['a new file', 'new', none, [toggle]],
      ['a changed file', 'changed', none, [toggle, compare]],
      ['a file of the same size', 'exists', none, [toggle, compare]],
      ['a file that is there already', 'unchanged', none, none],
      ['what needs a look', 'Needs a Look', none, none],
      ['something to be confirmed', '/home/ox is your home folder.', none, [toggle]],
      ['what is skipped', 'Skipped', none, none],
      ['ignored', '/elsewhere/ignored', [anyway], [anyway]],
      ['a link', '/elsewhere/link', none, none],
    ] as const)
      it(what, () => {
        const item = reviewRows().find((row) => row.label === label);
        assert.ok(item, label);
        assert.deepEqual(commandsOn('oxen.review', item), { inline, menu });
      });
  });

  describe('and those of the palette', () => {
    const always = commandsInPalette({});
    const reviewing = [
      'oxen.review.accept',
      'oxen.review.cancel',
      'oxen.review.editMessage',
      'oxen.review.showFiles',
    ];
    for (const [what, keys, added] of [
      ['while an upload is reviewed', { 'oxen.reviewing': true }, reviewing],
      [
        'while a review can be answered',
        { 'oxen.reviewReady': true },
        ['oxen.review.changeDestination', 'oxen.review.readAgain'],
      ],
      [
        'while another one could be resumed instead',
        { 'oxen.canResumeInstead': true },
        ['oxen.review.resumeInstead'],
      ],
      ['while an upload is not over', { 'oxen.uploading': true }, ['oxen.upload.cancel']],
      ['while one can be paused', { 'oxen.canPause': true }, ['oxen.upload.pause']],
      ['once there is a target', { 'oxen.hasTarget': true }, ['oxen.upload.again']],
    ] as const satisfies readonly (readonly [string, Keys, readonly string[]])[])
      it(what, () => {
        const shown = commandsInPalette(keys);
        assert.deepEqual(
          shown.filter((command) => !always.includes(command)),
          added,
        );
      });
  });
});

function inReview(): Upload {
  return new Upload(ORDER);
}

function running(): Upload {
  const upload = inReview();
  upload.approve(1);
  upload.meter.note({ type: 'phase', phase: 'sending' });
  return upload;
}

function waiting(): Upload {
  const upload = running();
  upload.meter.note({ type: 'phase', phase: 'waiting' });
  return upload;
}

function paused(): Upload {
  const upload = running();
  upload.control.pause();
  return upload;
}

function asking(): Upload {
  const upload = running();
  void upload.ask(() => new Promise(() => undefined));
  return upload;
}

function askingAboutFailed(): Upload {
  const upload = asking();
  void upload.askOrRetry(() => new Promise(() => undefined));
  return upload;
}

function interrupted(): InterruptedNode {
  const text = { message: 'm', author: 'a', email: 'e' };
  const begin = beginRecord({ id: 'i', at: 0, order: savedOrder(ORDER), text, files: 1 });
  const run = { ...begin, isTaken: false, hasStarted: true, left: undefined, decidedBranch: undefined };
  return new InterruptedNode({ run, order: ORDER }, new Journals(undefined));
}

function finished(rest: Partial<ReceiptHead>): FinishedNode {
  const target = { server: ORDER.target.origin, repository: 'ox/cats', branch: 'main', directory: '' };
  const head = receiptHead({ target, ...rest });
  return new FinishedNode({ head, path: '/nowhere' });
}

function onHub(rest: Partial<ReceiptHead>): Partial<ReceiptHead> {
  return { target: { server: HUB, repository: 'ox/cats', branch: 'main', directory: '' }, ...rest };
}

/** Every row of a review that has one of each kind. */
function reviewRows(): readonly vscode.TreeItem[] {
  const file = (path: string, standing: Standing) => ({ path, source: `/local/${path}`, size: 1, standing });
  const files = new ReviewedFiles({
    base: undefined,
    files: fileTable([
      file('changed', 'changed'),
      file('exists', 'exists'),
      file('new', 'new'),
      file('sub/deep', 'new'),
      file('unchanged', 'unchanged'),
    ]),
    skipped: [
      { path: '/elsewhere/ignored', reason: 'ignored' },
      { path: '/elsewhere/link', reason: 'symlink' },
    ],
    refused: [],
    failed: [],
    warnings: [],
    secrets: [],
    concerns: [{ kind: 'home-folder', path: '/home/ox', text: '/home/ox is your home folder.' }],
    text: undefined,
  });
  const tree = new ReviewTree(files);
  const all = (nodes: readonly ReviewNode[]): readonly ReviewNode[] =>
    nodes.flatMap((node) => [node, ...all(tree.children(node))]);
  return all(tree.roots()).map((node) => reviewItem(node, tree));
}
