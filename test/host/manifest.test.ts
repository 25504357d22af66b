import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import manifest from '../../package.json';
import nls from '../../package.nls.json';
import { DEFAULT_EXCLUDES } from '../../src/core/files/scan/excludeGlobs';

const ON_DISK = 'isFileSystemResource && resourceScheme != oxen';

/** What works on a row, and without one asks for it. */
const ASK_WHICH_ONE = [
  'oxen.web.open',
  'oxen.server.disconnect',
  'oxen.repository.create',
  'oxen.repository.open',
  'oxen.branch.create',
  'oxen.upload.here',
  'oxen.target.set',
  'oxen.repositories.copyLink',
  'oxen.repository.forget',
];

describe('the manifest', () => {
  before(async () => {
    await vscode.extensions.getExtension('oxen-upload.oxen-upload')?.activate();
  });

  it('contributes no command that is not registered', async () => {
    const registered = await vscode.commands.getCommands(true);
    const missing = manifest.contributes.commands.filter(({ command }) => !registered.includes(command));
    assert.deepEqual(missing, []);
  });

  it('gives the commands their fixed ids and titles', () => {
    const texts = new Map(Object.entries(nls));
    const titles = new Map(
      manifest.contributes.commands.map(({ command, title }) => [
        command,
        texts.get(title.replaceAll('%', '')),
      ]),
    );
    const fixed = {
      'oxen.upload.selection': 'Upload to Oxen…',
      'oxen.upload.again': 'Upload to Last Oxen Target',
      'oxen.upload.cancel': 'Cancel Upload',
      'oxen.upload.pause': 'Pause Upload',
      'oxen.upload.resume': 'Resume Upload',
      'oxen.upload.discard': 'Discard Interrupted Upload…',
      'oxen.upload.retry': 'Retry Failed Files',
      'oxen.upload.verify': 'Verify Again',
      'oxen.upload.showReceipt': 'Show Receipt',
      'oxen.upload.copyReceipt': 'Copy Receipt',
      'oxen.uploads.clear': 'Clear History…',
      'oxen.web.open': 'Open on Oxen.ai',
      'oxen.review.accept': 'Upload',
      'oxen.review.cancel': 'Cancel',
      'oxen.review.editMessage': 'Edit Message…',
      'oxen.review.changeDestination': 'Change Destination…',
      'oxen.review.showFiles': 'Review Files…',
      'oxen.server.connect': 'Connect to a Server…',
      'oxen.server.disconnect': 'Remove Server…',
      'oxen.target.choose': 'Choose Upload Target…',
      'oxen.target.set': 'Set as Upload Target',
      'oxen.repositories.refresh': 'Refresh Repositories',
      'oxen.log.show': 'Show Log',
    };
    for (const [id, title] of Object.entries(fixed)) assert.equal(titles.get(id), title);
    for (const { category } of manifest.contributes.commands) assert.equal(category, 'Oxen');
  });

  for (const menu of ['explorer/context', 'editor/title/context'] as const) {
    it(`offers uploads in ${menu} for resources of the file system, wherever they are`, () => {
      const entries = manifest.contributes.menus[menu];
      const whenOf = (id: string) => entries.find(({ command }) => command === id)?.when;
      assert.equal(whenOf('oxen.upload.selection'), ON_DISK);
      assert.equal(whenOf('oxen.upload.again'), `${ON_DISK} && oxen.hasTarget`);
      assert.equal(entries.length, 2);
    });
  }

  it('offers uploads beside the uploads and downloads of VS Code, and once in a menu', () => {
    const { menus } = manifest.contributes;
    assert.deepEqual(
      menus['explorer/context'].map(({ group }) => group),
      ['5b_importexport@90', '5b_importexport@91'],
    );
    assert.deepEqual(
      Object.keys(menus).filter((menu) => ['editor/context', 'editor/title'].includes(menu)),
      [],
    );
  });

  for (const menu of [
    'scm/resourceState/context',
    'scm/resourceFolder/context',
    'scm/resourceGroup/context',
  ] as const) {
    it(`offers uploads in ${menu}, where changes are files whatever lists them`, () => {
      assert.deepEqual(manifest.contributes.menus[menu], [
        { command: 'oxen.upload.selection', group: 'oxen@1' },
        { command: 'oxen.upload.again', when: 'oxen.hasTarget', group: 'oxen@2' },
      ]);
    });
  }

  it('excludes by default what the command line excludes', () => {
    const { default: globs } = manifest.contributes.configuration.properties['oxen.upload.exclude'];
    assert.deepEqual(Object.keys(globs), DEFAULT_EXCLUDES);
  });

  it('offers to refresh the Repositories view in its title', () => {
    const inTitle = manifest.contributes.menus['view/title'];
    assert.deepEqual(
      inTitle.filter(({ command }) => command === 'oxen.repositories.refresh'),
      [{ command: 'oxen.repositories.refresh', when: 'view == oxen.repositories', group: 'navigation@1' }],
    );
  });

  it('hides from the palette what works on a row alone, and the last target while there is none', () => {
    const whenOf = new Map(
      manifest.contributes.menus.commandPalette.map(({ command, when }) => [command, when]),
    );
    const onRows = new Set(
      manifest.contributes.menus['view/item/context']
        .filter(({ when }) => when.startsWith('view == oxen.repositories'))
        .map(({ command }) => command)
        .filter((command) => !ASK_WHICH_ONE.includes(command)),
    );
    for (const command of onRows) assert.equal(whenOf.get(command), 'false', command);
    assert.equal(whenOf.get('oxen.uploads.answer'), 'false');
    assert.equal(whenOf.get('oxen.uploads.copyLink'), 'false', 'there is one “Copy Link” in the palette');
    assert.equal(whenOf.get('oxen.upload.again'), 'oxen.hasTarget');
    assert.equal(whenOf.get('oxen.repositories.refresh'), undefined);
  });

  it('starts by itself only to look at what it keeps, and for addresses of its own', () => {
    assert.deepEqual(manifest.activationEvents, ['onStartupFinished', 'onFileSystem:oxen']);
  });

  it('runs where the files are, and says what it does without trust or disk', () => {
    assert.deepEqual(manifest.extensionKind, ['workspace']);
    assert.equal(manifest.capabilities.untrustedWorkspaces.supported, 'limited');
    assert.equal(manifest.capabilities.virtualWorkspaces.supported, false);
    assert.ok(manifest.capabilities.virtualWorkspaces.description);
  });
});
