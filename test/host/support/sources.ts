/** The services behind the Repositories view, with a memory of their own. */
import * as vscode from 'vscode';
import { type Origin, parseOrigin } from '../../../src/core/oxen/address';
import type { Sources } from '../../../src/vscode/views/sources';
import { makeServices } from './services';

export interface TestSources extends Sources {
  /** Connects as *Connect to a Server…* would in the end. */
  connect(origin: string, key?: string): Promise<Origin>;
}

/** Made again for each test of the `describe` it is called in; afterwards no server is connected. */
export function useSources(): () => TestSources {
  let made: { readonly sources: TestSources; dispose(): void } | undefined;
  beforeEach(() => {
    const { accounts, targets, opened, log, dispose } = makeServices();
    const connect = async (address: string, key?: string) => {
      const origin = parseOrigin(address);
      await accounts.add(origin, key);
      return origin;
    };
    made = { sources: { accounts, targets, opened, log, connect }, dispose };
  });
  afterEach(async () => {
    made?.dispose();
    await setServers([]);
  });
  return () => {
    if (made === undefined) throw new Error('Use it in tests and hooks only.');
    return made.sources;
  };
}

export async function setServers(origins: readonly string[]): Promise<void> {
  const settings = vscode.workspace.getConfiguration('oxen');
  await settings.update('servers', origins, vscode.ConfigurationTarget.Global);
}
