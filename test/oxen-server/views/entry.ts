import { summaryOf } from '../model/directorySummary';
import { dataTypeOf, extensionOf, mimeTypeOf } from '../model/fileType';
import type { Repository } from '../model/repository';
import type { Resource } from '../model/resource';
import type { Directory, FileNode } from '../model/tree';
import type { StagedFile } from '../model/workspaces';
import { resourceView } from './resource';

/** `MetadataEntry` of a directory (docs/protocol/reading.md#shapes). */
export function directoryEntry(repository: Repository, resource: Resource, directory: Directory): object {
  const summary = summaryOf(directory);
  return {
    filename: baseName(resource.path),
    hash: summary.hash,
    is_dir: true,
    latest_commit: repository.commits.get(directory.commitId) ?? null,
    resource: resourceView(repository, resource),
    size: summary.bytes,
    data_type: 'dir',
    mime_type: 'inode/directory',
    extension: '',
    metadata: { dir: { data_types: dataTypeCounts(directory) } },
    is_queryable: null,
  };
}

/** `MetadataEntry` of a committed file. */
export function fileEntry(repository: Repository, resource: Resource, file: FileNode): object {
  return {
    ...describedFile(baseName(resource.path), file.hash, file.size),
    latest_commit: repository.commits.get(file.commitId) ?? null,
    resource: resourceView(repository, resource),
  };
}

/** A file that is only staged: no commit has it. */
export function addedEntry(repository: Repository, resource: Resource, file: StagedFile): object {
  return {
    ...describedFile(baseName(resource.path), file.hash, file.size),
    latest_commit: null,
    resource: resourceView(repository, resource),
    changes: { status: file.status },
  };
}

/** An entry of `changes`: the full path as name, and no hash (docs/protocol/workspaces.md#changes). */
export function changeEntry(path: string): object {
  return { ...describedFile(path, '', 0), latest_commit: null, resource: null };
}

export function dataTypeCounts(directory: Directory): object[] {
  return [...summaryOf(directory).dataTypes].map(([data_type, count]) => ({ count, data_type }));
}

function describedFile(filename: string, hash: string, size: number): object {
  const name = baseName(filename);
  const type = dataTypeOf(name);
  return {
    filename,
    hash,
    is_dir: false,
    size,
    data_type: type,
    mime_type: mimeTypeOf(name),
    extension: extensionOf(name),
    metadata: null,
    is_queryable: type === 'tabular' ? false : null,
  };
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
