import type { ServerKind } from '../../contract/support/servers';
import { fits } from '../matrix';
import { nameOf, SERVERS } from '../servers';
import { LIES } from '.';
import type { Lie } from './lie';

export interface LieCell {
  /** `liar/LIE/SERVER` */
  readonly name: string;
  readonly lie: Lie;
  readonly server: ServerKind;
}

/** Every lie about a small server, and the worst ones about real ones: most is not the server's own words. */
const CELLS: readonly LieCell[] = SERVERS.flatMap((server) =>
  LIES.filter(({ versions = ['0.65.2'], isCore }) => {
    return versions.includes(server.version) && (server.kind === 'small' || isCore === true);
  }).map((lie) => ({ name: `liar/${lie.name}/${nameOf(server)}`, lie, server })),
);

/** The cells that fit `only`; a sample of them is always the same. */
export function lieCells({ only, sample }: { only: string; sample: number }): readonly LieCell[] {
  const wanted = CELLS.filter(({ name }) => fits(name, only));
  if (sample === Infinity) return wanted;
  return wanted.filter(({ lie, server }) => lie.isCore && server.kind === 'small');
}
