/** Which commands the manifest offers where, as VS Code would decide it. */
import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import manifest from '../../../package.json';

const { menus } = manifest.contributes;

/** Keys of the window that menus look at. */
export interface Keys {
  readonly [key: string]: string | boolean;
}

export interface RowCommands {
  readonly inline: readonly string[];
  readonly menu: readonly string[];
}

/** The commands of a row in the order that they are shown in: its icons, then its menu. */
export function commandsOn(view: string, { contextValue = '' }: vscode.TreeItem): RowCommands {
  const shown = menus['view/item/context']
    .filter(({ when }) => holds(when, { view, viewItem: contextValue }))
    .toSorted((one, other) => (one.group < other.group ? -1 : one.group > other.group ? 1 : 0));
  const idsOf = (isInline: boolean) =>
    shown.filter(({ group }) => group.startsWith('inline') === isInline).map(({ command }) => command);
  return { inline: idsOf(true), menu: idsOf(false) };
}

/** The commands that the palette has while these keys are set. */
export function commandsInPalette(keys: Keys): readonly string[] {
  const whenOf = new Map(menus.commandPalette.map(({ command, when }) => [command, when]));
  return manifest.contributes.commands
    .map(({ command }) => command)
    .filter((command) => holds(whenOf.get(command) ?? 'true', keys));
}

/** Of VS Code's `when` clauses those parts that this manifest uses. */
function holds(when: string, keys: Keys): boolean {
  return when.split(' && ').every((part) => {
    const [, key = part, operator, value = ''] = /^(\S+) (==|=~) (.+)$/.exec(part) ?? [];
    const is = key === 'true' || key === 'false' ? key === 'true' : (keys[key] ?? false);
    if (operator === undefined) return is === true;
    if (operator === '==') return is === value;
    const pattern = /^\/(.+)\/$/.exec(value)?.[1];
    assert.ok(pattern !== undefined, `${when} cannot be evaluated here`);
    return new RegExp(pattern).test(String(is));
  });
}
