import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { startOxenServer, type Repository, type RunningOxenServer } from '../oxen-server';
import { commitFiles } from '../support/commitFiles';
import * as ui from './support/actions';
import { useWorkbench } from './support/useWorkbench';

const QUESTION = '1 file on ox/cats · main was changed by someone else since you started.';

describe('a conflict, answered by Enter alone', () => {
  let oxen: RunningOxenServer;
  let page: Page;
  let cats: Repository;

  before('start a server', async () => {
    oxen = await startOxenServer();
    cats = oxen.createRepository('ox', 'cats');
    await commitFiles(cats, { 'contended.txt': 'as it was\n' });
  });
  after('stop the server', () => oxen.close());

  const workbench = useWorkbench(() => ({
    files: { 'contended.txt': 'ours\n' },
    settings: {
      'oxen.servers': [oxen.origin],
      'oxen.commit.author': 'Ox',
      'oxen.commit.email': 'ox@example.com',
    },
  }));

  before('upload while somebody else is faster', async () => {
    page = workbench.page;
    page.setDefaultTimeout(15_000);
    await ui.chooseFromContextMenu(page, ui.explorerRow(page, 'contended.txt'), 'Upload to Oxen…');
    for (const answer of ['ox/cats', 'main']) await ui.quickItem(page, answer).click();
    await ui.reviewText(page).waitFor();
    await commitFiles(cats, { 'contended.txt': 'theirs\n' });
    await ui.acceptReview(page);
    await ui.dialog(page, QUESTION).waitFor();
  });

  it('opens the comparison, and overwrites nothing', async () => {
    await workbench.shoot('conflict asked');
    await page.keyboard.press('Enter');

    await page.locator('.editor.original', { hasText: 'theirs' }).waitFor();
    await page.locator('.editor.modified', { hasText: 'ours' }).waitFor();
    await workbench.shoot('conflict compared');
    assert.equal(await onMain(), 'theirs\n');
  });

  it('still asks, aside, where Enter answers nothing', async () => {
    const question = ui.notification(page, QUESTION);
    await question.waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');

    await question.getByRole('button', { name: 'Skip These' }).click();
    await ui.notification(page, 'Nothing to upload').waitFor();
    assert.equal(await onMain(), 'theirs\n');
  });

  async function onMain(): Promise<string> {
    return (await fetch(`${oxen.origin}/api/repos/ox/cats/file/main/contended.txt`)).text();
  }
});
