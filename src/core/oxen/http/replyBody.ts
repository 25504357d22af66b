import { t } from '@vscode/l10n';
import { TimeoutError, UnexpectedReplyError } from '../errors';

const KiB = 1024;
const MiB = 1024 * KiB;

/** What is read of an error reply, in bytes: longer than any that a server writes. */
export const ERROR_BYTES = 64 * KiB;
/** Of a reply that lists nothing long, in bytes. */
export const REPLY_BYTES = 8 * MiB;

/** How long a reply may keep us waiting in all, in ms, and how many bytes a second win it more time. */
const WAITED_MS = 60_000;
const BYTES_A_SECOND = 1 * KiB;
/** For an error's text, which is only told, in ms. */
const ERROR_WAITED_MS = 10_000;

export interface BodyLimits {
  readonly maxBytes: number;
  /** For the sentences. */
  readonly what: string;
  readonly requestId: string;
  readonly waitedMs?: number;
}

/**
 * A reply's bytes as they come.
 *
 * @throws UnexpectedReplyError after `maxBytes`; TimeoutError when it only drips: the idle timeout of the transport
 * begins again with each byte
 */
export async function* bounded(
  body: AsyncIterable<Uint8Array>,
  { maxBytes, what, requestId, waitedMs = WAITED_MS }: BodyLimits,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  let waited = 0;
  let asked = performance.now();
  for await (const piece of body) {
    bytes += piece.byteLength;
    waited += performance.now() - asked;
    if (bytes > maxBytes) {
      throw new UnexpectedReplyError(t('{0} failed: the reply is too large.', what), {
        advice: t('Check that the address is that of an Oxen server.'),
        requestId,
      });
    }
    if (waited > waitedMs + (bytes / BYTES_A_SECOND) * 1000) {
      throw new TimeoutError(t('{0} failed: the reply is too slow.', what), {
        advice: t('Check the connection and try again.'),
        requestId,
      });
    }
    yield piece;
    asked = performance.now();
  }
}

/** The text of a reply. @throws as {@link bounded} does */
export async function readText(body: AsyncIterable<Uint8Array>, limits: BodyLimits): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of bounded(body, limits)) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}

/** What can be had of an error's text: its status tells more, so a text that is too long, or breaks off, is cut. */
export async function readErrorText(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
  const pieces: Uint8Array[] = [];
  let left = maxBytes;
  const limits = { maxBytes: Infinity, what: '', requestId: '', waitedMs: ERROR_WAITED_MS };
  try {
    for await (const piece of bounded(body, limits)) {
      pieces.push(piece.subarray(0, left));
      left -= piece.byteLength;
      if (left <= 0) break;
    }
  } catch {
    // As far as it came.
  }
  return Buffer.concat(pieces).toString('utf8');
}
