import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { commitFiles } from '../support/commitFiles';
import * as ui from './support/actions';
import { useConnected } from './support/useConnected';

const QUESTION = '1 file on ox/cats · main was changed by someone else since you started.';

describe('a conflict, answered by Enter alone', () => {
  let page: Page;
  const connected = useConnected({
    remote: { cats: { 'contended.txt': 'as it was\n' } },
    files: { 'contended.txt': 'ours\n' },
  });
  const { workbench } = connected;

  before('upload while somebody else is faster', async () => {
    ({ page } = connected);
    await ui.chooseFromContextMenu(page, ui.explorerRow(page, 'contended.txt'), 'Upload to Oxen…');
    for (const answer of ['ox/cats', 'main']) await ui.quickItem(page, answer).click();
    await ui.reviewText(page).waitFor();
    await commitFiles(connected.repository('cats'), { 'contended.txt': 'theirs\n' });
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
    return (await fetch(`${connected.oxen.origin}/api/repos/ox/cats/file/main/contended.txt`)).text();
  }
});
