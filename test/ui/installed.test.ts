import { contextMenu, explorerRow } from './support/actions';
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
});
