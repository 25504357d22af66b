import assert from 'node:assert/strict';
import * as v from 'valibot';
import { AuthError, HttpError, UnexpectedReplyError } from '../../src/core/oxen/errors';
import { asError, errorReply, parseReply } from '../../src/core/oxen/http/reply';
import type { TransportReply } from '../../src/core/oxen/http/transport';

const CONTEXT = { requestId: 'id', redact: (text: string) => text.replaceAll('s3cret-key', '(key)') };

describe('an error reply', () => {
  for (const [form, status, body, message] of [
    ['empty', 401, '', ''],
    [
      'text of the framework',
      400,
      'Query deserialize error: missing field `hash`',
      'Query deserialize error: missing field `hash`',
    ],
    [
      'a bare code',
      500,
      '{"status":"error","status_message":"internal_server_error","oxen_version":"0.50.7"}',
      'internal_server_error',
    ],
    [
      'free text as message',
      400,
      '{"status":"error","status_message":"Branch not found: x"}',
      'Branch not found: x',
    ],
    [
      'a described one',
      404,
      '{"status":"error","status_message":"resource_not_found","status_description":"Repository \'a/b\' not found"}',
      "Repository 'a/b' not found",
    ],
    [
      'a typed one with detail',
      409,
      '{"error":{"type":"conflict","title":"Workspace is behind","detail":"by 2"},"status_message":"conflict"}',
      'by 2',
    ],
    [
      'a typed one with a title',
      500,
      '{"error":{"type":"internal_server_error","title":"disk full"},"status_message":"x"}',
      'disk full',
    ],
    [
      'a typed one whose detail is null',
      404,
      '{"error":{"title":"Branch does not exist","detail":null}}',
      'Branch does not exist',
    ],
    ['JSON that is no object', 500, 'null', 'null'],
    ['a page of a proxy, cut', 502, `<html>${'x'.repeat(500)}`, `<html>${'x'.repeat(194)}…`],
  ] as const) {
    it(`is read: ${form}`, () => {
      assert.equal(errorReply(reply(status), body, CONTEXT).message, message);
    });
  }

  it('does not tell the key, however it is spelt in JSON', () => {
    const body = '{"error":{"detail":"\\u0073\\u0033cret-key is no key"}}';
    assert.equal(errorReply(reply(403), body, CONTEXT).message, '(key) is no key');
  });

  it('still tells what its words mean when the key is one of them', () => {
    const { says, message } = errorReply(reply(422), '{"status_message":"No s3cret-key to commit"}', CONTEXT);
    assert.ok(says(/s3cret-key/));
    assert.equal(message, 'No (key) to commit');
  });

  it('is cut when it is long, and not in the middle of the key', () => {
    const body = JSON.stringify({ error: { detail: 'x'.repeat(995) + 's3cret-key' } });
    const { message } = errorReply(reply(500), body, CONTEXT);
    assert.equal(message, `${'x'.repeat(995)}(key)`);
    assert.equal(
      errorReply(reply(500), '{"status_message":"' + 'y'.repeat(60_000) + '"}', CONTEXT).message.length,
      1001,
    );
  });

  it('keeps code, type and missing hashes for those who decide by them', () => {
    const body =
      '{"error":{"type":"version_blobs_missing","title":"t","missing_hashes":["ab"]},"status_message":"resource_not_found"}';
    const { code, type, missingHashes } = errorReply(reply(404), body, CONTEXT);
    assert.deepEqual([code, type, missingHashes], ['resource_not_found', 'version_blobs_missing', ['ab']]);
  });

  for (const [what, status, body, unknown] of [
    [
      'a bare 404',
      404,
      '{"status":"error","status_message":"resource_not_found","oxen_version":"0.65.2"}',
      true,
    ],
    ['a 404 without a body', 404, '', true],
    ['405', 405, '', true],
    ['501', 501, '', true],
    [
      'a described 404',
      404,
      '{"status_message":"resource_not_found","status_description":"Workspace not found: x"}',
      false,
    ],
    [
      'a typed 404',
      404,
      '{"error":{"title":"Path does not exist"},"status_message":"resource_not_found"}',
      false,
    ],
    ['a 404 in words', 404, '{"status_message":"Workspace not found: x"}', false],
    ['a bare 500', 500, '{"status_message":"resource_not_found"}', false],
  ] as const) {
    it(`${unknown ? 'says' : 'does not say'} that the route is unknown: ${what}`, () => {
      assert.equal(errorReply(reply(status), body, CONTEXT).unknownRoute, unknown);
    });
  }

  for (const [what, fromOxen, body, headers] of [
    ['its version', true, 'Query deserialize error', { 'oxen-version': '0.65.2' }],
    [
      'its words, where a proxy drops the version',
      true,
      '{"status":"error","status_message":"conflict"}',
      {},
    ],
    ['its typed words', true, '{"error":{"type":"conflict","title":"Workspace is behind"}}', {}],
    ['nothing', false, '', {}],
    ['a page', false, '<html>403 Forbidden</html>', {}],
    ['JSON of a gateway', false, '{"message":"Forbidden"}', {}],
    ['JSON of another gateway', false, '{"error":"forbidden"}', {}],
  ] as const) {
    it(`is ${fromOxen ? '' : 'not '}taken for Oxen’s own: ${what}`, () => {
      assert.equal(errorReply(reply(403, headers), body, CONTEXT).fromOxen, fromOxen);
    });
  }

  for (const [value, ms] of [
    ['5', 5000],
    ['0', 0],
    [' 12 ', 12_000],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
    ['soon', undefined],
    ['99999999999999999999', 86_400_000],
    ['9'.repeat(400), 86_400_000],
    ['', undefined],
  ] as const) {
    it(`reads Retry-After “${value}”`, () => {
      assert.equal(errorReply(reply(429, { 'retry-after': value }), '', CONTEXT).retryAfter, ms);
    });
  }

  it('reads a date of Retry-After as the time until then', () => {
    const inAMinute = new Date(Date.now() + 60_000).toUTCString();
    const ms = errorReply(reply(503, { 'retry-after': inAMinute }), '', CONTEXT).retryAfter ?? 0;
    assert.ok(ms > 50_000 && ms <= 60_000, String(ms));
  });

  it('reads a date of Retry-After by the server’s clock, which may be wrong', () => {
    const headers = { 'retry-after': 'Tue, 01 Jan 2030 00:02:00 GMT', date: 'Tue, 01 Jan 2030 00:00:00 GMT' };
    assert.equal(errorReply(reply(503, headers), '', CONTEXT).retryAfter, 120_000);
  });

  it('401 is one of sign-in, and says what to do with and without a key', () => {
    const read = errorReply(reply(401), 'unauthorized', CONTEXT);
    const origin = 'https://x.org';
    const [withKey, without] = ['the key', undefined].map((key) => asError(read, 'Listing', { origin, key }));
    assert.ok(withKey instanceof AuthError && without instanceof AuthError);
    assert.match(`${withKey.message} ${withKey.advice ?? ''}`, /did not accept the key.*Sign in again/);
    assert.match(`${without.message} ${without.advice ?? ''}`, /requires a key.*Connect/);
  });

  const ADA = 'the key of Ada (ada@example.org)';
  for (const [what, status, body, key, advice] of [
    [
      '403 to a key',
      403,
      '{"status_message":"forbidden"}',
      ADA,
      /^The key of Ada .* does not grant access to this\. Ask the owner/,
    ],
    ['403 without a key', 403, '', undefined, /^This is not allowed without a key\. Connect/],
    [
      '404 to a key',
      404,
      '{"status_description":"Repository \'a/b\' not found","status_message":"resource_not_found"}',
      ADA,
      /Private repositories look missing unless the key of Ada .* has access; their owner can grant it/,
    ],
    [
      '404 without a key',
      404,
      '{"status_message":"resource_not_found"}',
      undefined,
      /look missing without a key/,
    ],
    [
      '404 of a proxy',
      404,
      '404 page not found',
      ADA,
      /not from an Oxen server: a proxy .* Ask its administrator/,
    ],
    [
      '404 of a workspace',
      404,
      '{"status_description":"Workspace not found: 7","status_message":"resource_not_found"}',
      ADA,
      /Someone deleted it on the server\. Upload again/,
    ],
    [
      '404 of a workspace, typed',
      404,
      '{"error":{"title":"Workspace does not exist"},"status_message":"resource_not_found"}',
      ADA,
      /Someone deleted it/,
    ],
  ] as const) {
    it(`says what to ask of whom: ${what}`, () => {
      const error = asError(errorReply(reply(status), body, CONTEXT), 'Listing', {
        origin: 'https://x.org',
        key,
      });
      assert.match(error.advice ?? '', advice);
    });
  }

  it('500 of a server without users is one of sign-in too', () => {
    const read = errorReply(reply(500), 'Err could not get keygen: x', CONTEXT);
    assert.ok(asError(read, 'Listing', { origin: 'https://x.org', key: 'the key' }) instanceof AuthError);
  });

  it('else carries what was tried, the status, the server’s words and the request’s id', () => {
    const error = asError(errorReply(reply(500), '{"error":{"title":"disk full"}}', CONTEXT), 'Listing', {
      origin: 'https://x.org',
      key: 'the key',
    });
    assert.ok(error instanceof HttpError);
    assert.deepEqual(
      [error.message, error.requestId],
      ['Listing failed: the server answered 500: disk full', 'id'],
    );
  });
});

