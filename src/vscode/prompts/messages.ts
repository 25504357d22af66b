import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { MESSAGE_CHARACTERS, shownLines, shownText } from '../shownText';

/** A button of a message. */
export interface Action {
  readonly label: string;
  run(): unknown;
}

/** Does not wait until the message is closed. */
export function inform(text: string, actions: readonly Action[] = []): void {
  void vscode.window.showInformationMessage(wordsOf(text), ...buttonsOf(actions)).then(run);
}

export function warn(text: string, actions: readonly Action[] = []): void {
  void vscode.window.showWarningMessage(wordsOf(text), ...buttonsOf(actions)).then(run);
}

export function showError(text: string, actions: readonly Action[] = []): void {
  void vscode.window.showErrorMessage(wordsOf(text), ...buttonsOf(actions)).then(run);
}

export interface Confirmation {
  readonly message: string;
  /** Line by line. */
  readonly detail?: readonly string[];
  /** The button that means yes; the other one is *Cancel*. */
  readonly yes: string;
}

/** A modal question. */
export async function confirm({ message, detail, yes }: Confirmation): Promise<boolean> {
  const options = { modal: true, ...(detail !== undefined && { detail: shownLines(detail) }) };
  const button = { title: shownText(yes) };
  return (await vscode.window.showWarningMessage(wordsOf(message), options, button)) !== undefined;
}

/** How long something may take before it is worth a notification, in ms. */
const QUICK = 600;

/** Does the work; when it takes a while, with a notification that can be cancelled. */
export async function busy<T>(title: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const working = work(controller.signal);
  if (await isQuick(working)) return working;
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: shownText(title),
    cancellable: true,
  };
  return vscode.window.withProgress(options, (_, cancel) => {
    cancel.onCancellationRequested(() => controller.abort(new vscode.CancellationError()));
    return working;
  });
}

/** Also when it fails quickly. */
async function isQuick(working: Promise<unknown>): Promise<boolean> {
  const ended = working.then(
    () => true,
    () => true,
  );
  return Promise.race([ended, delay(QUICK, false)]);
}

function wordsOf(text: string): string {
  return shownText(text, MESSAGE_CHARACTERS);
}

interface Button extends vscode.MessageItem {
  readonly action: Action;
}

function buttonsOf(actions: readonly Action[]): readonly Button[] {
  return actions.map((action) => ({ title: shownText(action.label), action }));
}

function run(chosen: Button | undefined): unknown {
  return chosen?.action.run();
}
