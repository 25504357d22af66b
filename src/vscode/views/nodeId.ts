import { assertNever } from '../../core/assertNever';
import { repositoryText } from '../../core/oxen/address';
import type { Node } from './nodes';

/**
 * The same for what is the same row after a refresh: VS Code keeps rows open by it. No name can make it that of
 * another row.
 */
export function idOf(node: Node): string {
  return [
    ...(node.parent === undefined ? [] : [idOf(node.parent)]),
    `${node.kind} ${JSON.stringify(nameOf(node))}`,
  ].join('\n');
}

function nameOf(node: Node): string {
  switch (node.kind) {
    case 'server':
      return node.origin;
    case 'repository':
      return repositoryText(node.name);
    case 'branch':
      return node.name;
    case 'directory':
    case 'file':
      return node.listed.entry.filename;
    case 'more':
      return '';
    case 'note':
      return node.note.text;
    default:
      return assertNever(node);
  }
}
