import * as vscode from 'vscode';

/** Where a question stands among several that lead to one answer. */
export interface Step {
  /** Counted from 1. */
  readonly number: number;
  readonly of: number;
  /** What has been typed, by question: kept for who comes back. */
  readonly typed: Map<string, string>;
}

/** What makes a question one of several. */
export interface Stepped<T> {
  readonly step?: Step;
  /** The answer that *Back* stands for; without it there is no such button. */
  readonly back?: T;
}

/** The answer that leads to the question before. */
export const BACK = Symbol('back');
export type Back = typeof BACK;

interface Question<T> extends Stepped<T> {
  readonly title: string;
  readonly prompt?: string;
  readonly placeholder?: string;
}

type Input = vscode.InputBox | vscode.QuickPick<vscode.QuickPickItem>;

/**
 * Shows which step it is, the way back, and what was typed before.
 *
 * @param answer takes in what *Back* stands for
 */
export function showStep<T>(input: Input, question: Question<T>, answer: (back: T) => void): void {
  const { step, back, title, prompt, placeholder } = question;
  if (step !== undefined) {
    const key = [title, prompt ?? placeholder].join('\n');
    input.step = step.number;
    input.totalSteps = step.of;
    input.value = step.typed.get(key) ?? input.value;
    input.onDidChangeValue((text) => step.typed.set(key, text));
  }
  if (back === undefined) return;
  input.buttons = [vscode.QuickInputButtons.Back];
  input.onDidTriggerButton(() => answer(back));
}
