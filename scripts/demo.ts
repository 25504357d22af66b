/**
 * From nothing to an upload in one command: an Oxen server with a repository, and VS Code with the built extension,
 * connected to it. All that it starts and writes goes with this process.
 */
import { UserError } from '../src/core/userError';
import { installVsix, startServer } from '../test/vscode-host/codeServer';
import { workbenchUrl } from '../test/vscode-host/workbench';
import { check } from './demo/check';
import { requireDesktop, runDesktop } from './demo/desktop';
import { type DemoOptions, parseOptions } from './demo/options';
import { requireBinary } from './demo/server';
import { setStage, type Stage } from './demo/stage';
import { stopWhenTold } from './demo/stop';
import { runStep } from './steps';

const SET_UP_LIMIT_MS = 20 * 60_000; // packages of the system and of npm, over a slow line

async function main(): Promise<void> {
  const { mode, version } = parseOptions(process.argv.slice(2));
  stopWhenTold(mode === 'check' ? 1 : 0);
  const binary = version === undefined ? undefined : requireBinary(version);
  if (mode === 'desktop') requireDesktop();
  await setUp(mode);
  const stage = await setStage(binary);

  switch (mode) {
    case 'browser':
      printWhatToTry(stage, `Open this in a browser:\n\n  ${await openInBrowser(stage)}`);
      return;
    case 'check':
      await check(stage, await openInBrowser(stage));
      return process.exit(0);
    case 'desktop':
      printWhatToTry(stage, 'VS Code opens in a window of its own.');
      await runDesktop(stage);
      return process.exit(0);
  }
}

async function setUp(mode: DemoOptions['mode']): Promise<void> {
  for (const script of mode === 'desktop' ? ['package'] : ['setup', 'package']) {
    const { failed } = await runStep(
      { name: script, script: [script] },
      { limitMs: SET_UP_LIMIT_MS, isAlone: true },
    );
    if (failed.length === 0) continue;
    throw new UserError(`“npm run ${script}” failed, see above.`, {
      ...(script === 'setup' && { advice: 'With VS Code on the PATH, try: npm run demo -- --desktop' }),
    });
  }
}

/** @returns the address of VS Code, with the extension installed and the sample folder open */
async function openInBrowser({ folder, scratch, vsix }: Stage): Promise<string> {
  installVsix(scratch, vsix);
  return workbenchUrl(await startServer(scratch), folder);
}

function printWhatToTry({ repository }: Stage, where: string): void {
  console.log(`
${where}

Then right-click labels.csv, the folder photos or purring.raw (30 MB) in the Explorer and choose “Upload to Oxen…”.
The Oxen server is connected and asks for no key; its repository is ${repository.name}. Enter accepts what is offered.
Uploads are slowed to 5 MB a second, so that there is time to look, pause and cancel (oxen.upload.limitRate).

Ctrl-C ends all of it and leaves nothing behind.
`);
}

main().catch((error: unknown) => {
  console.error(error instanceof UserError ? [error.message, error.advice].filter(Boolean).join(' ') : error);
  process.exit(1); // servers may be running
});