describe('a success reply', () => {
  const schema = v.object({ commit: v.object({ id: v.string() }) });

  it('is read in the shape that is asked for, whatever else is in it', () => {
    assert.deepEqual(parseReply('\n\n {"commit":{"id":"a","more":1},"status":"x"}', schema, 'x', CONTEXT), {
      commit: { id: 'a' },
    });
  });

  for (const [what, text, words] of [
    ['a web page', '  <!DOCTYPE html><p>Sign in</p>', /web page/],
    ['a web page without doctype', '<HTML lang="de">', /web page/],
    ['no JSON', 'all fine', /it is not JSON\): all fine/],
    ['nothing', '', /it is not JSON/],
    ['half of it', '{"commit":{"id"', /it is not JSON/],
    ['the key', 's3cret-key', /\(key\)/],
    ['deeper than anything', '['.repeat(200_000), /it is not JSON|unexpected reply/],
    ['another shape', '{"commit":null}', /commit.*: \{"commit":null\}/],
  ] as const) {
    it(`is an error that shows it when it is ${what}`, () => {
      assert.throws(
        () => parseReply(text, schema, 'Committing', CONTEXT),
        (error) =>
          error instanceof UnexpectedReplyError && words.test(error.message) && error.requestId === 'id',
      );
    });
  }
});

function reply(status: number, headers: Readonly<Record<string, string>> = {}): TransportReply {
  const nothing: readonly Uint8Array[] = [];
  return {
    status,
    header: (name) => headers[name],
    body: (async function* () {
      yield* await Promise.resolve(nothing);
    })(),
  };
}
