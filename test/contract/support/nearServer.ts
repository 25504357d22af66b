import { buildVariant } from '../../faults/variant';

/**
 * Builds the headless command that takes no server for one far away: on a machine with much else to do one of its own
 * answers as late, and then nothing is begun that cannot be resumed.
 */
export function buildForNearServers(outfile: string): Promise<void> {
  return buildVariant(
    { 'upload/engines/lineSpeed.ts': { 'const FAR = 10;': 'const FAR = Infinity;' } },
    outfile,
  );
}
