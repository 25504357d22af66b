import { t } from '@vscode/l10n';
import { isUnknownRoute, OxenError } from '../../oxen/errors';

function usualAdvice(): string {
  return t('Set oxen.engine (--engine) to “auto” if another one is set, or ask the server’s administrator.');
}

/** No request deletes a chunk, and between 0.54 and 0.63 no other engine gets a large file there. */
export function adviceOnStuckChunks(): string {
  return t(
    'Set oxen.engine (--engine) to “auto” if another one is set. Otherwise ask the server’s administrator to delete the chunks of this file or to update the server.',
  );
}

interface EngineUnsupportedOptions {
  readonly accepted?: number;
  readonly advice?: string;
  readonly cause?: unknown;
}

/** An engine cannot get a file to this server; another one may. */
export class EngineUnsupportedError extends OxenError {
  /** Bytes of the file that the server had accepted: they have to be sent again. */
  readonly accepted: number;

  /** @param concerns the server with all files, or only the one that was sent */
  constructor(
    message: string,
    readonly concerns: 'server' | 'file',
    { accepted = 0, advice = usualAdvice(), cause }: EngineUnsupportedOptions = {},
  ) {
    super(message, { advice, cause });
    this.accepted = accepted;
  }
}

/** What an engine's failure says of the engine; `undefined` when it is one of the file, the line or the user's rights. */
export function engineUnsupported(error: unknown, engine: string): EngineUnsupportedError | undefined {
  if (error instanceof EngineUnsupportedError) return error;
  if (!isUnknownRoute(error)) return undefined;
  const words = t(
    'The engine {0} is not supported by this server or a proxy in front of it (status {1}).',
    engine,
    error.status,
  );
  return new EngineUnsupportedError(words, 'server', { cause: error });
}
