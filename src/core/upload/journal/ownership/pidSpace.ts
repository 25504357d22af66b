import { readFileSync, readlinkSync } from 'node:fs';

let known: { readonly space: string | undefined } | undefined;

/**
 * Where the number of a process means the same process as here: on Linux the PID namespace of a boot, so that neither
 * containers with one name and one home are mixed up, nor machines, nor what ran before a restart. Elsewhere all
 * processes of a machine share their numbers.
 *
 * @returns `undefined` where it cannot be known, as without `/proc`
 * @see pid_namespaces(7), random(4) for `boot_id`
 */
export function pidSpace(): string | undefined {
  known ??= { space: process.platform === 'linux' ? linuxSpace() : process.platform };
  return known.space;
}

function linuxSpace(): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return undefined;
  }
}
