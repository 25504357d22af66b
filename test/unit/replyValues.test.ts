import assert from 'node:assert/strict';
import * as v from 'valibot';
import { UnexpectedReplyError } from '../../src/core/oxen/errors';
import { parseReply } from '../../src/core/oxen/http/reply';

const CONTEXT = { requestId: 'id', redact: (text: string) => text };
const Listing = v.object({ entries: v.array(v.unknown()) });
const LONG = 31 * 1024 * 1024;

const listingOf = (entry: string) =>
  `{"entries":[${Array.from({ length: Math.floor(LONG / (entry.length + 1)) }, () => entry).join(',')}]}`;
const parse = (text: string) => parseReply(text, Listing, 'Listing', CONTEXT);

describe('a long reply', () => {
  const short = '{"filename":"a.jpg","hash":"f00","is_dir":false,"size":1,"data_type":"image"}';
  for (const entry of ['[]', '{}', '1', '""', short])
    it(`of nothing but ${entry} is not parsed: it would take many times its own memory`, () => {
      assert.throws(() => parse(listingOf(entry)), {
        name: UnexpectedReplyError.name,
        message: 'Listing failed: the reply is too large.',
      });
    });

  it('of entries as servers have them is', () => {
    const commit = `{"id":"f00","message":"${'Long. '.repeat(100)}","author":"Ann","timestamp":"2026-11-29T10:00:00Z"}`;
    const entry = short.replace('}', `,"latest_commit":${commit}}`);

    assert.equal(parse(listingOf(entry)).entries.length, Math.floor(LONG / (entry.length + 1)));
  });
});
