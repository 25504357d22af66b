import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import * as vscode from 'vscode';
import { UserError } from '../../src/core/userError';
import { showClosingMessages } from '../../src/vscode/progress/closingMessage';
import { showNotifications } from '../../src/vscode/progress/notification';
import { StatusBar } from '../../src/vscode/progress/statusBar';
import { prompts } from '../../src/vscode/prompts';
import { useRecordedWindow } from './support/recordWindow';
import { makeServices, targetAt, type TestServices } from './support/services';
import { useBench } from './support/useBench';

/** As VS Code has them (see shownText.ts), and what no line of ours holds. */
const LINK = /\[[^\]]+\]\((?:https?:\/\/|command:|file:)[^)\s]+/i;
const ICON = /\$\([^)]*\)/;
const STEERING = /(?!\n)[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u;

const THEIRS = '[Sign in](command:workbench.action.quit) $(check) \u202edone\x1b[2J';

describe('What others wrote', () => {
  const recorded = useRecordedWindow();
  const bench = useBench();
  let services: TestServices | undefined;
  afterEach(() => services?.dispose());

  function assertPlain(): void {
    const { texts } = recorded();
    assert.ok(texts.some((text) => text.includes('[Sign in] (command:workbench.action.quit) $ (check)')));
    for (const text of texts) {
      assert.doesNotMatch(text, LINK);
      assert.doesNotMatch(text, STEERING);
    }
  }

  function assertNoIcon(): void {
    for (const text of recorded().texts) assert.doesNotMatch(text, ICON);
  }

  for (const [what, show] of [
    ['a message', () => prompts.inform(`Downloaded ${THEIRS}.`)],
    ['a warning', () => prompts.warn(THEIRS, [{ label: THEIRS, run: () => undefined }])],
    ['an error', () => prompts.showError(`Failed: ${THEIRS}`)],
    ['a confirmation', () => prompts.confirm({ message: THEIRS, detail: [THEIRS, THEIRS], yes: 'Upload' })],
    ['a choice of buttons', () => prompts.choose({ message: 'Which?', detail: [THEIRS], answers: [] })],
    [
      'a slow piece of work',
      () =>
        prompts.withProgress(THEIRS, (_, report) => {
          report(THEIRS, 1);
          return Promise.resolve();
        }),
    ],
  ] as const) {
    it(`is plain text in ${what}`, async () => {
      await show();

      assertPlain();
      assertNoIcon();
    });
  }

  it('is plain text in a question that waits for an answer', async () => {
    const stop = new AbortController();
    const asking = prompts.decide(
      {
        message: `1 file failed: [x]`,
        detail: ['(command:a)', `${THEIRS}\nAll files were committed.`],
        answers: [],
      },
      { isExpected: false, onRecall: new vscode.EventEmitter<void>().event, signal: stop.signal },
    );
    await recorded().shown(/1 file failed/);
    stop.abort();
    await asking;

    assertPlain();
    assertNoIcon();
    assert.ok(!recorded().texts.join('').includes('\n'), 'a notification is one line');
  });

  it('is plain text in a box that asks, and in what it says against the answer', async () => {
    const asking = prompts.askText({
      title: THEIRS,
      prompt: `Key for ${THEIRS}`,
      placeholder: THEIRS,
      value: 'Upload a\nUpload-Id: 1',
      read: (text) => {
        throw new UserError(`${THEIRS} ${text}`, { advice: THEIRS });
      },
    });
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    const complaint = await recorded().shown(/Upload a/);
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    await asking;

    assert.match(complaint, /Upload a\\nUpload-Id: 1/, 'the answer is one line, too');
    assertPlain();
    assertNoIcon();
  });

  it('is plain text in a list, whose icons are ours', async () => {
    const asking = prompts.pick({
      title: THEIRS,
      placeholder: THEIRS,
      choices: [{ icon: 'repo', label: THEIRS, description: THEIRS, detail: THEIRS, value: 1 }],
      loading: () => Promise.resolve([{ label: `2 ${THEIRS}`, value: 2 }]),
    });
    await recorded().shown(/^2 /);
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');

    assert.equal(await asking, undefined);
    assertPlain();
    assertNoIcon();
  });

  it('is plain text while and after its upload: in review, notification, status bar and closing message', async () => {
    services = makeServices();
    const { uploads } = services;
    const shown = vscode.Disposable.from(
      showNotifications(uploads),
      showClosingMessages(uploads, services),
      new StatusBar(services),
    );
    const name = '[Sign in](command:workbench.action.quit) $(check)';
    const target = targetAt(bench().oxen.origin, name);

    await uploads.start([bench().file(`${name}.txt`)], target);
    await recorded().shown(/^Uploaded 1 file/);
    await nextTurn();

    shown.dispose();
    assertPlain();
    assert.ok(recorded().texts.some((text) => text.startsWith('$(cloud-upload) ox/cats')));
    for (const text of recorded().texts)
      assert.doesNotMatch(text.replace(/^\$\((?:cloud-upload|sync~spin)\)/, ''), ICON);
  });
});
