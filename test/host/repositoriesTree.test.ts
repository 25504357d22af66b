import assert from 'node:assert/strict';
import { BranchNode, DirectoryNode, MoreNode, type Node } from '../../src/vscode/views/nodes';
import { targetAt } from '../../src/vscode/views/targetAt';
import { RepositoriesTree } from '../../src/vscode/views/treeDataProvider';
import { useProxy } from '../contract/support/proxy';
import { type OxenServerOptions, type RunningOxenServer, startOxenServer } from '../oxen-server';
import { commitEmptyFiles, commitFiles } from '../support/commitFiles';
import { nodeAt, rowsOf, tooltipOf } from './support/rows';
import { targetAt as targetOn } from './support/services';
import { useSources } from './support/sources';

describe('the Repositories view', () => {
  const sources = useSources();
  const proxied = useProxy();
  const closing: (() => unknown)[] = [];
  let tree: RepositoriesTree;

  beforeEach(() => {
    tree = new RepositoriesTree(sources());
    closing.push(() => tree.dispose());
  });
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  async function start(options: OxenServerOptions = {}): Promise<RunningOxenServer & { host: string }> {
    const server = await startOxenServer(options);
    closing.push(() => server.close());
    return { ...server, host: new URL(server.origin).host };
  }

  it('has no rows while nothing is connected, so that its welcome shows', async () => {
    assert.deepEqual(await rowsOf(tree), []);
  });

  it('lists servers, repositories, branches, directories and files with their size', async () => {
    const server = await start();
    const cats = server.createRepository('ox', 'cats');
    server.createRepository('ant', 'hills');
    const message = 'Cats\n\nUpload-Id: 1';
    const commit = await commitFiles(cats, { 'b.txt': 'beta', 'data/a.txt': 'alpha\n' }, { message });
    cats.branches.set('all/cats', commit);
    await sources().connect(server.origin);

    assert.deepEqual(await rowsOf(tree), [server.host]);
    assert.deepEqual(await rowsOf(tree, await nodeAt(tree, server.host)), ['ant/hills', 'ox/cats']);
    assert.deepEqual(await rowsOf(tree, await nodeAt(tree, server.host, 'ox/cats')), ['main', 'all/cats']);
    for (const branch of ['main', 'all/cats']) {
      const root = await nodeAt(tree, server.host, 'ox/cats', branch);
      assert.deepEqual(await rowsOf(tree, root), ['data', 'b.txt (4 B)']);
    }
    const file = await nodeAt(tree, server.host, 'ox/cats', 'main', 'data', 'a.txt');
    const tooltip = tooltipOf(tree, file);
    assert.match(tooltip, new RegExp(`data/a.*6.*${commit.slice(0, 7)}.*Cats.*Ada`, 's'));
    assert.ok(!tooltip.includes('Upload'), 'the first line of the message is enough');
    assert.equal(tree.getTreeItem(file).resourceUri?.path, `/ox/cats/${commit}/data/a.txt`);
  });

  it('shows the branch that the first upload to an empty repository makes', async () => {
    const server = await start();
    const cats = server.createRepository('ox', 'cats');
    const origin = await sources().connect(server.origin);
    const unborn = await nodeAt(tree, server.host, 'ox/cats', 'main');
    assert.equal(tree.getTreeItem(unborn).description, 'no commits yet');
    assert.ok(unborn instanceof BranchNode);
    assert.deepEqual(targetAt(unborn), targetOn(origin));

    await commitFiles(cats, { 'a.txt': 'alpha' });
    await tree.refreshTarget(targetOn(origin));

    assert.deepEqual(await rowsOf(tree, await nodeAt(tree, server.host, 'ox/cats', 'main')), ['a.txt (5 B)']);
  });

  it('tells of a key that is refused, and offers to sign in', async () => {
    const server = await start({ keys: ['right'] });
    const origin = await sources().connect(server.origin, 'wrong');
    await sources().targets.use(targetOn(origin));

    const rows = await rowsOf(tree, await nodeAt(tree, server.host));

    assert.deepEqual(rows, [`${server.origin} did not accept the key.`, 'Sign In…', 'ox/cats']);
    const signIn = tree.getTreeItem(await nodeAt(tree, server.host, 'Sign In…')).command;
    assert.deepEqual(signIn?.arguments, [origin]);
    assert.equal(signIn.command, 'oxen.server.connect');
  });

  it('asks again with another key', async () => {
    const server = await start({ keys: ['right'] });
    server.createRepository('ox', 'cats');
    await sources().connect(server.origin, 'wrong');
    assert.equal((await rowsOf(tree, await nodeAt(tree, server.host))).length, 2);

    await sources().connect(server.origin, 'right');

    assert.deepEqual(await rowsOf(tree, await nodeAt(tree, server.host)), ['ox/cats']);
  });

  it('tells at once that nothing answers', async () => {
    const server = await start();
    await server.close();
    closing.pop();
    await sources().connect(server.origin);
    const started = performance.now();

    const rows = await rowsOf(tree, await nodeAt(tree, server.host));

    assert.deepEqual(rows, [`Can't connect to ${server.origin}.`, 'Try Again']);
    assert.ok(performance.now() - started < 5000);
  });

  it('shows what is known of a server that lists nothing, and opens others by name', async () => {
    const hub = await proxied((await start()).origin);
    hub.on('GET', /\/namespaces$/, (call) => call.answer({ status: 403, body: '{"status":"error"}' }));
    const { host } = new URL(hub.origin);
    const origin = await sources().connect(hub.origin);
    await sources().targets.use(targetOn(origin));
    await sources().opened.add(origin, { namespace: 'ant', name: 'hills' });

    assert.deepEqual(await rowsOf(tree, await nodeAt(tree, host)), [
      ...['ant/hills', 'ox/cats'],
      'This server does not list its repositories.',
      'Open Repository…',
    ]);
    const contexts = (await tree.getChildren(await nodeAt(tree, host))).map(
      (node) => tree.getTreeItem(node).contextValue,
    );
    assert.deepEqual(contexts, ['repository remembered', 'repository remembered', 'note', 'note']);
  });

  it('pages 20 000 entries, all of one commit, until it is refreshed', async function () {
    this.timeout(60_000);
    const server = await start();
    const cats = server.createRepository('ox', 'cats');
    const names = Array.from({ length: 20_000 }, (_, index) => `f${String(index).padStart(5, '0')}.txt`);
    await commitEmptyFiles(cats, names);
    await sources().connect(server.origin);
    const main = await nodeAt(tree, server.host, 'ox/cats', 'main');

    assert.equal((await rowsOf(tree, main)).at(-1), 'Load more (1,000 of 20,000 shown)');
    await commitEmptyFiles(cats, ['e.txt']);
    for (let page = 2; page <= 20; page++) {
      const more = (await tree.getChildren(main)).at(-1);
      assert.ok(more instanceof MoreNode);
      await Promise.all([tree.loadMore(more), tree.loadMore(more)]); // a double click
    }
    assert.deepEqual(await labelsOf(main), names);

    tree.refresh(main);
    assert.deepEqual((await labelsOf(main)).slice(0, 2), ['e.txt', 'f00000.txt']);
  });

  it('says what is wrong when a page does not come, and can try again', async () => {
    const server = await start();
    const proxy = await proxied(server.origin);
    let isRefused = true;
    proxy.on('GET', /\/dir\//, async (call) => {
      if (isRefused && call.query.get('page') === '2') call.answer({ status: 403, body: '' });
      else await call.pass();
    });
    const names = Array.from({ length: 1500 }, (_, index) => `f${index}`);
    await commitEmptyFiles(server.createRepository('ox', 'cats'), names);
    await sources().connect(proxy.origin);
    const main = await nodeAt(tree, new URL(proxy.origin).host, 'ox/cats', 'main');
    const more = (await tree.getChildren(main)).at(-1);
    assert.ok(more instanceof MoreNode);

    await tree.loadMore(more);

    assert.deepEqual((await rowsOf(tree, main)).slice(-2), [
      'Listing the root directory failed: the server answered 403',
      'Load more (1,000 of 1,500 shown)',
    ]);

    isRefused = false;
    const again = (await tree.getChildren(main)).at(-1);
    assert.ok(again instanceof MoreNode);
    await tree.loadMore(again);
    assert.deepEqual(await labelsOf(main), names.toSorted());
  });

  it('marks where uploads of this window go', async () => {
    const server = await start();
    await commitFiles(server.createRepository('ox', 'cats'), { 'data/a.txt': 'alpha' });
    await sources().connect(server.origin);
    const data = await nodeAt(tree, server.host, 'ox/cats', 'main', 'data');
    assert.ok(data instanceof DirectoryNode);

    await sources().targets.use(targetAt(data));

    assert.equal(tree.getTreeItem(data).description, 'upload target');
    assert.deepEqual(await rowsOf(tree, await nodeAt(tree, server.host, 'ox/cats')), ['main']);
  });

  async function labelsOf(node: Node): Promise<readonly unknown[]> {
    return (await tree.getChildren(node)).map((child) => tree.getTreeItem(child).label);
  }
});
