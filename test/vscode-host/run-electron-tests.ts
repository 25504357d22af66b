/** Runs test/host/ in a desktop VS Code, which is downloaded first: for machines that can. */
import { runTests } from '@vscode/test-electron';
import { bundleHostTests } from './bundleHostTests';
import { makeScratch, makeWorkspace, removeScratch, root } from './codeServer';
import { hostWorkspace } from './hostWorkspace';

const OLDEST_SUPPORTED = '1.100.0'; // engines.vscode in package.json

async function main(): Promise<void> {
  const extensionTestsPath = await bundleHostTests();
  const scratch = makeScratch();
  try {
    await runTests({
      version: process.env['VSCODE_VERSION'] ?? OLDEST_SUPPORTED,
      extensionDevelopmentPath: root,
      extensionTestsPath,
      launchArgs: [
        makeWorkspace(scratch, hostWorkspace),
        ...['--disable-extensions', '--disable-workspace-trust', '--skip-welcome', '--skip-release-notes'],
      ],
    });
  } finally {
    removeScratch(scratch);
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
