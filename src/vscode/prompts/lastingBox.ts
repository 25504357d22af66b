import * as vscode from 'vscode';
import { oneLine } from '../../core/plainText';
import { MESSAGE_CHARACTERS, shownText } from '../shownText';

/** An icon at the end of the title. */
export interface BoxButton {
  /** One of VS Code's, such as `close`. */
  readonly icon: string;
  readonly tooltip: string;
  run(): unknown;
}

/** What a box shows. */
export interface BoxContent {
  readonly title: string;
  readonly prompt: string;
  readonly placeholder: string;
  readonly text: string;
  readonly complaint: string | undefined;
  readonly isBusy: boolean;
  /** Of several, counted from 1. */
  readonly step: { readonly number: number; readonly of: number } | undefined;
  readonly buttons: readonly BoxButton[];
}

export interface BoxListener {
  /** Enter, but not in the first half second: it may have been meant for something else. */
  onEnter(): void;
  onWrite(text: string): void;
  /** By Escape, or because the user has turned to something else. */
  onHide(): void;
}

/** For so many ms after the box has opened, Enter is ignored. */
const UNSEEN = 500;

/** A box for one line of text that can be hidden and shown again. */
export class LastingBox {
  private readonly box = vscode.window.createInputBox();
  private buttons: readonly BoxButton[] = [];
  private shownAt = 0;
  private isShown = false;

  constructor(listener: BoxListener) {
    const { box } = this;
    box.onDidChangeValue((text) => listener.onWrite(text));
    box.onDidAccept(() => {
      if (performance.now() - this.shownAt >= UNSEEN) listener.onEnter();
    });
    box.onDidTriggerButton((pressed) => this.buttons[box.buttons.indexOf(pressed)]?.run());
    box.onDidHide(() => {
      if (!this.isShown) return;
      this.isShown = false;
      listener.onHide();
    });
  }

  get isVisible(): boolean {
    return this.isShown;
  }

  show(): void {
    if (this.isShown) return;
    this.isShown = true;
    this.shownAt = performance.now();
    this.box.show();
  }

  render({ title, prompt, placeholder, text, complaint, isBusy, step, buttons }: BoxContent): void {
    const { box } = this;
    box.title = shownText(title);
    box.prompt = shownText(prompt, MESSAGE_CHARACTERS);
    box.placeholder = shownText(placeholder);
    const value = oneLine(text, MESSAGE_CHARACTERS);
    if (box.value !== value) box.value = value;
    box.validationMessage = complaint && shownText(complaint, MESSAGE_CHARACTERS);
    box.busy = isBusy;
    box.step = step?.number;
    box.totalSteps = step?.of;
    const areSeen = areSame(this.buttons, buttons);
    this.buttons = buttons;
    if (areSeen) return;
    box.buttons = buttons.map(({ icon, tooltip }) => ({
      iconPath: new vscode.ThemeIcon(icon),
      tooltip: shownText(tooltip),
    }));
  }

  dispose(): void {
    this.isShown = false;
    this.box.dispose();
  }
}

/** Made, but not shown yet. */
export function openBox(listener: BoxListener): LastingBox {
  return new LastingBox(listener);
}

/** Buttons that are set again lose the focus. */
function areSame(some: readonly BoxButton[], others: readonly BoxButton[]): boolean {
  return (
    some.length === others.length &&
    some.every(({ icon, tooltip }, index) => {
      const other = others[index];
      return other?.icon === icon && other.tooltip === tooltip;
    })
  );
}
