import { t } from '@vscode/l10n';
import { IntegrityError } from '../errors';

/**
 * The pieces of a content, until one byte more than it has has come.
 *
 * @param name of the content, for the error's sentence
 * @throws IntegrityError as soon as it is longer than `bytes`
 */
export async function* atMost(
  pieces: AsyncIterable<Uint8Array>,
  bytes: number,
  name: string,
): AsyncGenerator<Uint8Array> {
  let came = 0;
  for await (const piece of pieces) {
    came += piece.byteLength;
    if (came > bytes) {
      throw new LongerError(t('The server sent more than the {0} bytes it lists for {1}.', bytes, name), {
        advice: t('Try again. If the problem persists, contact the server’s administrator.'),
      });
    }
    yield piece;
  }
}

/** A content is longer than it should be. */
export class LongerError extends IntegrityError {}
