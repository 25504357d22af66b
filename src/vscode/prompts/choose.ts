import * as vscode from 'vscode';
import { MESSAGE_CHARACTERS, shownLines, shownText } from '../shownText';
import { unlessAborted } from './unlessAborted';

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
}

/** A modal question; `undefined` for *Cancel*. */
export async function choose<T>(question: Question<T>): Promise<T | undefined> {
  return askModally(question, 'Cancel');
}

/** Asks until there is an answer, since to close a question must lose nothing; `undefined` when it is aborted. */
export async function decide<T>(
  question: Question<T>,
  { isExpected, signal }: Circumstances,
): Promise<T | undefined> {
  let answer = isExpected ? await unlessAborted(askModally(question, 'Later'), signal) : undefined;
  while (answer === undefined && !signal.aborted) answer = await unlessAborted(askAside(question), signal);
  return answer;
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
