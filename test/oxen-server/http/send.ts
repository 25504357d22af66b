import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Features } from '../features';
import type { Reply, ReplyBody } from './reply';

/** Sends a reply in the words of the version that is played. */
export async function sendReply(response: ServerResponse, reply: Reply, features: Features): Promise<void> {
  response.statusCode = reply.status;
  for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, value);

  if (reply.body.kind === 'stream') {
    // Node drops the body of a reply to HEAD by itself, but would wait for the stream.
    if (response.req.method === 'HEAD') {
      reply.body.stream.destroy();
      response.end();
      return;
    }
    await pipeline(reply.body.stream, response);
    return;
  }

  const content = contentOf(reply.body, features);
  if (content) {
    response.setHeader('content-type', content.type);
    response.setHeader('content-length', Buffer.byteLength(content.text));
  } else {
    response.setHeader('content-length', 0);
  }
  response.end(content?.text);
}

function contentOf(
  body: Exclude<ReplyBody, { kind: 'stream' }>,
  features: Features,
): { readonly type: string; readonly text: string } | undefined {
  switch (body.kind) {
    case 'none':
      return undefined;
    case 'text':
      return { type: 'text/plain; charset=utf-8', text: body.text };
    case 'json':
      return { type: 'application/json', text: JSON.stringify(body.value) };
    case 'status':
      return {
        type: 'application/json',
        text: JSON.stringify({
          status: body.status,
          status_message: body.message,
          oxen_version: features.version,
          ...body.fields,
        }),
      };
    case 'unmapped':
      return { type: 'application/json', text: JSON.stringify(unmappedFailure(body.text, features)) };
  }
}

function unmappedFailure(text: string, features: Features): object {
  const message = { status: 'error', status_message: 'internal_server_error' };
  return features.typedErrors
    ? { error: { type: 'internal_server_error', title: text }, ...message }
    : { ...message, oxen_version: features.version };
}
