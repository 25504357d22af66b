import { homedir, userInfo } from 'node:os';
import { isAbsolute } from 'node:path';

/**
 * The user's home folder, absolute; `undefined` for a user who has none, as in a container that runs under a number
 * without a name. Of `HOME=` and of a relative one `os.homedir` makes a path below the current folder, and without an
 * entry in passwd it throws.
 */
export function homeFolder(): string | undefined {
  for (const ask of [homedir, () => userInfo().homedir]) {
    try {
      const home = ask();
      if (isAbsolute(home)) return home;
    } catch {
      // no entry
    }
  }
  return undefined;
}
