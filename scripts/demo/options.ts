import { parseArgs } from 'node:util';
import { UserError } from '../../src/core/userError';

export interface DemoOptions {
  readonly mode: 'browser' | 'check' | 'desktop';
  /** Of the real server that is to run; without it the project's small one does. */
  readonly version: string | undefined;
}

const USAGE = `usage: npm run demo [-- [--check | --desktop] [--server VERSION]]
  --check            try it out with a headless browser; exit code 0 when it works
  --desktop          in the VS Code on the PATH instead of the browser
  --server VERSION   with the real oxen-server of that version, which “npm run oxen-server -- VERSION” builds`;

/** @throws UserError for arguments that it does not know */
export function parseOptions(args: readonly string[]): DemoOptions {
  const { check, desktop, server } = values(args);
  if (check && desktop) throw new UserError(USAGE);
  const mode = check ? 'check' : desktop ? 'desktop' : 'browser';
  return { mode, version: server };
}

function values(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        check: { type: 'boolean', default: false },
        desktop: { type: 'boolean', default: false },
        server: { type: 'string' },
      },
    }).values;
  } catch (cause) {
    throw new UserError(USAGE, { cause });
  }
}
