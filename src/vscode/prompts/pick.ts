import * as vscode from 'vscode';
import { shownText } from '../shownText';
import { showStep, type Stepped } from './stepped';

/** One line of a list. */
export interface Choice<T> {
  /** One of VS Code's, such as `repo`. */
  readonly icon?: string;
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  readonly value: T;
}

export interface ListQuestion<T> extends Stepped<T> {
  readonly title: string;
  readonly placeholder: string;
  readonly choices: readonly Choice<T>[];
  /** Closes it without an answer. */
  readonly signal?: AbortSignal;
  /** More of them, which take a while. */
  readonly loading?: (signal: AbortSignal) => Promise<readonly Choice<T>[]>;
  /** What is always at the end of the list. */
  readonly last?: Choice<T>;
  /** What the typed text stands for, when it can be chosen as it is. */
  readonly typed?: (text: string) => Choice<T> | undefined;
}

/** Lets one of a list be chosen, or, where the list allows it, something typed. */
export async function pick<T>(question: ListQuestion<T>): Promise<T | undefined> {
  if (question.signal?.aborted === true) return undefined;
  const list = vscode.window.createQuickPick<Item<T>>();
  list.title = shownText(question.title);
  list.placeholder = shownText(question.placeholder);
  list.ignoreFocusOut = true;
  list.matchOnDescription = true;
  const closed = new AbortController();
  let loaded: readonly Choice<T>[] = [];

  const show = () => {
    const text = list.value.trim();
    const typed = text === '' ? undefined : question.typed?.(text);
    const listed = [...question.choices, ...loaded];
    const isListed = listed.some(({ label }) => label === typed?.label);
    list.items = [
      ...(typed === undefined || isListed ? [] : [{ ...itemOf(typed), alwaysShow: true }]),
      ...listed.map(itemOf),
      ...(question.last === undefined ? [] : [itemOf(question.last)]),
    ];
  };
  const load = async () => {
    if (question.loading === undefined) return;
    list.busy = true;
    loaded = await question.loading(closed.signal);
    list.busy = false;
    show();
  };

  try {
    return await new Promise<T | undefined>((resolve, reject) => {
      showStep(list, question, resolve);
      list.onDidHide(() => resolve(undefined));
      question.signal?.addEventListener('abort', () => resolve(undefined), { once: true });
      if (question.typed !== undefined) list.onDidChangeValue(show);
      list.onDidAccept(() => {
        const [chosen] = list.selectedItems;
        if (chosen !== undefined) resolve(chosen.value);
      });
      show();
      list.show();
      load().catch((error: unknown) => {
        if (!closed.signal.aborted) reject(error instanceof Error ? error : new Error(String(error)));
      });
    });
  } finally {
    closed.abort();
    list.dispose();
  }
}

interface Item<T> extends vscode.QuickPickItem {
  readonly value: T;
}

function itemOf<T>({ icon, label, description, detail, value }: Choice<T>): Item<T> {
  return {
    label: shownText(label),
    ...(icon !== undefined && { iconPath: new vscode.ThemeIcon(icon) }),
    ...(description !== undefined && { description: shownText(description) }),
    ...(detail !== undefined && { detail: shownText(detail) }),
    value,
  };
}
