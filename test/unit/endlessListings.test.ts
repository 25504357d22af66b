import assert from 'node:assert/strict';
import * as v from 'valibot';
import { parseBranch } from '../../src/core/oxen/branchName';
import { UnexpectedReplyError } from '../../src/core/oxen/errors';
import { CommitId } from '../../src/core/oxen/ids';
import { listDirectory } from '../../src/core/oxen/tree';
import { isRefusal, repoPath, type RepoPath } from '../../src/core/repoPath';
import { findEntries } from '../../src/core/upload/plan/remoteTree';
import { findCommit } from '../../src/core/upload/run/uploadId';
import { useLyingServer } from './lyingServer';

const { signal } = new AbortController();
const commit = v.parse(CommitId, '1a');
const main = parseBranch('main');

describe('a listing', () => {
  const serverThat = useLyingServer();

  function isEndless(error: unknown): boolean {
    return error instanceof UnexpectedReplyError && /did not finish/.test(error.message);
  }

  it('ends with an error when each page is full of the same, however many are promised', async () => {
    const { repository, seen } = await serverThat(fullPages((_, index) => `f${index}`));

    await assert.rejects(namesIn(listDirectory(repository, commit, '', signal)), isEndless);
    assert.equal(seen.length, 2);
  });

  it('ends with an error when there is always more', async () => {
    const { repository, seen } = await serverThat((url) => ({
      ...page([`f${url.searchParams.get('page') ?? ''}`]),
      page_size: 1,
    }));

    await assert.rejects(namesIn(listDirectory(repository, commit, '', signal)), isEndless);
    assert.ok(seen.length <= 1000, String(seen.length));
  });

  it('ends with a page that is not full, and with an empty one', async () => {
    for (const last of [['last'], []]) {
      const { repository, seen } = await serverThat((url) =>
        url.searchParams.get('page') === '1' ? page(names(2000)) : page(last),
      );

      const listed = await namesIn(listDirectory(repository, commit, '', signal));

      assert.deepEqual(listed, [...names(2000), ...last]);
      assert.equal(seen.length, 2);
    }
  });

  it('has no more pages than the first one promised', async () => {
    const { repository, seen } = await serverThat((url) => ({
      ...page(names(2000, `page ${url.searchParams.get('page') ?? ''}:`)),
      ...(url.searchParams.get('page') === '1' && { total_pages: 2 }),
    }));

    assert.equal((await namesIn(listDirectory(repository, commit, '', signal))).length, 4000);
    assert.equal(seen.length, 2);
  });

  it('has each name once', async () => {
    const { repository } = await serverThat(() => page(['a', 'b', 'a', 'b', 'c']));

    assert.deepEqual(await namesIn(listDirectory(repository, commit, '', signal)), ['a', 'b', 'c']);
  });

  it('that a plan is compared with ends, too', async () => {
    const { repository, seen } = await serverThat((url, response) => {
      if (url.pathname.includes('/meta/')) {
        response.statusCode = 404;
        return { status: 'error', status_message: 'resource_not_found', error: { title: 'no' } };
      }
      return fullPages((_, index) => `other ${index}`)(url);
    });
    const wanted = names(20, 'wanted ').map(path);

    await assert.rejects(findEntries(repository, commit, wanted, signal), isEndless);
    assert.ok(seen.length <= 5, seen.join('\n'));
  });

  it('of a history that goes in a circle is given up after 500 commits', async () => {
    const one = { id: '1', message: 'm', author: 'a', email: 'e', timestamp: 'not a time' };
    const { repository, seen } = await serverThat(() => ({
      commits: new Array(50).fill(one),
      total_pages: 1e12,
    }));

    assert.equal(await findCommit(repository, main, ({ id }) => id === '2', signal), undefined);
    assert.equal(seen.length, 10);
  });
});

/** Promises 10¹² pages of as many entries as are asked for. */
function fullPages(nameOf: (page: string | null, index: number) => string) {
  return (url: URL) => {
    const count = Number(url.searchParams.get('page_size'));
    return page(Array.from({ length: count }, (_, index) => nameOf(url.searchParams.get('page'), index)));
  };
}

function page(filenames: readonly string[]) {
  const entries = filenames.map((filename) => ({ filename, hash: '1a', is_dir: false, size: 1 }));
  return { entries, total_pages: 1e12, total_entries: 1e15 };
}

function names(count: number, prefix = 'f'): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index}`);
}

function path(text: string): RepoPath {
  const checked = repoPath(text);
  assert.ok(!isRefusal(checked));
  return checked;
}

async function namesIn(pages: AsyncIterable<readonly { readonly filename: string }[]>): Promise<string[]> {
  const found: string[] = [];
  for await (const entries of pages) found.push(...entries.map(({ filename }) => filename));
  return found;
}
