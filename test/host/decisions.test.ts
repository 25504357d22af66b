import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import * as vscode from 'vscode';
import { type Prompts, prompts } from '../../src/vscode/prompts';
import { useRecordedWindow } from './support/recordWindow';
import type { TextQuestion } from '../../src/vscode/prompts/askText';
import { closingOf } from '../../src/vscode/progress/closingWords';
import type { OpenReview } from '../../src/vscode/uploads/review/openReview';
import type { UploadEnding } from '../../src/core/upload/process/ending';
import type { Upload } from '../../src/vscode/uploads/upload';
import { makeServices, pressing, targetAt, type TestServices } from './support/services';
import { useBench } from './support/useBench';

describe('an upload that cannot know what is wanted', () => {
  const bench = useBench();
  let services: TestServices | undefined;
  afterEach(() => services?.dispose());

  /** Uploads a.txt and b.txt; `meanwhile` happens after they were looked at, before the user says yes. */
  function upload(
    { prompts: scripted }: { readonly prompts: Partial<Prompts> },
    meanwhile: () => unknown = () => undefined,
    selection = [bench().file('a.txt'), bench().file('b.txt')],
  ): Promise<UploadEnding | undefined> {
    const askText = async <T>(question: TextQuestion<T>) =>
      question.read(question.value ?? '', new AbortController().signal);
    const review = async (review: OpenReview) => {
      await meanwhile();
      review.accept();
    };
    services = makeServices({ askText, ...scripted }, { review });
    return services.uploads.start(selection, target());
  }

  describe('because a file has failed,', () => {
    const remove = () => bench().remove('b.txt');

    it('names it with the reason, and sends it once more', async () => {
      const buttons = pressing('Retry Failed');
      const decide: Prompts['decide'] = (question) => {
        bench().file('b.txt', 'changed meanwhile');
        return buttons.prompts.decide(question);
      };
      const ending = await upload({ prompts: { decide } }, remove);

      assert.match(
        buttons.questions[0] ?? '',
        /^1 file failed on the way to ox\/cats · main\. .*b\.txt no longer exists/,
      );
      assert.match(textOf(ending), /^Uploaded 2 files \(22 B\)/, 'a.txt, and b.txt as it is now');
      assert.equal(await bench().read('b.txt'), 'changed meanwhile');
    });

    it('commits the others, and tells which one is missing', async () => {
      const ending = await upload(pressing('Commit the Others'), remove);

      assert.match(
        textOf(ending),
        /^Uploaded 1 of 2 files \(5 B\) to ox\/cats · main as \w{7}; 1 failed: .*b\.txt no longer exists/,
      );
      assert.deepEqual([await bench().read('a.txt'), await bench().read('b.txt')], ['a.txt', undefined]);
    });

    it('commits nothing when it is discarded', async () => {
      const ending = await upload(pressing('Discard'), remove);

      assert.match(textOf(ending), /b\.txt no longer exists.* Nothing was committed/);
      assert.equal(await bench().read('a.txt'), undefined);
      assert.deepEqual(await bench().workspaces(), []);
    });

    it('shows that it waits, and ends when it is cancelled meanwhile', async () => {
      let isAsked: () => void = () => undefined;
      const asked = new Promise<void>((resolve) => (isAsked = resolve));
      const ending = upload(
        {
          prompts: {
            decide: (_, { signal }) => {
              isAsked();
              return new Promise((resolve) => signal.addEventListener('abort', () => resolve(undefined)));
            },
          },
        },
        remove,
      );
      await asked;
      const running = services?.uploads.all[0];
      assert.equal(running?.state, 'asking');
      assert.equal(running.meter.progress().waiting, 'waiting for your answer');

      running.cancel();

      assert.match(textOf(await ending), /was cancelled/);
      assert.deepEqual(await bench().workspaces(), []);
    });
  });

  describe('and whose question is cleared away', () => {
    const recorded = useRecordedWindow();

    it('asks again only when somebody wants to see it', async () => {
      const stop = new AbortController();
      const recall = new vscode.EventEmitter<void>();
      const asking = prompts.decide(
        { message: 'Which one?', answers: [{ label: 'Yes', value: 'yes' }] },
        { isExpected: false, signal: stop.signal, onRecall: recall.event },
      );
      const shown = () => recorded().texts.filter((text) => text === 'Which one?').length;
      await nextTurn();
      assert.equal(shown(), 1);
      recall.fire();
      await nextTurn();
      assert.equal(shown(), 3, 'in front, and put aside once more');

      stop.abort();
      assert.equal(await asking, undefined);
    });
  });

  describe('because somebody else was faster,', () => {
    const theirs = () => bench().commitOfOthers({ 'a.txt': 'theirs' });

    it('names the files, and overwrites them', async () => {
      const buttons = pressing('Overwrite');
      const ending = await upload(buttons, theirs);

      assert.deepEqual(buttons.questions, [
        '1 file on ox/cats · main was changed by someone else since you started. a.txt',
      ]);
      assert.match(textOf(ending), /^Uploaded 2 files/);
      assert.equal(await bench().read('a.txt'), 'a.txt');
    });

    it('compares first when that is chosen, aside from then on, and overwrites last', async () => {
      const asked: (readonly string[])[] = [];
      const expected: boolean[] = [];
      const pressed = ['Compare…', 'Overwrite'];
      const decide: Prompts['decide'] = ({ answers }, { isExpected }) => {
        asked.push(answers.map(({ label }) => label));
        expected.push(isExpected);
        const label = pressed.shift();
        return Promise.resolve(answers.find((answer) => answer.label === label)?.value);
      };
      const ending = await upload({ prompts: { decide } }, theirs);

      const order = ['Compare…', 'New Branch…', 'Skip These', 'Cancel', 'Overwrite'];
      assert.deepEqual(asked, [order, order]);
      assert.deepEqual(expected, [true, false]);
      assert.match(textOf(ending), /^Uploaded 2 files/);
      const { activeTab } = vscode.window.tabGroups.activeTabGroup;
      assert.ok(activeTab?.input instanceof vscode.TabInputTextDiff);
      assert.deepEqual([activeTab.input.original.scheme, activeTab.input.modified.scheme], ['oxen', 'file']);
    });

    it('leaves them as they are, and uploads the others', async () => {
      const ending = await upload(pressing('Skip These'), theirs);

      assert.match(
        textOf(ending),
        /^Uploaded 1 file \(5 B\) to ox\/cats · main as \w{7}\. a\.txt was skipped: changed on the branch/,
      );
      assert.deepEqual([await bench().read('a.txt'), await bench().read('b.txt')], ['theirs', 'b.txt']);
    });

    it('goes to a new branch, and says so', async () => {
      let running: Upload | undefined;
      const ending = await upload(pressing('New Branch…'), async () => {
        running = services?.uploads.all[0];
        await theirs();
      });

      const branch = ending?.kind === 'ran' ? ending.receipt.branch : '';
      assert.match(branch, /^main-\d{4}-\d\d-\d\dT\d{4}$/);
      assert.equal(running?.target.branch, branch, 'its row and its questions name that one');
      assert.ok(textOf(ending).startsWith(`Uploaded 2 files (10 B) to ox/cats · ${branch} as `));
      assert.deepEqual(
        [await bench().read('a.txt'), await bench().read('a.txt', branch)],
        ['theirs', 'a.txt'],
      );
    });

    it('is cancelled, and commits nothing', async () => {
      const ending = await upload(pressing('Cancel'), theirs);

      assert.match(textOf(ending), /was cancelled\. Nothing was committed/);
      assert.equal(await bench().read('b.txt'), undefined);
      assert.deepEqual(await bench().workspaces(), []);
    });
  });

  function target() {
    return targetAt(bench().oxen.origin);
  }

  function textOf(ending: UploadEnding | undefined): string {
    assert.ok(ending);
    return closingOf(ending, target()).text;
  }
});
