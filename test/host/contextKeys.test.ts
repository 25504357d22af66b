import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import manifest from '../../package.json';
import { useProxy } from '../contract/support/proxy';
import { syncContextKeys } from '../../src/vscode/syncContextKeys';
import { makeServices, targetAt, type TestServices } from './support/services';
import { useBench } from './support/useBench';
import { whenSo } from './support/whenSo';

describe('what menus know of the review', () => {
  const bench = useBench();
  const proxied = useProxy();
  let services: TestServices;
  const keys = new Map<string, unknown>();
  const { executeCommand } = vscode.commands;
  const setKey = (command: string, ...[key, value]: [string, unknown]) => {
    if (command === 'setContext') keys.set(key, value);
    return Promise.resolve();
  };
  beforeEach(() => {
    services = makeServices({}, { review: () => undefined });
    assert.ok(Reflect.set(vscode.commands, 'executeCommand', setKey));
  });
  afterEach(() => {
    Reflect.set(vscode.commands, 'executeCommand', executeCommand);
    services.dispose();
  });

  it('is whether there is one, and whether its numbers stand: what needs them is not offered before', async () => {
    const syncing = syncContextKeys(services);
    const proxy = await proxied(bench().oxen.origin);
    const held = proxy.hold('GET', /\/branches$/);
    const ending = services.uploads.start([bench().file('a.txt')], targetAt(proxy.origin));
    await held.reached;
    assert.deepEqual(offered(), ['accept', 'cancel', 'editMessage', 'showFiles']);

    held.release();
    await whenSo(() => services.reviews.current?.isReady === true, services.reviews);
    assert.deepEqual(offered(), [
      'accept',
      'cancel',
      'editMessage',
      'changeDestination',
      'showFiles',
      'readAgain',
    ]);

    services.uploads.all[0]?.cancel();
    await ending;
    assert.deepEqual(offered(), []);
    syncing.dispose();
  });

  /** Commands of the review in the palette. */
  function offered(): readonly string[] {
    return manifest.contributes.menus.commandPalette
      .filter(({ command, when }) => command.startsWith('oxen.review.') && keys.get(when) === true)
      .map(({ command }) => command.replace('oxen.review.', ''));
  }
});
