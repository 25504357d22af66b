import type * as vscode from 'vscode';

/** Fulfilled as soon as it is so, by what changes in one of these. */
export async function whenSo(
  isSo: () => boolean,
  ...sources: readonly { readonly onDidChange: vscode.Event<void> }[]
): Promise<void> {
  if (isSo()) return;
  await new Promise<void>((resolve) => {
    const listeners = sources.map(({ onDidChange }) =>
      onDidChange(() => {
        if (!isSo()) return;
        for (const listener of listeners) listener.dispose();
        resolve();
      }),
    );
  });
}
