/** Every text that VS Code's window is given to show. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';

export interface Recorded {
  readonly texts: readonly string[];
  /** Fulfilled with the first text that `words` match. */
  shown(words: RegExp): Promise<string>;
}

/** Made again for each test of the `describe` it is called in. Messages are closed without an answer. */
export function useRecordedWindow(): () => Recorded {
  const restore: (() => void)[] = [];
  let recorder = new Recorder();
  beforeEach(() => {
    recorder = new Recorder();
    for (const name of ['showInformationMessage', 'showWarningMessage', 'showErrorMessage'] as const)
      restore.push(
        replace(name, (...given: unknown[]) => {
          recorder.note(given);
          return Promise.resolve(undefined);
        }),
      );
    for (const name of ['createInputBox', 'createQuickPick', 'createStatusBarItem'] as const) {
      const make: (...given: never[]) => object = vscode.window[name];
      restore.push(replace(name, (...given: never[]) => recorder.watch(make(...given))));
    }
    const { withProgress } = vscode.window;
    restore.push(
      replace('withProgress', (options: vscode.ProgressOptions, task: Parameters<typeof withProgress>[1]) => {
        recorder.note(options);
        const noted = (progress: Parameters<typeof task>[0]) => ({
          report: (step: Parameters<typeof progress.report>[0]) => {
            recorder.note(step);
            progress.report(step);
          },
        });
        return withProgress(options, (progress, cancel) => task(noted(progress), cancel));
      }),
    );
  });
  afterEach(() => restore.splice(0).forEach((undo) => undo()));
  return () => recorder;
}

class Recorder implements Recorded {
  readonly texts: string[] = [];
  private waiting: (() => void)[] = [];

  note(given: unknown): void {
    this.texts.push(...textsIn(given));
    this.waiting.splice(0).forEach((look) => look());
  }

  /** Notes what is set in it. */
  watch(shown: object): object {
    return new Proxy(shown, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
      set: (target, name, value) => {
        if (name !== 'value') this.note(value);
        return Reflect.set(target, name, value);
      },
    });
  }

  async shown(words: RegExp): Promise<string> {
    for (;;) {
      const text = this.texts.find((one) => words.test(one));
      if (text !== undefined) return text;
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }
}

function replace(name: keyof typeof vscode.window, by: unknown): () => void {
  const original: unknown = vscode.window[name];
  assert.ok(Reflect.set(vscode.window, name, by));
  return () => void Reflect.set(vscode.window, name, original);
}

/** What an item hands back to the asker; VS Code does not look at it. */
const HANDED_BACK = ['value', 'action'];

/** Strings at any depth of plain data. */
function textsIn(given: unknown): string[] {
  if (typeof given === 'string') return [given];
  if (Array.isArray(given)) return given.flatMap(textsIn);
  if (typeof given !== 'object' || given === null || given instanceof vscode.ThemeIcon) return [];
  return Object.entries(given).flatMap(([name, value]) => (HANDED_BACK.includes(name) ? [] : textsIn(value)));
}
