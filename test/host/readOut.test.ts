import assert from 'node:assert/strict';
import { repositoryText } from '../../src/core/oxen/address';
import { StatusBar } from '../../src/vscode/progress/statusBar';
import { Upload } from '../../src/vscode/uploads/upload';
import { uploadItem } from '../../src/vscode/views/uploads/uploadItem';
import { LiveNode } from '../../src/vscode/views/uploads/uploadNodes';
import { BranchNode, RepositoryNode, ServerNode } from '../../src/vscode/views/nodes';
import { useRecordedWindow } from './support/recordWindow';
import { makeServices, targetAt, type TestServices } from './support/services';

describe('what a screen reader reads out', () => {
  const recorded = useRecordedWindow();
  let services: TestServices;
  beforeEach(() => {
    services = makeServices();
  });
  afterEach(() => services.dispose());

  it('is for a row what it is, its name, and what is to be known of it', async () => {
    const target = targetAt('https://hub.oxen.ai');
    await services.targets.use(target);
    const repository = new RepositoryNode(new ServerNode(target.origin), target.repository, 'listed');
    const read = (...[node]: Parameters<typeof services.repositories.getTreeItem>) =>
      services.repositories.getTreeItem(node).accessibilityInformation?.label;

    assert.equal(read(repository.parent), 'server hub.oxen.ai');
    assert.equal(read(repository), `repository ${repositoryText(target.repository)}`);
    assert.equal(read(new BranchNode(repository, 'main', 'born')), 'branch main, upload target');
    assert.equal(read(new BranchNode(repository, 'dev', 'unborn')), 'branch dev, no commits yet');
  });

  it('is for a row of Uploads what it shows, without what others could steer with', () => {
    const order = { selection: ['/w/$(check)\u202ename.txt'], target: targetAt('https://hub.oxen.ai') };
    const { label, accessibilityInformation } = uploadItem(
      new LiveNode(new Upload({ ...order, names: undefined })),
    );
    assert.ok(typeof label === 'string');
    assert.equal(accessibilityInformation?.label, `${label}, in review · ox/cats · main`);
    assert.doesNotMatch(accessibilityInformation.label, /\u202e/);
  });

  it('is in the status bar the text without its icon', async () => {
    const bar = new StatusBar(services);
    await services.targets.use(targetAt('https://hub.oxen.ai'));
    assert.ok(recorded().texts.includes('$(cloud-upload) ox/cats · main'));
    assert.ok(recorded().texts.includes('ox/cats · main'));
    bar.dispose();
  });
});
