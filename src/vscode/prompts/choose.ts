import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { MESSAGE_CHARACTERS, shownLines, shownText } from '../shownText';
import { unlessAborted } from '../../core/unlessAborted';

/** A question with several answers, each a button. */
export interface Question<T> {
  readonly message: string;
  /** Line by line. */
  readonly detail?: readonly string[];
  readonly answers: readonly { readonly label: string; readonly value: T }[];
}

export interface Circumstances {
  /** Whether the user looks at it just now: then it may take the whole window. */
  readonly isExpected: boolean;
  /** Nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  /** The user wants to see it again. */
  readonly onRecall: vscode.Event<void>;
}

/** A modal question; `undefined` for *Cancel*. */
export async function choose<T>(question: Question<T>): Promise<T | undefined> {
  return askModally(question, t('Cancel'));
}

/**
 * Asks, and waits for an answer: to close the question is none. It is then shown again when somebody wants to see it.
 *
 * @returns `undefined` when it is aborted
 */
export async function decide<T>(
  question: Question<T>,
  { isExpected, signal, onRecall }: Circumstances,
): Promise<T | undefined> {
  let answer: (value: T) => void = () => undefined;
  const answered = new Promise<T>((resolve) => (answer = resolve));
  let isOver = false;
  const show = async (isModal: boolean): Promise<void> => {
    const value = isModal ? await askModally(question, t('Later')) : undefined;
    const chosen = value ?? (isOver ? undefined : await askAside(question));
    if (chosen === undefined) return;
    // VS Code closes no notification by itself: one of an earlier time may still be there.
    if (isOver)
      void vscode.window.showInformationMessage(t('This question is no longer open: nothing was changed.'));
    else answer(chosen);
  };
  const recalled = onRecall(() => void show(true));
  void show(isExpected);
  try {
    return await unlessAborted(answered, signal);
  } finally {
    isOver = true;
    recalled.dispose();
  }
}

async function askModally<T>({ message, detail, answers }: Question<T>, close: string) {
  const options = { modal: true, ...(detail !== undefined && { detail: shownLines(detail) }) };
  const chosen = await vscode.window.showWarningMessage<vscode.MessageItem & { value?: T }>(
    shownText(message, MESSAGE_CHARACTERS),
    options,
    ...buttonsOf(answers),
    { title: close, isCloseAffordance: true },
  );
  return chosen?.value;
}

/** In a notification: of those only errors stay in sight until they are answered. */
async function askAside<T>({ message, detail = [], answers }: Question<T>) {
  const text = shownText([message, ...detail].join(' '), MESSAGE_CHARACTERS);
  return (await vscode.window.showErrorMessage(text, ...buttonsOf(answers)))?.value;
}

function buttonsOf<T>(answers: Question<T>['answers']) {
  return answers.map(({ label, value }) => ({ title: shownText(label), value }));
}
