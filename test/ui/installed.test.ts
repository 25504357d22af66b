import assert from 'node:assert/strict';
import { contextMenu, explorerRow, runCommand } from './support/actions';
import { useWorkbench } from './support/useWorkbench';

describe('the packaged extension, installed', () => {
  const workbench = useWorkbench({ files: { 'a.txt': 'alpha\n', 'data/b.txt': 'beta\n' } });

  for (const name of ['a.txt', 'data']) {
    it(`offers "Upload to Oxen…" in the Explorer's menu of ${name}`, async () => {
      const { page } = workbench;

      const menu = await contextMenu(page, explorerRow(page, name));

      await menu.getByRole('menuitem', { name: 'Upload to Oxen…' }).waitFor();
      await page.keyboard.press('Escape');
      await menu.waitFor({ state: 'hidden' });
    });
  }

  it('has no broken pictures in its details', async () => {
    const { page } = workbench;
    await runCommand(page, 'Extensions: Show Installed Extensions');
    await page.locator('.extension-list-item', { hasText: 'Oxen Upload' }).click();
    const details = page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
    await details.getByRole('heading', { name: 'Your first upload' }).waitFor();
    await workbench.shoot('installed details');
    assert.equal(await details.locator('img').count(), 0, 'it could not show them');
    assert.ok(!(await details.locator('body').innerText()).includes('!['));
  });
});
