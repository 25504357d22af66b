import type { SkippedFile, SkipReason } from '../../files/localFile';
import type { Preparation, PreparedFile } from './preparation';
import { reasonForSecrecy, type Secret } from './secretNames';

/** The file, where it is to be sent and looks like a secret. */
export function secretIn({ source, path, standing, digest }: PreparedFile): readonly Secret[] {
  if (standing === 'unchanged') return [];
  const reason = reasonForSecrecy({ path: source, destination: path }, digest);
  return reason === undefined ? [] : [{ path: source, destination: path, reason }];
}

/** Those of the preparation that nobody has approved. @param allowed paths in the repository that may go */
export function secretsBeyond({ secrets }: Preparation, allowed: readonly string[]): readonly Secret[] {
  const may = new Set(allowed);
  return secrets.filter(({ destination }) => !may.has(destination));
}

/** The preparation without these: they are skipped. */
export function leaveOut(preparation: Preparation, secrets: readonly Secret[]): Preparation {
  const reasons = new Map(secrets.map(({ destination, reason }) => [destination, reason]));
  return withoutFiles(preparation, ({ path }) => reasons.get(path));
}

/** The preparation without the files that there is a reason to skip. */
export function withoutFiles(
  preparation: Preparation,
  reasonToSkip: (file: PreparedFile, index: number) => SkipReason | undefined,
): Preparation {
  const skipped: SkippedFile[] = [];
  const left = new Set<string>();
  const files = preparation.files.filter((file, index) => {
    const reason = reasonToSkip(file, index);
    if (reason === undefined) return true;
    skipped.push({ path: file.source, reason, destination: file.path, size: file.size });
    left.add(file.path);
    return false;
  });
  if (skipped.length === 0) return preparation;
  return {
    ...preparation,
    files,
    secrets: preparation.secrets.filter(({ destination }) => !left.has(destination)),
    skipped: [...preparation.skipped, ...skipped],
  };
}
