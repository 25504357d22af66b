const KiB = 1024;
export const MiB = 1024 * KiB;

export function inMiB(bytes: number): string {
  return `${(bytes / MiB).toFixed(bytes < 10 * MiB ? 1 : 0)} MiB`;
}
