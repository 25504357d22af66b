import type { Preparation } from './preparation';
import type { Secret } from './secretNames';

/** Those of the preparation that nobody has approved. @param allowed paths in the repository that may go */
export function secretsBeyond({ secrets }: Preparation, allowed: readonly string[]): readonly Secret[] {
  const may = new Set(allowed);
  return secrets.filter(({ destination }) => !may.has(destination));
}

/** The preparation without these: they are skipped. */
export function leaveOut(preparation: Preparation, secrets: readonly Secret[]): Preparation {
  if (secrets.length === 0) return preparation;
  const left = new Set<string>(secrets.map(({ destination }) => destination));
  return {
    ...preparation,
    files: preparation.files.filter(({ path }) => !left.has(path)),
    secrets: preparation.secrets.filter(({ destination }) => !left.has(destination)),
    skipped: [...preparation.skipped, ...secrets.map(({ path, reason }) => ({ path, reason }))],
  };
}
