import * as vscode from 'vscode';
import { oneLine } from '../../core/plainText';
import { UserError } from '../../core/userError';
import { MESSAGE_CHARACTERS, shownText } from '../shownText';
import { showStep, type Stepped } from './stepped';

export interface TextQuestion<T> extends Stepped<T> {
  readonly title: string;
  readonly prompt: string;
  readonly value?: string;
  readonly placeholder?: string;
  readonly password?: boolean;
  /** Closes the box. */
  readonly signal?: AbortSignal;
  /**
   * What the text means. A UserError is shown below the box, which stays open.
   *
   * @param signal aborted when the box is closed meanwhile
   */
  read(text: string, signal: AbortSignal): T | Promise<T>;
}

/** Asks for a text, and again until it means something. */
export async function askText<T>(question: TextQuestion<T>): Promise<T | undefined> {
  const box = vscode.window.createInputBox();
  box.title = shownText(question.title);
  box.prompt = shownText(question.prompt);
  // The field shows one line, but an answer without a keystroke is all of what was put in.
  box.value = oneLine(question.value ?? '', MESSAGE_CHARACTERS);
  box.placeholder = question.placeholder && shownText(question.placeholder);
  box.password = question.password ?? false;
  box.ignoreFocusOut = true;
  const closed = new AbortController();
  const close = () => box.hide();
  question.signal?.addEventListener('abort', close);
  try {
    return await new Promise<T | undefined>((resolve, reject) => {
      showStep(box, question, resolve);
      box.onDidHide(() => {
        closed.abort(new vscode.CancellationError());
        resolve(undefined);
      });
      box.onDidChangeValue(() => (box.validationMessage = undefined));
      box.onDidAccept(() => {
        if (box.enabled)
          read(box, question, closed.signal).then((answer) => answer && resolve(answer.value), reject);
      });
      if (question.signal?.aborted === true) resolve(undefined);
      else box.show();
    });
  } finally {
    question.signal?.removeEventListener('abort', close);
    closed.abort(new vscode.CancellationError());
    box.dispose();
  }
}

async function read<T>(
  box: vscode.InputBox,
  question: TextQuestion<T>,
  signal: AbortSignal,
): Promise<{ value: T } | undefined> {
  box.enabled = false;
  box.busy = true;
  try {
    return { value: await question.read(box.value, signal) };
  } catch (error) {
    if (signal.aborted) return undefined;
    if (!(error instanceof UserError)) throw error;
    const words = [error.message, error.advice].filter(Boolean).join(' ');
    box.validationMessage = shownText(words, MESSAGE_CHARACTERS);
    return undefined;
  } finally {
    box.enabled = true;
    box.busy = false;
  }
}
