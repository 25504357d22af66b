import assert from 'node:assert/strict';
import { targetText } from '../../src/core/upload/target/knownTarget';
import { chooseWhereTo } from '../../src/vscode/choosing/chooseKnownTarget';
import { chooseTarget } from '../../src/vscode/choosing/chooseTarget';
import type { ListQuestion } from '../../src/vscode/prompts/pick';
import { BACK } from '../../src/vscode/prompts/stepped';
import { makeServices, targetAt, type TestServices } from './support/services';
import { setServers } from './support/sources';
import { useBench } from './support/useBench';

const OTHER_SERVER = 'http://localhost:3999';

describe('the questions for a target', () => {
  const bench = useBench();
  let services: TestServices | undefined;
  beforeEach(() => bench().commitOfOthers({ 'data/a.txt': 'alpha' }));
  afterEach(async () => {
    services?.dispose();
    await setServers([]);
  });

  it('are two before an upload to the only server: the review asks the third', async () => {
    const asked = await answering(['ox/cats', 'main']);

    const target = await chooseWhereTo(asked.services);

    assert.equal(target && targetText(target), 'ox/cats · main');
    assert.deepEqual(asked.questions, ['1/2 no way back: Which repository?', '2/2: Which branch?']);
  });

  it('are four where several servers are known and the directory is chosen, too', async () => {
    const { origin } = bench().oxen;
    const asked = await answering([origin, 'ox/cats', 'main', 'data'], [OTHER_SERVER]);

    const target = await chooseTarget(asked.services, { upTo: 'directory' });

    assert.ok(target !== undefined && target !== BACK);
    assert.equal(targetText(target), 'ox/cats · main · data');
    assert.deepEqual(asked.questions, [
      '1/4 no way back: On which server?',
      '2/4: Which repository?',
      '3/4: Which branch?',
      '4/4: Choose a directory or type its path',
    ]);
  });

  it('lead back to the one before, as far as the targets that are known', async () => {
    const asked = await answering(['Other Target…', 'ox/cats', BACK, BACK, 'ox/cats · main']);
    await asked.services.targets.use(targetAt(bench().oxen.origin));

    const target = await chooseWhereTo(asked.services);

    assert.equal(target && targetText(target), 'ox/cats · main');
    assert.deepEqual(asked.questions, [
      'no way back: Where to?',
      '1/2: Which repository?',
      '2/2: Which branch?',
      '1/2: Which repository?',
      'no way back: Where to?',
    ]);
  });

  /** A user who chooses these, by their labels; without any left, Escape. */
  async function answering(answers: (string | typeof BACK)[], others: readonly string[] = []) {
    const questions: string[] = [];
    const pick = async <T>(question: ListQuestion<T>): Promise<T | undefined> => {
      const { step, placeholder, choices, loading, last, back } = question;
      const [short = ''] = placeholder.split(/(?<=\?)/);
      const place = [
        ...(step === undefined ? [] : [`${step.number}/${step.of}`]),
        ...(back === undefined ? ['no way back'] : []),
      ];
      questions.push(`${place.join(' ')}: ${short}`);
      const answer = answers.shift();
      if (answer === BACK) return back;
      const loaded = (await loading?.(new AbortController().signal)) ?? [];
      const found = [...choices, ...loaded, ...(last ? [last] : [])].find(({ label }) => label === answer);
      return found?.value;
    };
    services = makeServices({ pick });
    await setServers([bench().oxen.origin, ...others]);
    return { questions, services };
  }
});
