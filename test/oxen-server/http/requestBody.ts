import type { IncomingMessage } from 'node:http';
import * as v from 'valibot';
import type { Pacer } from './pacer';
import { Refusal, failure, frameworkText } from './reply';

const KiB = 1024;
const MiB = 1024 * KiB;
/** actix's limits for the extractors `String` and `Json` (docs/protocol/requests.md#body-limits). */
const TEXT_LIMIT = 256 * KiB;
const JSON_LIMIT = 2 * MiB;

/** The client went away in the middle of its body. */
export class BodyAborted extends Error {}

export interface RequestBody {
  /** The bytes as they come; must be read at most once. */
  chunks(): AsyncGenerator<Buffer>;
  /** All of it, for bodies whose size the protocol keeps small. */
  bytes(): Promise<Buffer>;
  /** actix's `String`: 413 above the limit. */
  text(limit?: number): Promise<string>;
  /** actix's `Json`: the type is required, 413 above 2 MiB, text replies. */
  json<Schema extends v.GenericSchema>(schema: Schema): Promise<v.InferOutput<Schema>>;
}

export function requestBody(request: IncomingMessage, pacer: Pacer): RequestBody {
  async function* chunks(): AsyncGenerator<Buffer> {
    try {
      // Leaving the loop early must not destroy the connection: the reply still has to go out on it.
      for await (const chunk of request.iterator({ destroyOnReturn: false })) {
        if (!Buffer.isBuffer(chunk)) throw new TypeError('request bodies are read as bytes');
        await pacer.take(chunk.length);
        yield chunk;
      }
    } catch (cause) {
      if (request.destroyed && !request.complete) {
        throw new BodyAborted('the body ended early', { cause });
      }
      throw cause;
    }
  }

  async function upTo(limit: number, overLimit: (announced: number) => string): Promise<Buffer> {
    const announced = Number(request.headers['content-length'] ?? 0);
    if (announced > limit) throw new Refusal(frameworkText(413, overLimit(announced)));
    const parts: Buffer[] = [];
    let size = 0;
    for await (const chunk of chunks()) {
      size += chunk.length;
      if (size > limit) throw new Refusal(frameworkText(413, overLimit(0)));
      parts.push(chunk);
    }
    return Buffer.concat(parts);
  }

  return {
    chunks,
    bytes: () => upTo(Number.POSITIVE_INFINITY, String),
    text: async (limit = TEXT_LIMIT) =>
      (await upTo(limit, () => 'payload reached size limit')).toString('utf8'),
    async json(schema) {
      if (!/^application\/([^;]*\+)?json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) {
        throw new Refusal(frameworkText(400, 'Content type error'));
      }
      const parsed = parseJson((await upTo(JSON_LIMIT, jsonOverLimit)).toString('utf8'), schema);
      if (!parsed.ok) throw new Refusal(frameworkText(400, `Json deserialize error: ${parsed.reason}`));
      return parsed.value;
    },
  };
}

function jsonOverLimit(announced: number): string {
  return announced > 0
    ? `JSON payload (${announced} bytes) is larger than allowed (limit: ${JSON_LIMIT} bytes).`
    : `JSON payload has exceeded limit (${JSON_LIMIT} bytes).`;
}

type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

/** Parses as serde would, and says in its words what is wrong (near enough for people and patterns). */
export function parseJson<Schema extends v.GenericSchema>(
  text: string,
  schema: Schema,
): Parsed<v.InferOutput<Schema>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return {
      ok: false,
      reason:
        text === '' ? 'EOF while parsing a value at line 1 column 0' : 'expected value at line 1 column 1',
    };
  }
  const result = v.safeParse(schema, value);
  if (result.success) return { ok: true, value: result.output };

  const [issue] = result.issues;
  const field = v.getDotPath(issue)?.split('.').pop() ?? '';
  const reason =
    issue.received === 'undefined' ? `missing field \`${field}\`` : `invalid type: ${issue.message}`;
  return { ok: false, reason: `${reason} at line 1 column ${text.length}` };
}

/** JSON in a `String` body, where the handler itself answers 400 with the parser's text. */
export async function jsonInText<Schema extends v.GenericSchema>(
  body: RequestBody,
  schema: Schema,
): Promise<v.InferOutput<Schema>> {
  const parsed = parseJson(await body.text(), schema);
  if (!parsed.ok) throw new Refusal(failure(400, parsed.reason));
  return parsed.value;
}
