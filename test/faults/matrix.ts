import type { ServerKind } from '../contract/support/servers';
import { type Engine, ENGINES } from './engines';
import type { Fault } from './fault';
import { FAULTS } from './faults';
import { Random } from './random';
import { nameOf, SERVERS } from './servers';

export interface Cell {
  /** `engine/fault/server` */
  readonly name: string;
  readonly engine: Engine;
  readonly fault: Fault;
  readonly server: ServerKind;
}

/** Every engine with every fault on every server, where there is such a thing; server by server. */
const CELLS: readonly Cell[] = SERVERS.flatMap((server) =>
  ENGINES.filter(({ versions }) => versions.includes(server.version)).flatMap((engine) =>
    FAULTS.filter(({ befalls }) => befalls?.(engine, server) ?? true).map((fault) => ({
      name: `${engine.name}/${fault.name}/${nameOf(server)}`,
      ...{ engine, fault, server },
    })),
  ),
);

/** In every sample: what would be worst to lose unnoticed. */
const ALWAYS = ['stage-files/flipped-bit/*', '*/uploader-killed-read-back/*', '*/race-lost-ref/*'];

/**
 * The cells that fit `only`. A sample of them has as many different faults as it can, and small servers only: they are
 * the same everywhere.
 */
export function cells({
  seed,
  only,
  sample,
}: {
  seed: string;
  only: string;
  sample: number;
}): readonly Cell[] {
  const wanted = CELLS.filter(({ name }) => fits(name, only));
  if (sample === Infinity) return wanted;

  const small = new Random(`${seed} sample`).shuffled(wanted.filter(({ server }) => server.kind === 'small'));
  const always = ALWAYS.flatMap((name) => small.find((cell) => fits(cell.name, name)) ?? []);
  const oneOfEach = new Map([...small, ...always].map((cell) => [cell.fault, cell])).values();
  const chosen = [...new Set([...always, ...oneOfEach, ...small])].slice(0, sample);
  return wanted.filter((cell) => chosen.includes(cell));
}

export function fits(name: string, only: string): boolean {
  const parts = name.split('/');
  return only.split('/').every((wanted, index) => wanted === '*' || wanted === parts[index]);
}
