import { t } from '@vscode/l10n';
import { UserError } from '../../userError';
import type { ServerFeatures } from '../../oxen/server/serverVersion';
import { SMALL_FILE_BYTES } from '../plan/plan';
import {
  type BatchEngine,
  type Content,
  type Engine,
  type LargeFileEngine,
  type Situation,
  SUITABILITY,
} from './engine';
import type { ServerMemory } from './serverMemory';
import { canStageStored } from './stageStored';

/** What the user asked for: `auto`, or the name of one engine for everything that it can carry. */
export type EngineSetting = string;

/** What engines are chosen by. */
export interface Choice extends Pick<Situation, 'store'> {
  readonly engines: readonly Engine[];
  readonly engine: EngineSetting;
  readonly servers: ServerMemory;
}

/** Before anything is sent a line is taken for a slow one, so that enough room is asked for; in bytes a second. */
export const SLOW_SPEED = 4_000_000;
/** What survives no pause and no crash is for what is through in so many seconds (docs/engines.md#choice). */
export const SESSION_TIME = 12;

/** How a content gets to the server: which engine takes a large one shows in its turn. */
export type Route = BatchEngine | 'as a large file';

/**
 * Finds the route of each content.
 *
 * @returns what throws a UserError when this server offers none
 */
export function routeFinder(choice: Choice, features: ServerFeatures): (blob: Content) => Route {
  const situation = { features, store: choice.store };
  const forBatches = choice.engines.filter((one) => one.carries === 'batch');
  const batchEngineFor = batchEngineChooser(forBatches, choice.engine, situation);
  return (blob) => {
    if (blob.size <= SMALL_FILE_BYTES) return batchEngineFor(blob);
    enginesFor(blob, choice, { ...situation, speed: SLOW_SPEED }); // throws where the chosen one cannot
    return 'as a large file';
  };
}

/**
 * The engines that can carry a large file here, the best first; one at most when the user chose it
 * (docs/engines.md#choice).
 *
 * @param situation with the speed of the line, in bytes a second
 * @throws UserError when the chosen one cannot
 */
export function enginesFor(
  blob: Content,
  { engines, engine }: Pick<Choice, 'engines' | 'engine'>,
  situation: Situation & { readonly speed: number },
): readonly LargeFileEngine[] {
  const forLarge = engines.filter((one) => one.carries === 'one');
  if (engine === 'auto') {
    const rank = (one: LargeFileEngine) => SUITABILITY.indexOf(suitability(one, blob, situation));
    return forLarge.filter((one) => !reasonAgainst(one, blob, situation)).sort((a, b) => rank(a) - rank(b));
  }
  const chosen = forLarge.find(({ name }) => name === engine);
  if (chosen === undefined) {
    throw new UserError(t('{0} is too large for the engine {1}.', blob.source, engine), {
      advice: t('Set oxen.engine (--engine) to “auto” for files above 8 MiB.'),
    });
  }
  requireNone(reasonAgainst(chosen, blob, situation));
  return [chosen];
}

/** On a local store others resume a long file: there, what begins again after each break is for short ones. */
function suitability(
  engine: LargeFileEngine,
  { size }: Content,
  { features, store, speed }: Situation & { readonly speed: number },
) {
  const losesMuch = !engine.isResumable && store === 'local' && size / speed >= SESSION_TIME;
  return losesMuch ? 'fair' : engine.suits(features);
}

/** The chosen one, if it carries small files; what it would only store, where nothing stages that, the first one takes. */
function batchEngineChooser(
  engines: readonly BatchEngine[],
  setting: EngineSetting,
  situation: Situation,
): (blob: Content) => BatchEngine {
  const [first] = engines;
  if (first === undefined) throw new RangeError('No engine carries small files.');
  const chosen = engines.find(({ name }) => name === setting) ?? first;
  return (blob) => {
    requireNone(chosen.reasonAgainst(blob, situation));
    return isStuckWith(chosen, blob, situation.features) ? first : chosen;
  };
}

/** Whether an engine would store a blob that nothing could stage. */
function isStuckWith(engine: Engine, blob: Content, features: ServerFeatures): boolean {
  return engine.leaves(blob, features) === 'stored' && !canStageStored(blob, features);
}

/** Its own, or that nothing could stage what it stores. */
function reasonAgainst(engine: LargeFileEngine, blob: Content, situation: Situation): string | undefined {
  const { features } = situation;
  return (
    engine.reasonAgainst(blob, situation) ??
    (isStuckWith(engine, blob, features)
      ? t('This server (version {0}) cannot stage what {1} stores.', features.version, engine.name)
      : undefined)
  );
}

function requireNone(reason: string | undefined): void {
  if (reason !== undefined)
    throw new UserError(reason, { advice: t('Set oxen.engine (--engine) to “auto”.') });
}
